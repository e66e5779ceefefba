import { languageDataOf, languageFiles } from '../domain/language/language-data.ts';
import type {
  LanguageData,
  LanguageDesk,
  LanguageSources,
} from '../domain/language/language-data.ts';
import { canonicalJson, sha256 } from '../lib/hashing.ts';

/** The guard's data as shipped, made ready when it is first asked for. */
export function shippedLanguage(read: (file: string) => unknown): LanguageDesk {
  let data: LanguageData | null = null;
  const files = (): LanguageSources =>
    Object.fromEntries(languageFiles.map((file) => [file, read(file)])) as LanguageSources;
  return {
    data() {
      data ??= languageDataOf((file) => files()[file]);
      return Promise.resolve(data);
    },
    sources() {
      const all = files();
      return Promise.resolve({ version: sha256(canonicalJson(all)), files: all });
    },
  };
}
