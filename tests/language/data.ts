import { languageDataOf } from '../../src/domain/language/language-data.ts';
import type { LanguageData } from '../../src/domain/language/language-data.ts';
import { readData } from '../../src/lib/read-data.ts';

let data: LanguageData | null = null;

/** The guard's data as shipped, read once. */
export function readLanguageData(): LanguageData {
  data ??= languageDataOf((file) => readData(file) as never);
  return data;
}
