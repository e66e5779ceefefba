import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { dueWork } from '../../src/actions/practice/due-work.ts';
import {
  startWalk,
  walkIfAsked,
  walkTarget,
  walkTime,
} from '../../src/actions/practice/walk-time.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, clearWork, deliveryOf } from './support/posts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let desk: TestDesk;
let offsets: number[] = [];

beforeAll(async () => {
  desk = await openTestDesk({
    practice: {
      setOffsetMs: (offsetMs) => {
        offsets.push(offsetMs);
        return Promise.resolve();
      },
    },
  });
  // Real time stands still as well, so that instants can be compared.
  desk.clock.setReal(DESK_TIME);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  await desk.connection.collection('desk').deleteMany({ _id: { $eq: 'practice-time' as never } });
  desk.clock.set(DESK_TIME);
  offsets = [];
});

const later = (minutes: number) => new Date(DESK_TIME.getTime() + minutes * MINUTE_MS);
const work = () => dueWork(desk.ctx, createDrain(desk.ctx));

describe('walking practice time', () => {
  it('leads an hour or a day on, or to the next Monday at eight', () => {
    expect(walkTarget('hour', DESK_TIME, null)).toEqual(later(60));
    expect(walkTarget('day', DESK_TIME, null)).toEqual(later(24 * 60));
    expect(walkTarget('due', DESK_TIME, later(7))).toEqual(later(7));
    expect(walkTarget('due', DESK_TIME, null)).toBeNull();
    expect(walkTarget('report', DESK_TIME, null)).toEqual(new Date('2026-11-30T01:00:00Z'));
  });

  it('first does what is due already, before it moves on', async () => {
    const { delivery } = await approvedOne(desk, 0);
    await walkTime(desk.ctx, later(60), work());
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', sentAt: DESK_TIME });
  });

  it('stops at each due thing, so that nothing is late and every sample is of its age', async () => {
    const first = (await approvedOne(desk, 20)).delivery;
    const second = (await approvedOne(desk, 95)).delivery;
    // What cannot be read is asked for again, which would be a due thing of its own.
    for (const n of [1, 2]) desk.platforms.facebook.metrics.set(`facebook-post-${n}`, { views: n });
    const stops: Date[] = [];
    const doDueWork = work();
    await walkTime(desk.ctx, later(4 * 60), () => {
      stops.push(desk.clock.now());
      return doDueWork();
    });
    expect(stops.map((stop) => (stop.getTime() - DESK_TIME.getTime()) / MINUTE_MS)).toEqual([
      20, 80, 95, 155, 200, 240,
    ]);
    expect((await deliveryOf(desk, first.id)).sentAt).toEqual(later(20));
    expect((await deliveryOf(desk, second.id)).sentAt).toEqual(later(95));
    const samples = await desk.ctx.stores.samples.listSamples({
      deliveryIds: [first.id, second.id],
    });
    const taken = samples.flatMap((row) =>
      row.samples.map((one) => [
        one.ageHours,
        (one.takenAt.getTime() - row.publishedAt.getTime()) / HOUR_MS,
      ]),
    );
    expect(taken.sort()).toEqual([
      [1, 1],
      [1, 1],
      [3, 3],
    ]);
  });

  it('tells the practice platforms and every other process what time it is', async () => {
    await walkTime(desk.ctx, later(60), () => Promise.resolve(false));
    expect(offsets).toEqual([HOUR_MS]);
    expect((await desk.ctx.stores.desk.readPracticeTime()).offsetMs).toBe(HOUR_MS);
    expect(desk.clock.now()).toEqual(later(60));
  });

  it('to Monday sends the weekly report at eight, and once', async () => {
    await walkTime(desk.ctx, new Date('2026-11-30T02:00:00Z'), work());
    expect(desk.mailer.sent.map((mail) => mail.subject)).toEqual(['report 2026-W48']);
  });

  it('is asked for by anyone at the desk, one walk at a time', async () => {
    const press = { actor: desk.actors['press-officer'], step: 'hour' } as const;
    expect(await startWalk(desk.ctx, press)).toEqual({ ok: true, to: later(60) });
    expect(await startWalk(desk.ctx, press)).toEqual({ ok: false, reason: 'walking' });
    await walkIfAsked(desk.ctx, work());
    expect(desk.clock.now()).toEqual(later(60));
    expect((await desk.ctx.stores.desk.readPracticeTime()).walkingTo).toBeNull();
    await walkIfAsked(desk.ctx, work());
    expect(desk.clock.now()).toEqual(later(60));
  });

  it('is done by one worker while another one is on the way', async () => {
    await startWalk(desk.ctx, { actor: desk.actors.spokesperson, step: 'hour' });
    await desk.ctx.stores.desk.takeLease('practice-walk', 'other@desk', DESK_TIME, 60_000);
    await walkIfAsked(desk.ctx, work());
    expect(desk.clock.now()).toEqual(DESK_TIME);
    await desk.ctx.stores.desk.dropLease('practice-walk', 'other@desk');
    await walkIfAsked(desk.ctx, work());
    expect(desk.clock.now()).toEqual(later(60));
  });

  it('is refused on a live desk, whoever asks', async () => {
    for (const actor of Object.values(desk.actors)) {
      const live = { ...desk.ctx, mode: 'live' as const };
      expect(await startWalk(live, { actor, step: 'hour' })).toEqual({
        ok: false,
        reason: 'not-practice',
      });
    }
  });
});
