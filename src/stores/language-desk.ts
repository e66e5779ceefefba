import { languageDataOf, languageFiles } from '../domain/language/language-data.ts';
import type {
  LanguageData,
  LanguageDesk,
  LanguageSources,
} from '../domain/language/language-data.ts';
import { withChanges } from '../domain/language/reference/reference.ts';
import type { ReferenceChange } from '../domain/language/reference/reference.ts';
import { canonicalJson, sha256 } from '../lib/hashing.ts';

/** How long a process may go on with what another one has just changed. */
const FRESH_MS = 2_000;

type Changes = {
  lastConfirmed(): Promise<number>;
  listConfirmed(): Promise<ReferenceChange[]>;
};
type Known = {
  n: number;
  files: LanguageSources;
  version: string;
  data: LanguageData | null;
};

/** The guard's data: the shipped files with every change that two people made since. */
export function createLanguageDesk(
  read: (file: string) => unknown,
  changes: Changes,
  steadyMs: () => number,
): LanguageDesk {
  const shipped = filesFrom(read);
  let known: Known | null = null;
  let askedAt = -Infinity;

  const current = async (): Promise<Known> => {
    if (known !== null && steadyMs() - askedAt < FRESH_MS) return known;
    const n = await changes.lastConfirmed();
    askedAt = steadyMs();
    if (known?.n === n) return known;
    const files = n === 0 ? shipped : withChanges(shipped, await changes.listConfirmed());
    known = { n, files, version: sha256(canonicalJson(files)), data: null };
    return known;
  };
  return {
    async data() {
      const now = await current();
      now.data ??= languageDataOf((file) => now.files[file]);
      return now.data;
    },
    async sources() {
      const { files, version } = await current();
      return { files, version };
    },
    forget() {
      askedAt = -Infinity;
    },
  };
}

/** The data as shipped, where nobody changes it. */
export function shippedLanguage(read: (file: string) => unknown): LanguageDesk {
  return createLanguageDesk(
    read,
    { lastConfirmed: () => Promise.resolve(0), listConfirmed: () => Promise.resolve([]) },
    () => 0,
  );
}

function filesFrom(read: (file: string) => unknown): LanguageSources {
  return Object.fromEntries(languageFiles.map((file) => [file, read(file)])) as LanguageSources;
}
