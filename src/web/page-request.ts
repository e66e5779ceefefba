import type { Request, Response } from 'express';
import type { Actor, ReaderLanguage } from '../domain/people/person.ts';
import type { Translate } from '../lib/i18n.ts';
import { notFound } from './http-error.ts';
import type { WebDeps } from './web-deps.ts';

/** What a handler knows about the request it answers, whoever sent it. */
export type VisitorRequest = {
  id: string;
  actor: Actor | null;
  language: ReaderLanguage;
  t: Translate;
  /** The desk's time. */
  now: Date;
  /** The value that scripts of this page carry. */
  nonce: string;
  /** The address of the page; the start page for a form that was posted. */
  path: string;
  /** Whether the request only reads: such a page may be reloaded and switched to another language. */
  isRead: boolean;
};

/** A request of somebody who signed in. */
export type PageRequest = VisitorRequest & { actor: Actor };

type PageContext = { visitor: VisitorRequest; deps: WebDeps };

const contexts = new WeakMap<object, PageContext>();

export function setPageContext(res: Response, context: PageContext): void {
  contexts.set(res, context);
}

export function pageContext(res: Response): PageContext {
  const context = contexts.get(res);
  if (context === undefined) throw new Error('the page context is set before any handler runs');
  return context;
}

/** Whether the answer is read by a script of ours and not by a person. */
export function wantsJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json';
}

/** An id in the address. Anything that cannot be an id of ours is a page that does not exist. */
export function idParam(req: Request, name = 'id'): string {
  const value = req.params[name];
  if (typeof value !== 'string' || !/^[\w-]{1,64}$/.test(value)) throw notFound(name);
  return value;
}

/** A single value of the query, trimmed; empty when absent or given twice. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === 'string' ? value.trim().slice(0, 500) : '';
}

/** The posted fields: one text per name, or a list when a name was sent more than once. */
export function formFields(req: Request): Record<string, string | string[]> {
  const body: unknown = req.body;
  const fields: Record<string, string | string[]> = {};
  if (typeof body !== 'object' || body === null) return fields;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') fields[name] = value;
    else if (Array.isArray(value)) fields[name] = value.filter((item) => typeof item === 'string');
  }
  return fields;
}

/** One posted text; empty when absent. */
export function formText(req: Request, name: string): string {
  const value = formFields(req)[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
