import { composeLanguages } from './compose-form.ts';

/** Vietnamese, English, then any other: the order in which versions stand everywhere. */
export function inLanguageOrder(codes: Iterable<string>): string[] {
  const all = new Set(codes);
  const first = composeLanguages.filter((code) => all.has(code));
  return [...new Set<string>([...first, ...[...all].sort()])];
}
