import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { channelStates, platformIds } from '../../../src/domain/channels/channel.ts';
import {
  cancelReasons,
  deliveryStates,
  waitingReasons,
} from '../../../src/domain/deliveries/delivery.ts';
import { publishingTroubles } from '../../../src/domain/deliveries/publishing-health.ts';
import { roles } from '../../../src/domain/people/permission.ts';
import { postClasses, postStates, topics } from '../../../src/domain/posts/post.ts';
import { createTranslators, readLocale } from '../../../src/lib/i18n.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { errorStatuses } from '../../../src/web/http-error.ts';
import { navigationFor } from '../../../src/web/navigation.ts';
import { actorWith } from './fake-desk.ts';

const vi = flatten(readLocale('vi'));
const en = flatten(readLocale('en'));
const translators = createTranslators();

const everywhere = actorWith('administrator', {
  grants: roles.map((role) => ({ role, unitId: 'u', unitIds: ['u'] })),
});
const rail = navigationFor(everywhere, {}, null);
const places = [...rail.main, ...rail.more].map((item) => item.place);

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
      (key) => namesOf(vi, key).join() !== namesOf(en, key).join(),
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

  it.each([
    ['common.topic', topics],
    ['common.class', postClasses],
    ['common.role', roles],
    ['common.platform', platformIds],
    ['common.trouble', publishingTroubles],
    ['states.post', postStates],
    ['states.delivery', deliveryStates],
    ['states.waiting', waitingReasons],
    ['states.cancelled', cancelReasons],
    ['states.channel', channelStates],
    ['errors', errorStatuses.map((status) => `${status}.title`)],
    ['nav', places],
  ] as const)('has a word in both languages for everything in %s', (branch, codes) => {
    for (const code of codes) {
      expect(translators.vi(`${branch}.${code}`)).not.toBe('');
      expect(translators.en(`${branch}.${code}`)).not.toBe('');
    }
  });

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

/** A value that is said in each language has a name for each: `dateVi` and `dateEn`. */
function namesOf(sentences: Map<string, string>, key: string): string[] {
  return parametersOf(sentences, key).map((name) => name.replace(/(?:Vi|En)$/, ''));
}

function parametersOf(texts: Map<string, string>, key: string): string[] {
  const all = [...texts].filter(([name]) => name.replace(plural, '') === key);
  return [
    ...new Set(all.flatMap(([, text]) => [...text.matchAll(/{{\s*(\w+)/g)].map((m) => m[1] ?? ''))),
  ].sort();
}
