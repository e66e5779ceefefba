import { describe, expect, it } from '@jest/globals';
import { checkContent } from '../../../src/domain/language/check-content.ts';
import type { GuardFacts } from '../../../src/domain/language/check-content.ts';
import { checkText } from '../../../src/domain/language/check-text.ts';
import type { Content, VersionContent } from '../../../src/domain/posts/content.ts';
import { HANOI } from '../../../src/domain/time/zones.ts';
import { readLanguageData } from '../../language/data.ts';

const facts: GuardFacts = {
  now: new Date('2026-11-25T05:00:00Z'),
  zone: HANOI,
  topic: null,
  isMourning: false,
  platforms: new Map([
    ['page', 'facebook'],
    ['account', 'x'],
  ]),
  mediaNames: new Map([['a'.repeat(64), 'DSC_1.jpg']]),
  recent: {},
};

function version(text: string, more: Partial<VersionContent> = {}): VersionContent {
  return { text, platformTexts: {}, link: null, media: [], ...more };
}

function told(versions: Content['versions'], at = '2026-11-25T02:00:00.000Z'): string[][] {
  const content: Content = {
    schema: 'sugia.content.v1',
    versions,
    targets: [
      { channelId: 'page', language: 'vi', zone: HANOI, timing: { kind: 'at', at, until: at } },
      { channelId: 'account', language: 'en', zone: HANOI, timing: { kind: 'at', at, until: at } },
    ],
    reasons: [],
  };
  return checkContent(content, facts, (input) => checkText(input, readLanguageData())).map(
    ({ field, rule, excerpt }) => [field, rule, excerpt],
  );
}

describe('a whole post', () => {
  it('is told each difference of its versions where the words stand, and once on each side', () => {
    expect(
      told({ vi: version('Từ 115 cơ quan, 3 nước'), en: version('From 105 missions') }),
    ).toEqual([
      ['versions.vi.text', 'parity.number', '115'],
      ['versions.vi.text', 'parity.number', '3'],
      ['versions.en.text', 'parity.number', '105'],
    ]);
  });

  it('is read by the time at which it goes out', () => {
    const versions = { vi: version('Hôm nay, 26/11, diễn ra lễ ký.') };
    expect(told(versions)).toHaveLength(1);
    expect(told(versions, '2026-11-26T02:00:00.000Z')).toEqual([]);
  });

  it('is read in every text that goes out: for one platform, part by part, and for the blind', () => {
    const en = version('Peace in the East Sea', {
      platformTexts: { x: 'Peace in the South China Sea' },
      threads: { x: ['More on the South China Sea'] },
      media: [{ sha256: 'b'.repeat(64), alt: 'A map of the South China Sea' }],
    });
    expect(told({ en })).toEqual([
      ['versions.en.platformTexts.x', 'lexicon.sovereignty', 'South China Sea'],
      ['versions.en.threads.x.0', 'lexicon.sovereignty', 'South China Sea'],
      ['versions.en.media.0.alt', 'lexicon.sovereignty', 'South China Sea'],
    ]);
  });

  it('a thread is compared with the other version as one text', () => {
    const vi = version('Kim ngạch đạt 7,5 tỷ USD. Có 60 nước tham dự.');
    const thread = (last: string) =>
      version('Trade reached USD 7.5 billion.', { threads: { x: [last] } });
    expect(told({ vi, en: thread('Some 60 countries took part.') })).toEqual([]);
    expect(
      told({ vi, en: thread('Some 16 countries took part.') }).map(([, rule]) => rule),
    ).toEqual(['parity.number', 'parity.number']);
  });

  it('a picture that is named by its file is told', () => {
    const vi = version('Lễ thượng cờ', { media: [{ sha256: 'a'.repeat(64), alt: 'DSC_1' }] });
    expect(told({ vi })).toEqual([['versions.vi.text', 'accessibility.alt-file-name', '']]);
  });
});
