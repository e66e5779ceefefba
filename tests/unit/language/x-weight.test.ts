import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import twitter from 'twitter-text';
import { xWeight } from '../../../src/domain/language/x-weight.ts';
import { randomPost } from './random-post.ts';

const nfd = (text: string): string => text.normalize('NFD');

/** By hand, from X's documentation and the library's own conformance cases. */
const KNOWN: [name: string, text: string, weight: number][] = [
  ['an empty text', '', 0],
  ['plain English', 'Viet Nam and France mark 50 years.', 34],
  ['a line end', 'a\nb', 3],
  ['Vietnamese vowels with one mark', 'ăâêôơưđ', 7],
  ['Vietnamese vowels with two marks', 'ạệữẳợ', 10],
  ['the same taken apart', nfd('ạệữẳợ'), 10],
  ['a name', 'Bộ Ngoại giao Việt Nam', 25],
  ['a name taken apart', nfd('Bộ Ngoại giao Việt Nam'), 25],
  ['an ellipsis, a bullet, an arrow, the dong and a tick', '…•→₫✓', 10],
  ['curly quotation marks and dashes', '“”‘’–—', 6],
  ['Chinese', '中国', 4],
  ['Japanese', 'こんにちは', 10],
  ['Korean', '베트남', 6],
  ['Korean taken apart', nfd('베트남'), 6],
  ['Georgian, the last light letters', 'ჿ', 1],
  ['Hangul Jamo, the first heavy ones', 'ᄀ', 2],
  ['Thai', 'สวัสดี', 6],
  ['a family', '👨‍👩‍👧‍👦', 2],
  ['a flag', '🇻🇳', 2],
  ['half a flag', '🇻', 2],
  ['the flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 2],
  ['a keycap', '1️⃣', 2],
  ['a keycap without its selector', '1⃣', 2],
  ['a hash keycap', '#️⃣', 2],
  ['a red heart', '❤️', 2],
  ['a bare heart', '❤', 2],
  ['a skin tone', '👍🏽', 2],
  ['a woman who is a judge', '👩🏽‍⚖️', 2],
  ['two emoji', '🕊️🤝', 4],
  ['a lone selector', 'a\ufe0f', 3],
  ['an astral letter', '𝐕', 2],
  ['a lone high surrogate', '\ud83d', 2],
  ['a lone low surrogate', '\udc00', 2],
  ['a zero width joiner', 'a\u200db', 3],
  ['an address', 'https://mofa.gov.vn', 23],
  ['a long address', `https://mofa.gov.vn/${'a'.repeat(300)}`, 23],
  ['a short address', 'http://t.co/abc', 23],
  ['a t.co slug that is too long', `https://t.co/${'a'.repeat(41)}`, 54],
  ['what follows a t.co address', 'https://t.co/abc/def', 27],
  ['a bare domain', 'mofa.gov.vn', 23],
  ['a bare domain with a path', 'vnexpress.net/the-gioi?x=1', 23],
  ['a bare domain with a query only', 'vnexpress.net?x=1', 27],
  ['a file name that looks like a domain', 'README.md', 23],
  ['a file name that does not', 'notes.txt', 9],
  ['an abbreviation', 'e.g. this', 9],
  ['an e-mail address', 'a@mofa.gov.vn', 13],
  ['an address in brackets', '(https://mofa.gov.vn)', 25],
  ['an address at the end of a sentence', 'See https://mofa.gov.vn.', 28],
  ['an address before a comma', 'https://mofa.gov.vn/a, then', 29],
  ['a path with brackets', 'https://en.wikipedia.org/wiki/Hanoi_(city)', 23],
  ['a path that ends in a full stop', 'https://mofa.gov.vn/a.', 24],
  ['an address with a port', 'https://mofa.gov.vn:8443/a', 23],
  ['an address with a fragment', 'https://mofa.gov.vn/a#b', 23],
  ['an address with a query', 'https://mofa.gov.vn/a?b=c&d=%C3%A1', 23],
  ['a path in Vietnamese', 'https://mofa.gov.vn/đối-ngoại', 23],
  ['two addresses', 'https://a.vn https://b.vn', 47],
  ['two addresses that touch', 'https://a.vn,https://b.vn', 47],
  ['an international domain', 'https://việtnam.vn', 23],
  ['an international domain without a protocol', '日本語.jp', 9],
  ['a Vietnamese domain without a protocol', 'việtnam.vn', 23],
  ['a bare domain after Chinese', '看mofa.gov.vn', 25],
  ['a domain in punycode', 'https://xn--vitnam-5db.vn', 23],
  ['an unknown top-level domain', 'https://a.invalidtld', 20],
  ['another protocol', 'ftp://mofa.gov.vn', 17],
  ['capitals', 'HTTPS://MOFA.GOV.VN', 23],
  ['an address after a mention sign', '@mofa.gov.vn', 12],
  ['a hashtag', '#ViệtNam', 9],
  ['a hashtag taken apart', nfd('#ViệtNam'), 9],
  ['a mention', '@MOFAVietNam', 12],
  ['an underscore before an address', '_mofa.gov.vn', 12],
  ['a label of 64 letters', `https://${'a'.repeat(64)}.vn`, 75],
  ['a label of 63 letters', `https://${'a'.repeat(63)}.vn`, 23],
  ['text direction marks', '\u200fمرحبا', 7],
];

describe('the weight of a post on X', () => {
  it.each(KNOWN)('%s: %j weighs %i', (_name, text, weight) => {
    expect(xWeight(text).weight).toBe(weight);
    expect(twitter.parseTweet(text).weightedLength).toBe(weight);
  });

  it('fits at 280 and not at 281', () => {
    expect(xWeight('a'.repeat(280))).toMatchObject({ weight: 280, limit: 280, fits: true });
    expect(xWeight('a'.repeat(281))).toMatchObject({ weight: 281, fits: false });
    expect(xWeight('ệ'.repeat(140)).fits).toBe(true);
    expect(xWeight('ệ'.repeat(141)).fits).toBe(false);
  });

  it('does not fit with a character that X refuses', () => {
    for (const character of ['\ufffe', '\ufeff', '\uffff']) {
      expect(xWeight(`a${character}b`).fits).toBe(false);
      expect(twitter.parseTweet(`a${character}b`).valid).toBe(false);
    }
  });

  it('says how many letters count two and how many addresses there are', () => {
    const text = 'Việt Nam và Pháp 🇻🇳 https://mofa.gov.vn và vnexpress.net/thế-giới';
    expect(xWeight(text)).toMatchObject({ doubled: 1, urls: 2 });
    expect(xWeight(nfd(text))).toEqual(xWeight(text));
  });

  it('equals the library of X on twenty thousand texts of tricky parts', () => {
    const different: unknown[] = [];
    for (let seed = 1; seed <= 20_000; seed += 1) {
      const text = randomPost(seed);
      const { weight, fits } = xWeight(text);
      const oracle = twitter.parseTweet(text);
      const oracleFits = oracle.valid || oracle.weightedLength === 0;
      if (weight !== oracle.weightedLength || fits !== oracleFits) {
        different.push({ seed, text, weight, fits, oracle });
      }
    }
    expect(different).toEqual([]);
  }, 120_000);

  it('counts a text of many words joined by hyphens and dots, as long as it is', () => {
    const long = `${'Việt-Nam_'.repeat(1100)} ${'a.'.repeat(1000)}`;
    expect(xWeight(long).weight).toBe(twitter.parseTweet(long).weightedLength);
  });

  it('uses patterns that are those of the pinned library', async () => {
    const generator = new URL('../../support/generate-x-patterns.mjs', import.meta.url).href;
    const { renderXPatterns } = (await import(generator)) as {
      renderXPatterns: () => Promise<string>;
    };
    const file = new URL('../../../src/domain/language/data/x-patterns.ts', import.meta.url);
    expect(await renderXPatterns()).toBe(readFileSync(file, 'utf8'));
  });
});
