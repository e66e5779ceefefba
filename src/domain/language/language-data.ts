import { platformLimitsOf } from './limits.ts';
import type { PlatformLimits, PlatformLimitsData } from './limits.ts';

/** What the guard knows beside its rules: dated data, made ready once. */
export type LanguageData = {
  limits: PlatformLimits;
};

/** The files below `config/data` that the guard reads, as they are written. */
export type LanguageSources = {
  'platform-limits.json': PlatformLimitsData;
};

/** Makes the guard's data ready; `read` gives a file's content and may have edited copies. */
export function languageDataOf(
  read: <File extends keyof LanguageSources>(file: File) => LanguageSources[File],
): LanguageData {
  return {
    limits: platformLimitsOf(read('platform-limits.json')),
  };
}
