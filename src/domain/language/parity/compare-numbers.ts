import type { WrittenDate } from '../dates/written-date.ts';
import { findTimes } from '../dates/written-times.ts';
import type { RuleFinding } from '../finding.ts';
import type { Span, Subject } from '../subject.ts';
import type { Language, Sides } from './sides.ts';
import { leftoversOf } from './leftovers.ts';
import { tellLeft } from './tell.ts';
import { figuresIn, findNumbers } from './written-numbers.ts';
import type { WrittenNumber } from './written-numbers.ts';

/** Digits of a telephone are not a quantity: they are compared as they are. */
const TELEPHONE = /(?<![\d/.,])(?:\+\d{1,3}|0)(?:[\s.-]?\d){7,11}(?![\d/])/gu;

/** Numbers in either notation, in words and with their scale: 1,2 triệu is 1.2 million. */
export function compareNumbers({
  here,
  there,
  datesHere,
  datesThere,
  languageHere,
  languageThere,
}: Sides): RuleFinding[] {
  const all = {
    here: numbersOf(here, datesHere, languageHere),
    there: numbersOf(there, datesThere, languageThere),
  };
  const asked = leftoversOf(
    all.here.filter((one) => !one.isWord),
    all.there.filter((one) => !one.isWord),
    isSame,
  );
  // A number in figures may be a word on the other side, or a year that is part of a date there.
  const left = {
    here: asked.here.filter((one) => !isAnswered(one, all.there, datesThere)),
    there: asked.there.filter((one) => !isAnswered(one, all.here, datesHere)),
  };
  const telephones = leftoversOf(
    telephonesOf(here),
    telephonesOf(there),
    (a, b) => a.digits === b.digits,
  );
  return [
    ...tellLeft(
      left,
      here.text,
      there.text,
      { rule: 'parity.number', severity: () => 'warn' },
      (a, b) => suggestionFor(a, b, here, languageHere),
    ),
    ...tellLeft(telephones, here.text, there.text, {
      rule: 'parity.telephone',
      severity: () => 'warn',
    }),
  ];
}

function numbersOf(
  subject: Subject,
  dates: readonly WrittenDate[],
  language: Language,
): WrittenNumber[] {
  const { text } = subject;
  const elsewhere: Span[] = [...dates, ...findTimes(text, language), ...telephonesOf(subject)];
  const flags = new Uint8Array(text.length);
  for (const { start, end } of elsewhere) flags.fill(1, start, end);
  return findNumbers(text, language, (span) => {
    const { start, end } = span;
    return (
      flags.subarray(start, end).some((unit) => unit === 1) ||
      subject.isIn(span, 'url', 'email', 'handle', 'hashtag')
    );
  });
}

function telephonesOf({ text }: Subject): (Span & { digits: string })[] {
  return Array.from(text.matchAll(TELEPHONE), ({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
    digits: found.replace(/\D/g, '').replace(/^84/, '0'),
  }));
}

function isSame(a: WrittenNumber, b: WrittenNumber): boolean {
  return Math.abs(a.value - b.value) <= Math.abs(a.value) * 1e-9;
}

function isAnswered(
  number: WrittenNumber,
  others: readonly WrittenNumber[],
  dates: readonly WrittenDate[],
): boolean {
  if (others.some((other) => other.isWord && isSame(number, other))) return true;
  return dates.some(
    ({ year, day, to }) =>
      year === number.value || day === number.value || to?.day === number.value,
  );
}

/** The other side's figures in this side's notation, where both have the same scale. */
function suggestionFor(
  here: WrittenNumber,
  there: WrittenNumber,
  { text }: Subject,
  language: Language,
): string | undefined {
  if (here.scale !== there.scale || here.isPercent !== there.isPercent) return undefined;
  const rest = text.slice(here.figures.end, here.end);
  return `${figuresIn(there.value / there.scale, language)}${rest}`;
}
