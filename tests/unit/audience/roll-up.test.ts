import { describe, expect, it } from '@jest/globals';
import { medianOf, rollUpDay, rollUpWeek } from '../../../src/domain/audience/roll-up.ts';
import { missingSample } from '../../../src/domain/audience/sample-schedule.ts';
import { at, channels, delivery, monday, week46 } from '../reports/weekly-fixture.ts';

const [facebook, x] = [channels[0]!, channels[1]!];
const full = { views: 1000, reach: 700, reactions: 20, comments: 5, shares: 5, clicks: 10 };

describe('roll-ups of a channel', () => {
  it('a post at Sunday 23:59 in Ha Noi is in the week, and one a minute later is not', () => {
    const last = delivery('last', facebook, new Date('2026-11-15T16:59:00Z'), full);
    const next = delivery('next', facebook, new Date('2026-11-15T17:00:00Z'), full);
    const first = delivery('first', facebook, new Date('2026-11-08T17:00:00Z'), full);
    const before = delivery('before', facebook, new Date('2026-11-08T16:59:00Z'), full);
    const rows = [last, next, first, before];
    expect(rollUpWeek(facebook, week46, rows, [], monday).posts).toBe(2);
    expect(rollUpDay(facebook, '2026-11-15', rows, monday).posts).toBe(1);
    expect(rollUpDay(facebook, '2026-11-16', rows, monday)).toMatchObject({
      posts: 1,
      week: '2026-W47',
    });
  });

  it('a night on which clocks change in Paris moves no post to another day', () => {
    const week = { key: '2026-W43', from: at('2026-10-19', 0), to: at('2026-10-26', 0) };
    // 25 October 2026, 02:30 in Paris: the hour that comes twice.
    const rows = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((time, n) =>
      delivery(`night-${n}`, facebook, new Date(time), full),
    );
    expect(rollUpDay(facebook, '2026-10-25', rows, monday).posts).toBe(2);
    expect(rollUpWeek(facebook, week, rows, [], monday).posts).toBe(2);
  });

  it('keeps the largest and the middle reach and never their sum', () => {
    const rows = [700, 900, 1400].map((reach, n) => {
      const post = delivery(`r-${n}`, facebook, at('2026-11-09', 9), full);
      return {
        ...post,
        samples: post.samples.map((sample) => ({ ...sample, metrics: { ...full, reach } })),
      };
    });
    const row = rollUpWeek(facebook, week46, rows, [], monday);
    expect(row.reach).toEqual({ top: 1400, median: 900, n: 3 });
    expect(Object.values(row.reach)).not.toContain(3000);
    expect(row.views).toEqual({ sum: 3000, n: 3 });
  });

  it('the rate is taken over the posts for which both figures are known', () => {
    const whole = delivery('whole', facebook, at('2026-11-09', 9), null);
    const rows = [
      { ...whole, samples: [sample({ views: 1000, reactions: 10 })] },
      { ...whole, deliveryId: 'b', samples: [sample({ views: 100, reactions: 10 })] },
      { ...whole, deliveryId: 'c', samples: [sample({ views: 5000 })] },
      { ...whole, deliveryId: 'd', samples: [sample({ reactions: 99 })] },
    ];
    const row = rollUpWeek(facebook, week46, rows, [], monday);
    expect(row.rate).toEqual({ engagement: 20, views: 1100, n: 2 });
    expect(row.views).toEqual({ sum: 6100, n: 3 });
    expect(row.engagement).toEqual({ sum: 119, n: 3 });
  });

  it('a channel whose platform gives nothing has no figures, and not noughts', () => {
    const rows = [delivery('a', facebook, at('2026-11-10', 9), null)];
    expect(rollUpWeek(facebook, week46, rows, [], monday)).toMatchObject({
      posts: 1,
      views: { sum: null, n: 0 },
      reach: { top: null, median: null, n: 0 },
      engagement: { sum: null, n: 0 },
      withoutFigures: 1,
      notAvailable: 1,
      missingSamples: [],
    });
  });

  it('names the ages that are missing, written down or not, with the posts concerned', () => {
    const post = delivery('a', x, at('2026-11-10', 9), full);
    const samples = post.samples
      .filter((one) => one.ageHours !== 12)
      .map((one) => (one.ageHours === 6 ? missingSample(6, 'too-late', one.takenAt) : one));
    const rows = [{ ...post, samples }, delivery('b', x, at('2026-11-10', 9), full)];
    expect(rollUpWeek(x, week46, rows, [], monday).missingSamples).toEqual([
      { ageHours: 6, posts: 1 },
      { ageHours: 12, posts: 1 },
    ]);
  });

  it('in the middle of a week nothing that is still to come is called missing', () => {
    const post = delivery('a', x, at('2026-11-10', 9), full);
    const noon = at('2026-11-10', 16);
    const samples = post.samples.filter((one) => one.takenAt <= noon);
    const row = rollUpWeek(x, week46, [{ ...post, samples }], [], noon);
    expect(row.missingSamples).toEqual([]);
    expect(row.views.n).toBe(1);
  });

  it('the same rows give the same row, however often it is computed', () => {
    const rows = [delivery('a', x, at('2026-11-10', 9), full)];
    const once = rollUpWeek(x, week46, rows, [], monday);
    expect(rollUpWeek(x, week46, rows, [], monday)).toEqual(once);
    expect(once.posts).toBe(1);
  });

  it('followers are compared from one week end to the next, or not at all', () => {
    const count = (day: string, followers: number | null) => ({
      channelId: x.id,
      day,
      followers,
      takenAt: at(day, 20),
    });
    const both = [count('2026-11-08', 900), count('2026-11-14', 1), count('2026-11-15', 1000)];
    expect(rollUpWeek(x, week46, [], both, monday)).toMatchObject({
      followers: 1000,
      followersNet: 100,
    });
    const gap = [count('2026-11-07', 890), count('2026-11-08', null), count('2026-11-15', 1000)];
    expect(rollUpWeek(x, week46, [], gap, monday)).toMatchObject({
      followers: 1000,
      followersNet: null,
    });
  });

  it('the middle of an even number of values lies between two of them', () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
    expect(medianOf([])).toBeNull();
  });
});

function sample(metrics: Record<string, number>) {
  return { ageHours: 24 as const, takenAt: at('2026-11-10', 9), metrics, missing: null };
}
