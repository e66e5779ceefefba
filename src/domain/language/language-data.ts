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

/** The names of the guard's files. */
export const languageFiles = ['platform-limits.json'] as const satisfies (keyof LanguageSources)[];

/** The guard's data as it stands: the shipped files with what people changed since. */
export type LanguageDesk = {
  data(): Promise<LanguageData>;
  /** The same as files, for the browser, with a name that changes when they do. */
  sources(): Promise<{ version: string; files: LanguageSources }>;
};
