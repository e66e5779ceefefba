import { describe, expect, it } from '@jest/globals';
import { activeHoursBetween } from '../../src/practice/audience/active-hours.ts';
import { followersAt } from '../../src/practice/audience/followers-at.ts';
import { metricsAt } from '../../src/practice/audience/metrics-at.ts';
import type { AudienceMetrics } from '../../src/practice/audience/metrics-at.ts';
import type { Account, PracticePlatform } from '../../src/practice/types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const POSTED_AT = Date.parse('2026-11-02T13:00:00Z');

function account(platform: PracticePlatform, followers = 100_000): Account {
  return {
    platform,
    accountId: '1',
    name: 'Bộ Ngoại giao',
    handle: 'bng',
    description: '',
    followers,
    likes: followers,
    language: 'vi',
    zone: 'Asia/Ho_Chi_Minh',
    premium: false,
    tokens: {
      pageAccessToken: null,
      accessToken: null,
      accessSecret: null,
      consumerKey: null,
      consumerSecret: null,
      oauth2: null,
    },
    tokenState: 'valid',
    createdAt: POSTED_AT - 30 * DAY_MS,
  };
}

const post = (platform: PracticePlatform, id: string, createdAt = POSTED_AT) => ({
  platform,
  id,
  createdAt,
  text: 'Tin https://mofa.gov.vn',
  link: null,
  mediaIds: ['1'],
});

function flat(figures: AudienceMetrics): [string, number][] {
  const { reactions, ...plain } = figures;
  return [...Object.entries(plain), ...Object.entries(reactions)];
}

describe('the practice audience', () => {
  it('never takes a figure back, on either platform, for any post', () => {
    const taken: string[] = [];
    for (const platform of ['facebook', 'x'] as const) {
      for (let n = 0; n < 25; n += 1) {
        let last = new Map<string, number>();
        for (let hour = 0; hour <= 28 * 24; hour += hour < 48 ? 1 : 12) {
          const at = POSTED_AT + hour * HOUR_MS;
          const now = flat(metricsAt(post(platform, `p${n}`), account(platform), at, 'seed'));
          for (const [name, value] of now) {
            if (value < (last.get(name) ?? 0)) taken.push(`${platform} p${n} ${name} ${hour} h`);
          }
          last = new Map(now);
        }
      }
    }
    expect(taken).toEqual([]);
  });

  it('is the same for the same seed, and another for another', () => {
    const at = POSTED_AT + DAY_MS;
    const once = metricsAt(post('x', 'p'), account('x'), at, 'seed');
    expect(metricsAt(post('x', 'p'), account('x'), at, 'seed')).toEqual(once);
    expect(metricsAt(post('x', 'p'), account('x'), at, 'other')).not.toEqual(once);
  });

  it('starts at nothing, and has fewer viewers than views', () => {
    const begin = metricsAt(post('facebook', 'p'), account('facebook'), POSTED_AT, 'seed');
    expect(flat(begin).every(([, value]) => value === 0)).toBe(true);
    const week = metricsAt(post('facebook', 'p'), account('facebook'), POSTED_AT + 7 * DAY_MS, 's');
    expect(week.uniqueViewers).toBeGreaterThan(1_000);
    expect(week.uniqueViewers).toBeLessThan(week.views);
    expect(week.likes).toBe(Object.values(week.reactions).reduce((a, b) => a + b, 0));
    expect(week.likes).toBeLessThan(week.uniqueViewers);
  });

  it('grows slowly at first, then fast, then hardly any more', () => {
    const views = (hours: number): number =>
      metricsAt(post('facebook', 'p'), account('facebook'), POSTED_AT + hours * HOUR_MS, 's').views;
    const perHour = [views(24 * 7), views(24 * 7 + 24)];
    expect(views(1)).toBeLessThan(views(24) * 0.4);
    expect(views(24)).toBeGreaterThan(views(24 * 28) * 0.5);
    expect((perHour[1] ?? 0) - (perHour[0] ?? 0)).toBeLessThan(views(24) * 0.1);
  });

  it('reaches more people where more people follow', () => {
    const at = POSTED_AT + 3 * DAY_MS;
    const few = metricsAt(post('x', 'p'), account('x', 1_000), at, 'seed');
    const many = metricsAt(post('x', 'p'), account('x', 100_000), at, 'seed');
    expect(many.views).toBeGreaterThan(few.views * 50);
  });

  it('sleeps at night on its own clock', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    const night = Date.parse('2026-11-02T18:00:00Z');
    const evening = Date.parse('2026-11-02T12:00:00Z');
    expect(activeHoursBetween(night, night + 3 * HOUR_MS, zone)).toBeLessThan(
      activeHoursBetween(evening, evening + 3 * HOUR_MS, zone) / 5,
    );
    expect(activeHoursBetween(night, night + DAY_MS, zone)).toBeCloseTo(24, 6);
  });

  it('drifts in number by a little each day, forwards and backwards', () => {
    const page = account('facebook');
    expect(followersAt(page, page.createdAt, 'seed')).toBe(100_000);
    const month = followersAt(page, page.createdAt + 30 * DAY_MS, 'seed');
    expect(month).toBeGreaterThan(100_300);
    expect(month).toBeLessThan(103_500);
    expect(followersAt(page, page.createdAt - 30 * DAY_MS, 'seed')).toBeLessThan(100_000);
  });
});
