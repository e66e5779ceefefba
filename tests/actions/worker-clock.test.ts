import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signOfLifeJob } from '../../jobs/sign-of-life.ts';
import { sweepJob } from '../../jobs/sweep.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { createWorkerClock } from '../../src/actions/deliveries/worker-clock.ts';
import { publishingTrouble } from '../../src/actions/records/publishing-health.ts';
import type { Context } from '../../src/context.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, clearWork, deliveryOf } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  await desk.connection.collection('workers').deleteMany({});
  desk.clock.set(DESK_TIME);
});

/** A worker on a machine of its own, whose clock can be set, with what it wrote to its log. */
function workerWithClock(aheadMs: number) {
  const machine = { aheadMs };
  const told: string[] = [];
  const tell = (_facts: object, text: string): void => void told.push(text);
  const real = (): Date => new Date(Date.now() + machine.aheadMs);
  const ctx = {
    ...desk.ctx,
    clock: {
      ...desk.clock,
      real,
      // Desk time follows the clock of the machine.
      now: () => new Date(desk.clock.now().getTime() + machine.aheadMs),
    },
    log: { ...desk.ctx.log, error: tell, info: tell, warn: tell },
  } as unknown as Context;
  const workerClock = createWorkerClock(ctx);
  const drain = createDrain(ctx, workerClock);
  const wake = async (): Promise<void> => {
    await drain.wake();
    await drain.wake({ unbounded: true });
    await drain.settled();
  };
  return { ctx, machine, told, workerClock, wake };
}

const sentOnce = { state: 'sent', attempts: 1 };

describe.each([
  ['ahead of', 6_000],
  ['behind', -6_000],
])('a worker whose clock is more than five seconds %s the clock of the database', (_, offMs) => {
  it('claims nothing and says so, and goes on when its clock is right again', async () => {
    const { delivery } = await approvedOne(desk);
    const worker = workerWithClock(offMs);
    desk.clock.advance(1);
    await worker.wake();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', attempts: 0 });
    expect(worker.told).toEqual([expect.stringContaining('claims nothing')]);

    worker.machine.aheadMs = 0;
    await worker.wake();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject(sentOnce);
    expect(worker.told).toEqual([expect.anything(), 'the clock is right again']);
  });

  it('claims nothing from the moment its clock is set wrong', async () => {
    const worker = workerWithClock(0);
    await worker.wake();
    const { delivery } = await approvedOne(desk);
    worker.machine.aheadMs = offMs;
    desk.clock.advance(1);
    await worker.wake();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', attempts: 0 });
  });

  it('is shown in the health of publishing by a web process whose clock is right', async () => {
    const worker = workerWithClock(offMs);
    await signOfLifeJob(worker.ctx, worker.workerClock)();
    expect(await publishingTrouble(desk.ctx)).toEqual(['clock-off']);
    worker.machine.aheadMs = 0;
    await signOfLifeJob(worker.ctx, worker.workerClock)();
    expect(await publishingTrouble(desk.ctx)).toEqual([]);
  });
});

describe('a worker whose clock is an hour ahead', () => {
  it('takes no delivery for late, and nobody for lost', async () => {
    const { delivery } = await approvedOne(desk, 30);
    const worker = workerWithClock(3_600_000);
    await sweepJob(worker.ctx, worker.workerClock)();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', reason: null });
  });

  it('is seen as a worker all the same', async () => {
    const worker = workerWithClock(-3_600_000);
    await signOfLifeJob(worker.ctx, worker.workerClock)();
    expect(await publishingTrouble(desk.ctx)).not.toContain('no-worker');
  });
});

describe('a worker whose clock is four seconds off', () => {
  it('works on', async () => {
    const { delivery } = await approvedOne(desk);
    const worker = workerWithClock(4_000);
    await worker.wake();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject(sentOnce);
    expect(worker.told).toEqual([]);
  });
});
