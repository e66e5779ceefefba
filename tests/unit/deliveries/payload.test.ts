import { describe, expect, it } from '@jest/globals';
import { payloadFor } from '../../../src/domain/deliveries/payload.ts';
import type { VersionContent } from '../../../src/domain/posts/content.ts';

const LINK = 'https://mofa.gov.vn/tin';
const facebook = { platform: 'facebook', accountId: '100' } as const;
const x = { platform: 'x', accountId: '200' } as const;
const photo = { sha256: 'a'.repeat(64), alt: 'Lễ ký' };

function version(change: Partial<VersionContent> = {}): VersionContent {
  return { text: 'Tin mới', platformTexts: {}, link: null, media: [], ...change };
}

describe('what a channel is sent', () => {
  it('is the text, with the account it is for', () => {
    expect(payloadFor(version(), facebook)).toEqual({
      schema: 'sugia.payload.v1',
      platform: 'facebook',
      accountId: '100',
      kind: 'text',
      text: 'Tin mới',
      link: null,
      media: [],
    });
    expect(payloadFor(version(), x)).toMatchObject({ platform: 'x', accountId: '200' });
  });

  it('is the platform’s own text where there is one', () => {
    const one = version({ platformTexts: { x: 'Ngắn' } });
    expect(payloadFor(one, x).text).toBe('Ngắn');
    expect(payloadFor(one, facebook).text).toBe('Tin mới');
  });

  it('shows a link as a card on Facebook, and within the text on X', () => {
    const one = version({ link: LINK });
    expect(payloadFor(one, facebook)).toMatchObject({ kind: 'link', text: 'Tin mới', link: LINK });
    expect(payloadFor(one, x)).toMatchObject({
      kind: 'text',
      text: `Tin mới\n\n${LINK}`,
      link: null,
    });
  });

  it('does not say a link twice that is in the text already', () => {
    const one = version({ text: `Xem ${LINK} nhé`, link: LINK });
    expect(payloadFor(one, x).text).toBe(`Xem ${LINK} nhé`);
    expect(payloadFor(one, facebook)).toMatchObject({ kind: 'link', link: LINK });
  });

  it('with pictures carries the link in the text: no platform shows a card beside pictures', () => {
    const one = version({ link: LINK, media: [photo] });
    for (const channel of [facebook, x]) {
      expect(payloadFor(one, channel)).toMatchObject({
        kind: 'photos',
        text: `Tin mới\n\n${LINK}`,
        link: null,
        media: [photo],
      });
    }
  });

  it('is the link alone when nothing else was written', () => {
    expect(payloadFor(version({ text: '', link: LINK }), x).text).toBe(LINK);
  });

  it('keeps the order of the pictures', () => {
    const media = ['b', 'a', 'c'].map((name) => ({ sha256: name, alt: name }));
    expect(payloadFor(version({ media }), facebook).media).toEqual(media);
  });
});
