import { describe, expect, it } from '@jest/globals';
import { isYoung, metricsFromLookup, missingFrom } from '../../src/clients/x/x-metrics.ts';

const now = new Date('2026-11-23T01:00:00Z');
const idMade = (at: Date) => String((BigInt(at.getTime()) - 1_288_834_974_657n) << 22n);
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe('the figures of posts on X', () => {
  const old = { retweet_count: 3, reply_count: 4, like_count: 5, quote_count: 6 };

  it('are read in the old words and in the new', () => {
    const more = { bookmark_count: 7, impression_count: 800 };
    const { retweet_count: reposts, ...same } = old;
    for (const shared of [old, { ...same, repost_count: reposts }]) {
      const body = {
        data: [
          {
            id: '1',
            public_metrics: { ...shared, ...more },
            non_public_metrics: { url_link_clicks: 9, impression_count: 801 },
          },
        ],
      };
      expect(metricsFromLookup(body).get('1')).toEqual({
        views: 800,
        reactions: 5,
        comments: 4,
        shares: 9,
        bookmarks: 7,
        clicks: 9,
      });
    }
  });

  it('stay absent when X does not give them, and are 0 only when X says 0', () => {
    const body = {
      data: [
        { id: '1', public_metrics: { like_count: 0, retweet_count: 2 } },
        { id: '2' },
        { id: '3', public_metrics: { ...old, like_count: null, reply_count: 'many' } },
      ],
    };
    const found = metricsFromLookup(body);
    expect(found.get('1')).toEqual({ reactions: 0 });
    expect(found.get('2')).toEqual({});
    expect(found.get('3')).toEqual({ shares: 9 });
  });

  it('tell a post that is gone from one that was only not given', () => {
    const problems = 'https://api.x.com/2/problems/';
    const found = metricsFromLookup({
      data: [{ id: '1', public_metrics: old }],
      errors: [
        { type: `${problems}resource-not-found`, resource_id: '2', value: '2' },
        { type: `${problems}not-authorized-for-field`, resource_id: '1', field: 'x' },
        { type: `${problems}not-authorized-for-field`, resource_id: '3', field: 'x' },
      ],
    });
    expect(found.get('2')).toBeNull();
    expect(found.get('1')).not.toBeNull();
    expect(missingFrom(found, ['1', '2', '3'])).toEqual(['3']);
  });

  it('are nothing in an answer that makes no sense', () => {
    for (const body of [undefined, null, 'x', { data: 'x' }, { data: [null, 1] }]) {
      expect(metricsFromLookup(body).size).toBe(0);
    }
  });
});

describe('private figures', () => {
  it('are asked for thirty days and no longer', () => {
    expect(isYoung(idMade(daysAgo(29)), now)).toBe(true);
    expect(isYoung(idMade(daysAgo(31)), now)).toBe(false);
  });

  it('are asked when the id holds no believable time', () => {
    for (const id of ['7', 'practice-1', idMade(daysAgo(-400))])
      expect(isYoung(id, now)).toBe(true);
  });
});
