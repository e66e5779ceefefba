import { describe, expect, it } from '@jest/globals';
import type { Payload } from '../../../src/domain/deliveries/payload.ts';
import type { SeenPost } from '../../../src/domain/deliveries/read-back.ts';
import {
  comparableLink,
  comparableText,
  findSeen,
  matchSeen,
  saysTheSame,
} from '../../../src/domain/deliveries/read-back-match.ts';

const NINE = new Date('2026-11-23T02:00:00.000Z');
const window = {
  from: new Date(NINE.getTime() - 120_000),
  to: new Date(NINE.getTime() + 180_000),
};
const VIETNAMESE = 'Việt Nam và Pháp nâng cấp quan hệ lên Đối tác Chiến lược Toàn diện.';

function payload(change: Partial<Payload> = {}): Payload {
  return {
    schema: 'sugia.payload.v1',
    platform: 'x',
    accountId: '1001',
    kind: 'text',
    text: VIETNAMESE,
    link: null,
    media: [],
    ...change,
  };
}

function seen(change: Partial<SeenPost> = {}): SeenPost {
  return {
    platformPostId: '900',
    earlierIds: [],
    text: VIETNAMESE,
    links: [],
    mediaCount: 0,
    createdAt: NINE,
    permalink: 'https://x.example/i/status/900',
    ...change,
  };
}

const kindOf = (
  sent: Payload,
  posts: SeenPost[],
  taken: string[] = [],
): ReturnType<typeof matchSeen>['kind'] => matchSeen(sent, posts, new Set(taken), window).kind;

const picture = { sha256: 'a', alt: '' };

describe('a post that was sent and one that is seen are the same', () => {
  it.each<[string, Partial<Payload>, Partial<SeenPost>]>([
    ['when nothing differs', {}, {}],
    ['when one is NFC and the other NFD', {}, { text: VIETNAMESE.normalize('NFD') }],
    [
      'when white space was folded',
      { text: 'Một  dòng\n\nhai dòng ' },
      { text: 'Một dòng hai dòng' },
    ],
    [
      'when an address has lost its closing slash',
      { text: 'Xem https://mofa.gov.vn/vi/' },
      { text: 'Xem https://mofa.gov.vn/vi', links: ['https://mofa.gov.vn/vi'] },
    ],
    [
      'when an address without a scheme was given one',
      { text: 'Xem mofa.gov.vn, nhé' },
      { text: 'Xem http://mofa.gov.vn, nhé', links: ['http://mofa.gov.vn'] },
    ],
    [
      'when an address was percent-encoded and its host written small',
      { text: 'https://VI.wikipedia.org/wiki/Việt_Nam' },
      { text: 'https://vi.wikipedia.org/wiki/Vi%E1%BB%87t_Nam', links: [] },
    ],
    [
      'with the link of its card',
      { platform: 'facebook', kind: 'link', link: 'https://baochinhphu.vn/tin/' },
      { links: ['https://www.baochinhphu.vn/tin'] },
    ],
    ['with as many pictures', { kind: 'photos', media: [picture, picture] }, { mediaCount: 2 }],
    ['with pictures and no text', { text: '', media: [picture] }, { text: '', mediaCount: 1 }],
    ['when made a moment before the call, by another clock', {}, { createdAt: window.from }],
  ])('%s', (_name, sent, shown) => {
    expect(matchSeen(payload(sent), [seen(shown)], new Set(), window)).toMatchObject({
      kind: 'found',
      seen: { platformPostId: '900' },
    });
  });
});

describe('a post that was sent and one that is seen are not the same', () => {
  it.each<[string, Partial<Payload>, Partial<SeenPost>]>([
    ['with another text', {}, { text: `${VIETNAMESE} (cập nhật)` }],
    ['with marks left out', {}, { text: 'Viet Nam va Phap nang cap quan he' }],
    ['with another link', { link: 'https://a.vn/1' }, { links: ['https://a.vn/2'] }],
    ['without the link of its card', { link: 'https://a.vn/1' }, { links: [] }],
    ['with a card that was not sent', {}, { links: ['https://a.vn/1'] }],
    ['with a picture too few', { media: [picture, picture] }, { mediaCount: 1 }],
    ['with a picture that was not sent', {}, { mediaCount: 1 }],
    ['when made before its attempt', {}, { createdAt: new Date(window.from.getTime() - 1) }],
    ['when made long after it', {}, { createdAt: new Date(window.to.getTime() + 1) }],
  ])('%s', (_name, sent, shown) => {
    expect(kindOf(payload(sent), [seen(shown)])).toBe('not-found');
  });

  it('but what says the same otherwise is shown to a person', () => {
    const late = seen({ createdAt: new Date(window.to.getTime() + 1) });
    expect(matchSeen(payload(), [late], new Set(), window)).toEqual({
      kind: 'not-found',
      near: [late],
    });
    expect(matchSeen(payload(), [seen({ text: 'Khác' })], new Set(), window)).toEqual({
      kind: 'not-found',
      near: [],
    });
  });
});

describe('among many posts', () => {
  const noise = Array.from({ length: 18 }, (_, n) =>
    seen({ platformPostId: String(n), text: `Tin khác số ${n}` }),
  );

  it('the one is found', () => {
    const posts = [...noise.slice(0, 9), seen(), ...noise.slice(9)];
    expect(kindOf(payload(), posts)).toBe('found');
  });

  it('one that is another delivery’s is never taken, under any of its ids', () => {
    expect(kindOf(payload(), [...noise, seen()], ['900'])).toBe('not-found');
    expect(kindOf(payload(), [seen({ earlierIds: ['899'] })], ['899'])).toBe('not-found');
  });

  it('two that are alike leave the decision to a person', () => {
    const twice = [seen(), seen({ platformPostId: '901' })];
    expect(kindOf(payload(), twice)).toBe('ambiguous');
    expect(kindOf(payload(), twice, ['901'])).toBe('found');
  });

  it('one is known by its number, by its page and number, and after an edit', () => {
    const onPage = seen({ platformPostId: '55_900' });
    expect(findSeen([...noise, onPage], '900')).toBe(onPage);
    expect(findSeen([...noise, onPage], '55_900')).toBe(onPage);
    expect(findSeen([seen({ earlierIds: ['899'] })], '899')?.platformPostId).toBe('900');
    expect(findSeen(noise, '900')).toBeUndefined();
  });
});

describe('what a person points at', () => {
  it('is compared by text, link and pictures, whenever it was made', () => {
    const longAgo = seen({ createdAt: new Date('2020-01-01T00:00:00.000Z') });
    expect(saysTheSame(payload(), longAgo)).toBe(true);
    expect(saysTheSame(payload(), { ...longAgo, text: 'Khác' })).toBe(false);
    expect(saysTheSame(payload(), { ...longAgo, mediaCount: 1 })).toBe(false);
  });
});

describe('the form in which texts are compared', () => {
  it('leaves a broken percent sign and a slash inside a word alone', () => {
    expect(comparableText('50% https://a.vn/100%/x và/hoặc')).toBe('50% a.vn/100%/x và/hoặc');
  });

  it('drops invisible signs, and the slash before a full stop', () => {
    expect(comparableText('A\u200bB (https://A.vn/x/).')).toBe('A B (a.vn/x).');
    expect(comparableLink(' https://www.A.vn/x/ ')).toBe('a.vn/x');
  });
});
