import type { Request } from 'express';

/** A call's parameters: query and body together, each as text, as the Graph API takes them. */
export type Parameters = ReadonlyMap<string, string>;

export function parametersOf(request: Request): Parameters {
  const all = new Map<string, string>();
  for (const source of [request.query, (request.body ?? {}) as Record<string, unknown>]) {
    for (const [name, value] of Object.entries(source)) {
      if (value === undefined || value === null) continue;
      // `attached_media[0]=…` is one more way to write a list.
      const element = /^(\w+)\[(\d+)\]$/.exec(name);
      if (element?.[1] === undefined) all.set(name, asText(value));
      else all.set(element[1], appended(all.get(element[1]), value));
    }
  }
  return all;
}

/** The access token, from the parameters or the header. */
export function tokenOf(request: Request): string | null {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return parametersOf(request).get('access_token') ?? header ?? null;
}

export type Field = { name: string; modifiers: Record<string, string>; children: Field[] };

/**
 * A field selection such as `id,comments.limit(0).summary(true),from{name}`. Null when it is not
 * well formed.
 */
export function parseFields(text: string): Field[] | null {
  let at = 0;
  const word = (): string => {
    const found = /^[a-z0-9_]+/i.exec(text.slice(at))?.[0] ?? '';
    at += found.length;
    return found;
  };
  const take = (sign: string): boolean => {
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const one = (): Field | null => {
    const field: Field = { name: word(), modifiers: {}, children: [] };
    if (field.name === '') return null;
    while (take('.')) {
      const name = word();
      const end = text.indexOf(')', at);
      if (name === '' || !take('(') || end === -1) return null;
      field.modifiers[name] = text.slice(at, end);
      at = end + 1;
    }
    if (take('{')) {
      const children = list();
      if (children === null || !take('}')) return null;
      field.children = children;
    }
    return field;
  };
  const list = (): Field[] | null => {
    const fields: Field[] = [];
    do {
      const field = one();
      if (field === null) return null;
      fields.push(field);
    } while (take(','));
    return fields;
  };
  const fields = list();
  return at === text.length ? fields : null;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function appended(list: string | undefined, value: unknown): string {
  const items = list === undefined ? [] : (JSON.parse(list) as unknown[]);
  const item: unknown =
    typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
  return JSON.stringify([...items, item]);
}
