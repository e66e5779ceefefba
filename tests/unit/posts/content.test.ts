import { describe, expect, it } from '@jest/globals';
import { normaliseContent, normaliseText, titleOf } from '../../../src/domain/posts/content.ts';
import { sealContent } from '../../../src/actions/posts/seal-content.ts';
import { canonicalJson, sha256 } from '../../../src/lib/hashing.ts';
import { content } from '../../support/sample-rows.ts';

/** Mulberry32: the same texts on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PIECES = [
  'Đà Nẵng',
  'hội đàm'.normalize('NFD'),
  'e\u0323\u0302',
  'a\u0302\u0323',
  '\u212b',
  '\u1100\u1161\u11a8',
  '👩🏽‍💻',
  '\ufb01',
  '\r\n',
  '\r',
  '\n',
  '\n\n\n',
  ' ',
  '\t',
  '   \n',
  '\t\r\n',
  '\u00a0',
  '\u200b',
  '\ufeff',
  '\u0301',
  '\u2028',
  '\ud800',
  'x',
];

function randomText(random: () => number): string {
  const length = Math.floor(random() * 14);
  return Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
}

describe('a text in its one form', () => {
  it('is the same however its letters were composed', () => {
    const composed = 'Bộ Ngoại giao Việt Nam';
    expect(normaliseText(composed.normalize('NFD'))).toBe(composed);
  });

  it.each([
    ['a\r\nb', 'a\nb'],
    ['a\rb', 'a\nb'],
    ['a \t\nb', 'a\nb'],
    ['\n a\n\nb \n', 'a\n\nb'],
    ['a\n   \nb', 'a\n\nb'],
    ['a\u0007b\u0000', 'ab'],
    ['Hà \u202Eiộn\u202C', 'Hà iộn'],
  ])('keeps the words and mends the line ends: %j', (typed, kept) => {
    expect(normaliseText(typed)).toBe(kept);
  });

  it('does not change when it is brought into that form again', () => {
    const random = seeded(20_261_123);
    for (let n = 0; n < 600; n += 1) {
      const once = normaliseText(randomText(random));
      expect(normaliseText(once)).toBe(once);
      expect(once.normalize('NFC')).toBe(once);
      expect(once).not.toMatch(/\r|[ \t]$/m);
    }
  });
});

describe('a content in its one form', () => {
  it('has one hash, however it was typed', () => {
    const random = seeded(7);
    for (let n = 0; n < 300; n += 1) {
      const text = randomText(random);
      const alt = randomText(random);
      const version = {
        text,
        platformTexts: { x: randomText(random) },
        link: ' https://mofa.gov.vn/tin ',
        media: [{ sha256: 'a'.repeat(64), alt }],
      };
      const typed = content({
        versions: { vi: version },
        reasons: [{ rule: 'r', language: 'vi', excerpt: 'e', reason: randomText(random) }],
      });
      const once = normaliseContent(typed);
      expect(normaliseContent(once)).toEqual(once);
      const other = normaliseContent({
        ...typed,
        versions: { vi: { ...version, text: text.normalize('NFD'), alt: alt } as typeof version },
      });
      expect(sealContent(other).contentSha256).toBe(sealContent(typed).contentSha256);
    }
  });

  it('does not depend on the order in which the languages were written', () => {
    const { vi, en } = content().versions;
    if (vi === undefined || en === undefined) throw new Error('the sample has both languages');
    const [one, other] = [
      { vi, en },
      { en, vi },
    ].map((versions) => sealContent(content({ versions })));
    expect(one?.contentJson).toBe(other?.contentJson);
  });

  it('differs when a single letter differs', () => {
    const changed = content();
    changed.versions['vi'] = {
      text: 'Hôm nay là Ngày Văn hoá Việt Nam.',
      platformTexts: {},
      link: null,
      media: [],
    };
    expect(sealContent(changed).contentSha256).not.toBe(sealContent(content()).contentSha256);
  });

  it('leaves out versions and own texts with nothing in them', () => {
    const empty = { text: ' \n', platformTexts: { x: '  ' }, link: '  ', media: [] };
    const picture = { ...empty, media: [{ sha256: 'b', alt: ' Ảnh ' }] };
    expect(normaliseContent(content({ versions: { vi: empty, en: picture } })).versions).toEqual({
      en: { text: '', platformTexts: {}, link: null, media: [{ sha256: 'b', alt: 'Ảnh' }] },
    });
  });
});

describe('the title of a post', () => {
  it('is the first line of the version asked for, and of another when there is none', () => {
    const two = content();
    expect(titleOf(two, 'en')).toBe('Today is Viet Nam Culture Day.');
    expect(titleOf(two, 'fr')).toBe('Hôm nay là Ngày Văn hóa Việt Nam.');
    expect(titleOf(content({ versions: {} }), 'vi')).toBe('');
  });

  it('ends at a word when the line is long', () => {
    const text = `${'việt '.repeat(40)}\nsecond line`;
    const long = content({ versions: { vi: { text, platformTexts: {}, link: null, media: [] } } });
    const title = titleOf(long, 'vi');
    expect(title.length).toBeLessThanOrEqual(91);
    expect(title).toMatch(/^(việt )*việt…$/);
  });
});

describe('half a character in a text', () => {
  it('is shown as unreadable instead of keeping the whole post from being saved', () => {
    const broken = { text: 'tin \ud83d mới', platformTexts: {}, link: null, media: [] };
    const sealed = sealContent(content({ versions: { vi: broken } }));
    expect(sealed.content.versions['vi']?.text).toBe('tin \ufffd mới');
  });
});

describe('a content with a thread', () => {
  const en = { text: 'One', platformTexts: {}, link: null, media: [] };
  const withThreads = (threads: { x?: string[]; facebook?: string[] }) =>
    sealContent(content({ versions: { en: { ...en, threads } } }));

  it('without one is the very string that it always was', () => {
    const plain = sealContent(content({ versions: { en } }));
    expect(plain.contentJson).not.toContain('threads');
    expect(withThreads({}).contentJson).toBe(plain.contentJson);
    expect(withThreads({ x: [' ', '\n'] }).contentJson).toBe(plain.contentJson);
    expect(plain.contentSha256).toBe(
      sha256(
        `{"reasons":[],"schema":"sugia.content.v1","targets":${canonicalJson(plain.content.targets)},` +
          '"versions":{"en":{"link":null,"media":[],"platformTexts":{},"text":"One"}}}',
      ),
    );
  });

  it('has its parts in one form, and one hash however they were typed', () => {
    const typed = withThreads({ x: ['Hội đàm'.normalize('NFD') + '  \r\n', '', 'Three'] });
    expect(typed.content.versions['en']?.threads).toEqual({ x: ['Hội đàm', 'Three'] });
    expect(typed.contentSha256).toBe(withThreads({ x: ['Hội đàm', 'Three'] }).contentSha256);
  });

  it('has another hash when a part, or their order, is another', () => {
    const hashes = [{ x: ['a', 'b'] }, { x: ['b', 'a'] }, { x: ['a'] }, { x: ['a b'] }].map(
      (threads) => withThreads(threads).contentSha256,
    );
    expect(new Set(hashes).size).toBe(4);
  });
});
