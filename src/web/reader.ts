import type { Actor, ReaderLanguage } from '../domain/people/person.ts';
import type { Translate } from '../lib/i18n.ts';

/** For whom a page is built: what they may do, the words they read, and their present. */
export type Reader = { actor: Actor; language: ReaderLanguage; t: Translate; now: Date };
