import type { CheckInput } from './check-input.ts';
import type { Finding } from './finding.ts';
import type { MoonDay } from './dates/check-holidays.ts';
import { moonDaysOf } from './dates/moon-days.ts';
import type { SpecialDaysData } from '../time/special-days.ts';
import type { EncodingData } from './encoding/encoding-data.ts';
import { platformLimitsOf } from './limits.ts';
import type { PlatformLimits, PlatformLimitsData } from './limits.ts';
import { lexiconOf } from './lexicon/lexicon.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import type { DocumentsData, PartnersData, ProtectedData, TermsData } from './lexicon/term.ts';
import { titlesOf } from './titles/titles.ts';
import type { Titles, TitlesData } from './titles/titles.ts';
import { mourningOf } from './mourning/mourning.ts';
import type { Mourning, MourningData } from './mourning/mourning.ts';
import { secretOf } from './secret/secret-data.ts';
import type { Secret, SecretData } from './secret/secret-data.ts';
import type { AccessibilityData } from './accessibility/accessibility-data.ts';

/** What the guard knows beside its rules: dated data, made ready once. */
export type LanguageData = {
  limits: PlatformLimits;
  lexicon: Lexicon;
  moonDays: readonly MoonDay[];
  encoding: EncodingData;
  titles: Titles;
  secret: Secret;
  mourning: Mourning;
  accessibility: AccessibilityData;
};

/** The files below `config/data` that the guard reads, as they are written. */
export type LanguageSources = {
  'platform-limits.json': PlatformLimitsData;
  'lexicon/terms.json': TermsData;
  'lexicon/protected.json': ProtectedData;
  'lexicon/partners.json': PartnersData;
  'lexicon/documents.json': DocumentsData;
  'calendar.json': SpecialDaysData;
  'encoding.json': EncodingData;
  'titles.json': TitlesData;
  'secret-marks.json': SecretData;
  'mourning.json': MourningData;
  'accessibility.json': AccessibilityData;
};

/** Makes the guard's data ready; `read` gives a file's content and may have edited copies. */
export function languageDataOf(
  read: <File extends keyof LanguageSources>(file: File) => LanguageSources[File],
): LanguageData {
  return {
    limits: platformLimitsOf(read('platform-limits.json')),
    lexicon: lexiconOf(
      read('lexicon/terms.json'),
      read('lexicon/protected.json'),
      read('lexicon/partners.json'),
      read('lexicon/documents.json'),
    ),
    moonDays: moonDaysOf(read('calendar.json')),
    encoding: read('encoding.json'),
    titles: titlesOf(read('titles.json')),
    secret: secretOf(read('secret-marks.json')),
    mourning: mourningOf(read('mourning.json')),
    accessibility: read('accessibility.json'),
  };
}

/** The names of the guard's files. */
export const languageFiles = [
  'platform-limits.json',
  'lexicon/terms.json',
  'lexicon/protected.json',
  'lexicon/partners.json',
  'lexicon/documents.json',
  'calendar.json',
  'encoding.json',
  'titles.json',
  'secret-marks.json',
  'mourning.json',
  'accessibility.json',
] as const satisfies (keyof LanguageSources)[];

/** Says everything that there is to say about a text, by the data that it was made with. */
export type Guard = (input: CheckInput) => Finding[];

/** The guard with its data as it stands: the shipped files with what people changed since. */
export type LanguageDesk = {
  guard(): Promise<Guard>;
  /** The same as files, for the browser, with a name that changes when they do. */
  sources(): Promise<{ version: string; files: LanguageSources }>;
  /** Asks the database anew at the next use: something was changed here. */
  forget(): void;
};
