import { findDates } from '../dates/written-dates.ts';
import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { subjectOf } from '../subject.ts';
import type { Subject } from '../subject.ts';
import { compareAddresses, compareSigns } from './compare-signs.ts';
import { compareDates, compareTimes } from './compare-dates.ts';
import { compareLength } from './compare-length.ts';
import { compareNames } from './compare-names.ts';
import { compareNumbers } from './compare-numbers.ts';
import type { Language, Sides } from './sides.ts';

/** What one version says and the other does not, with the value on each side. */
export function checkParity(subject: Subject, data: LanguageData): RuleFinding[] {
  const { input } = subject;
  const { pair } = input;
  const [here, there] = [input.language, pair?.language];
  if (pair === null || !isGuarded(here) || !isGuarded(there) || here === there) return [];
  if (subject.text.trim() === '' || pair.text.trim() === '') return [];
  const other = subjectOf({ ...input, ...pair, pair: null, recent: [] });
  const sides: Sides = {
    here: subject,
    there: other,
    datesHere: findDates(subject.text, here),
    datesThere: findDates(other.text, there),
    languageHere: here,
    languageThere: there,
  };
  return [
    ...compareNumbers(sides),
    ...compareDates(sides),
    ...compareTimes(sides),
    ...compareNames(sides, data),
    ...compareAddresses(sides),
    ...compareSigns(sides),
    ...compareLength(sides),
  ];
}

function isGuarded(language: string | undefined): language is Language {
  return language === 'vi' || language === 'en';
}
