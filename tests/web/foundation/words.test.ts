import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createTranslators, readLocale } from '../../../src/lib/i18n.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';

const vi = flatten(readLocale('vi'));
const en = flatten(readLocale('en'));
const translators = createTranslators();

/** i18next adds these to the keys of sentences that depend on a number. */
const plural = /_(zero|one|two|few|many|other)$/;
const base = (keys: Iterable<string>): string[] =>
  [...new Set([...keys].map((key) => key.replace(plural, '')))].sort();

describe('the sentences of the desk', () => {
  it('say everything in both languages', () => {
    expect(base(vi.keys())).toEqual(base(en.keys()));
  });

  it('use the same parameters in both languages', () => {
    const wrong = base(vi.keys()).filter(
      (key) => parametersOf(vi, key).join() !== parametersOf(en, key).join(),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['vi', 'en'] as const)(
    'has every sentence that a view or page asks for, in %s',
    (language) => {
      const known = new Set(base((language === 'vi' ? vi : en).keys()));
      expect(askedKeys().filter(({ key }) => !known.has(key))).toEqual([]);
    },
  );

  it('refuses a key that nobody wrote', () => {
    expect(() => translators.vi('common.never-written')).toThrow('no sentence for vi');
  });
});

/** The keys written out in `t('...')`; one that is put together is tried by the page's own test. */
function askedKeys(): { key: string; file: string }[] {
  const files = [...filesUnder('views', '.ejs'), ...filesUnder('src/web', '.ts')];
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => ({
      key: match[1] ?? '',
      file: relative(projectRoot, file),
    })),
  );
}

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name));
}

function flatten(tree: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(tree) as [string, unknown][]) {
    if (typeof value === 'string') texts.set(prefix + name, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, text] of flatten(value, `${prefix}${name}.`)) texts.set(key, text);
    }
  }
  return texts;
}

function parametersOf(texts: Map<string, string>, key: string): string[] {
  const all = [...texts].filter(([name]) => name.replace(plural, '') === key);
  return [
    ...new Set(all.flatMap(([, text]) => [...text.matchAll(/{{\s*(\w+)/g)].map((m) => m[1] ?? ''))),
  ].sort();
}
