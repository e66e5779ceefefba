import { civilDateAt } from '../dates/civil-date.ts';
import { HANOI_ZONE, dateInWords } from '../dates/date-words.ts';
import { foldForSearch } from '../fold.ts';
import type { RuleFinding } from '../finding.ts';
import type { Subject } from '../subject.ts';

const DAY_MS = 86_400_000;
const NEAR_DAYS = 30;
/** Two posts of one channel closer than this are read as one. */
const CLASH_MS = 5 * 60_000;
/** How much two texts share, of all that they hold: above this they are nearly the same. */
const NEARLY_SAME = 0.7;
const SHINGLE = 3;
/** Fewer words than these are a greeting, and greetings are alike. */
const FEWEST_WORDS = 6;
const NOT_WORDS = /[^\p{L}\p{N}]+/u;
const ADDRESS = /https?:\/\/\S+/gu;

/**
 * The same or nearly the same text on the same channel within 30 days, whatever its letters, tone
 * marks, capitals, blanks or emoji; and posts that would stand in each other's way.
 */
export function checkDuplicate({ text, input }: Subject): RuleFinding[] {
  if (input.recent.length === 0) return [];
  const own = shinglesOf(text);
  const near = input.recent.filter(
    ({ at }) => Math.abs(at.getTime() - input.at.getTime()) <= NEAR_DAYS * DAY_MS,
  );
  const [same] = near
    .map((one) => ({ at: one.at, likeness: likeness(own, shinglesOf(one.text)) }))
    .filter((one) => one.likeness >= NEARLY_SAME)
    .sort((a, b) => b.likeness - a.likeness);
  const clash = near.find(({ at }) => Math.abs(at.getTime() - input.at.getTime()) < CLASH_MS);
  const whole = { start: 0, end: 0 };
  return [
    ...(same === undefined
      ? []
      : [
          {
            rule: 'duplicate.text' as const,
            severity: 'warn' as const,
            ...whole,
            message:
              same.likeness === 1 ? ('duplicate.text' as const) : ('duplicate.nearly' as const),
            parameters: {
              percent: Math.round(same.likeness * 100),
              dateVi: dateInWords(civilDateAt(same.at, HANOI_ZONE), 'vi'),
              dateEn: dateInWords(civilDateAt(same.at, HANOI_ZONE), 'en'),
            },
          },
        ]),
    ...(clash === undefined || same !== undefined
      ? []
      : [{ rule: 'duplicate.time' as const, severity: 'hint' as const, ...whole }]),
  ];
}

/** A text as the set of its runs of words, folded; a short one as a whole. */
function shinglesOf(text: string): ReadonlySet<string> {
  const words = foldForSearch(text.replace(ADDRESS, ' '))
    .split(NOT_WORDS)
    .filter((word) => word !== '');
  if (words.length < FEWEST_WORDS) return new Set([words.join(' ')]);
  const runs = words.slice(0, words.length - SHINGLE + 1);
  return new Set(runs.map((_, n) => words.slice(n, n + SHINGLE).join(' ')));
}

/** The part that two sets share of all that they hold. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const one of a) if (b.has(one)) shared += 1;
  return shared / (a.size + b.size - shared);
}
