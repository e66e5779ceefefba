import type { WrittenDate } from '../dates/written-date.ts';
import type { Subject } from '../subject.ts';

export type Language = 'vi' | 'en';

/** The two versions of one post; findings lie in the first. */
export type Sides = {
  here: Subject;
  there: Subject;
  datesHere: readonly WrittenDate[];
  datesThere: readonly WrittenDate[];
  languageHere: Language;
  languageThere: Language;
};
