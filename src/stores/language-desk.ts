import { checkText } from '../domain/language/check-text.ts';
import { languageDataOf, languageFiles } from '../domain/language/language-data.ts';
import type {
  Guard,
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
  guard: Guard | null;
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
    known = { n, files, version: sha256(canonicalJson(files)), guard: null };
    return known;
  };
  return {
    async guard() {
      const now = await current();
      now.guard ??= guardWith(languageDataOf((file) => now.files[file]));
      return now.guard;
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

function guardWith(data: LanguageData): Guard {
  return (input) => checkText(input, data);
}

function filesFrom(read: (file: string) => unknown): LanguageSources {
  return Object.fromEntries(languageFiles.map((file) => [file, read(file)])) as LanguageSources;
}
