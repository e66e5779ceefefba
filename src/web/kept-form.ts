import { z } from 'zod';
import { isLocalPath } from './urls.ts';

/** What somebody typed, carried by a page so that it can be sent again: a password never is. */
export type KeptForm = { path: string; fields: [name: string, value: string][] };

const keptFormSchema = z.object({
  path: z.string().refine(isLocalPath),
  fields: z.array(z.tuple([z.string().max(200), z.string()])).max(500),
});

const SECRET_FIELD = /password|secret|token|consumerKey/i;
const MAX_CHARACTERS = 500_000;

/** Null when there is nothing to keep, or more than a page can carry. */
export function keptForm(path: string, body: unknown): KeptForm | null {
  if (typeof body !== 'object' || body === null || !isLocalPath(path)) return null;
  const fields: KeptForm['fields'] = [];
  for (const [name, value] of Object.entries(body)) {
    if (SECRET_FIELD.test(name)) continue;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof item === 'string') fields.push([name, item]);
    }
  }
  const size = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return fields.length === 0 || size > MAX_CHARACTERS ? null : { path, fields };
}

/** Reads a kept form back from the field that carried it. */
export function parseKeptForm(json: string): KeptForm | null {
  try {
    const parsed = keptFormSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
