import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFollowers } from '../../src/actions/audience/collect-followers.ts';
import { collectSamples } from '../../src/actions/audience/collect-samples.ts';
import { sampleAgesHours } from '../../src/domain/audience/metrics.ts';
import type { Sample } from '../../src/domain/audience/metrics.ts';
import type { MetricsAnswer } from '../../src/clients/platform.ts';
import { weekOf } from '../../src/domain/time/zones.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, clearWork, deliveryOf, drain } from './support/posts.ts';

const HOUR_MS = 3_600_000;
let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
  desk.platforms.facebook.metrics = new Map();
  desk.platforms.facebook.followers = 1000;
});

/** A delivery that just went out on Facebook, with figures that grow by the hour. */
async function sent(): Promise<{ id: string; platformPostId: string }> {
  const { delivery } = await approvedOne(desk);
  await drain(desk.ctx);
  const { platformPostId } = await deliveryOf(desk, delivery.id);
  return { id: delivery.id, platformPostId: platformPostId ?? '' };
}

const at = (hours: number) => new Date(DESK_TIME.getTime() + hours * HOUR_MS);
const samplesOf = async (id: string): Promise<Sample[]> =>
  (await desk.ctx.stores.samples.listSamples({ deliveryIds: [id] }))[0]?.samples ?? [];
const tell = (id: string, views: number) => desk.platforms.facebook.metrics.set(id, { views });

/** The platform’s next readings of figures, instead of what it would say. */
async function answering<T>(answer: MetricsAnswer, work: () => Promise<T>): Promise<T> {
  const { facebook } = desk.platforms;
  const { readMetrics } = facebook;
  facebook.readMetrics = () => Promise.resolve(answer);
  try {
    return await work();
  } finally {
    facebook.readMetrics = readMetrics;
  }
}

describe('the figures of a post that went out', () => {
  it('are taken once at every age, and never again', async () => {
    const { id, platformPostId } = await sent();
    for (const age of sampleAgesHours) {
      desk.clock.set(at(age));
      tell(platformPostId, age * 10);
      await collectSamples(desk.ctx);
      tell(platformPostId, 999_999);
      await collectSamples(desk.ctx);
    }
    expect(await samplesOf(id)).toEqual(
      sampleAgesHours.map((age) => ({
        ageHours: age,
        takenAt: at(age),
        metrics: { views: age * 10 },
        missing: null,
      })),
    );
    desk.clock.set(at(5000));
    expect(await collectSamples(desk.ctx)).toBe(0);
  });

  it('are taken once by two workers that take them at the same time', async () => {
    const { id, platformPostId } = await sent();
    desk.clock.set(at(1));
    tell(platformPostId, 5);
    await Promise.all([collectSamples(desk.ctx), collectSamples(desk.ctx)]);
    expect(await samplesOf(id)).toHaveLength(1);
  });

  it('are not taken before their age', async () => {
    const { id } = await sent();
    desk.clock.set(new Date(at(1).getTime() - 1));
    expect(await collectSamples(desk.ctx)).toBe(0);
    expect(await samplesOf(id)).toEqual([]);
  });

  it('that the platform does not give are missing, and are no zero', async () => {
    const { id, platformPostId } = await sent();
    desk.platforms.facebook.metrics.set(platformPostId, null);
    desk.clock.set(at(1));
    await collectSamples(desk.ctx);
    expect(await samplesOf(id)).toEqual([
      { ageHours: 1, takenAt: at(1), metrics: null, missing: 'not-available' },
    ]);
  });

  it('that a worker was too late for are recorded as such, and the present age is taken', async () => {
    const { id, platformPostId } = await sent();
    tell(platformPostId, 77);
    desk.clock.set(at(7));
    await collectSamples(desk.ctx);
    expect(
      (await samplesOf(id)).map(({ ageHours, metrics, missing }) => [ageHours, metrics, missing]),
    ).toEqual([
      [1, null, 'too-late'],
      [3, null, 'too-late'],
      [6, { views: 77 }, null],
    ]);
  });

  it('that could not be read are asked for again ten minutes later, at the same age', async () => {
    const { id, platformPostId } = await sent();
    desk.clock.set(at(1));
    const away = { kind: 'failed', reason: 'platform-down', code: '503' } as const;
    await answering(away, () => collectSamples(desk.ctx));
    expect(await samplesOf(id)).toEqual([]);
    tell(platformPostId, 12);
    desk.clock.advance(9);
    expect(await collectSamples(desk.ctx)).toBe(0);
    desk.clock.advance(1);
    await collectSamples(desk.ctx);
    expect(await samplesOf(id)).toMatchObject([{ ageHours: 1, metrics: { views: 12 } }]);
  });

  it('are counted into the day and the week of the channel', async () => {
    const { platformPostId } = await sent();
    tell(platformPostId, 120);
    desk.clock.set(at(24));
    await collectSamples(desk.ctx);
    const [week] = await desk.ctx.stores.samples.listWeeks(
      [desk.channels.facebook.id],
      [weekOf(DESK_TIME).key],
    );
    expect(week).toMatchObject({ posts: 1, views: { sum: 120, n: 1 } });
    const days = await desk.ctx.stores.samples.listDays(
      [desk.channels.facebook.id],
      '2026-11-23',
      '2026-11-23',
    );
    expect(days).toMatchObject([{ day: '2026-11-23', posts: 1, views: { sum: 120, n: 1 } }]);
  });
});

describe('followers', () => {
  const counted = async (): Promise<(number | null)[]> =>
    (
      await desk.ctx.stores.samples.listFollowers(
        [desk.channels.facebook.id],
        '2026-11-23',
        '2026-11-25',
      )
    ).map((one) => one.followers);

  it('are counted once a Hanoi day for each channel', async () => {
    expect(await collectFollowers(desk.ctx)).toBe(4);
    desk.platforms.facebook.followers = 2000;
    expect(await collectFollowers(desk.ctx)).toBe(0);
    // 23:59 and 00:00 in Ha Noi.
    desk.clock.set('2026-11-23T16:59:00Z');
    expect(await collectFollowers(desk.ctx)).toBe(0);
    desk.clock.set('2026-11-23T17:00:00Z');
    expect(await collectFollowers(desk.ctx)).toBe(4);
    expect(await counted()).toEqual([1000, 2000]);
  });

  it('that could not be read are asked for again the same day', async () => {
    const { facebook } = desk.platforms;
    const { readFollowers } = facebook;
    facebook.readFollowers = () =>
      Promise.resolve({ kind: 'failed', reason: 'platform-down', code: null });
    try {
      expect(await collectFollowers(desk.ctx)).toBe(2);
    } finally {
      facebook.readFollowers = readFollowers;
    }
    expect(await counted()).toEqual([]);
    expect(await collectFollowers(desk.ctx)).toBe(2);
    expect(await counted()).toEqual([1000]);
  });
});
