import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approvedOne,
  clearWork,
  deliveryOf,
  drain,
  noticesOf,
  withStore,
} from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

const raw = { status: 400, code: '1', text: null };
const refused: PublishOutcome = {
  kind: 'refused',
  reason: 'text-too-long',
  retry: { kind: 'never' },
  raw,
};
const unknown: PublishOutcome = { kind: 'unknown', reason: 'connection-lost', raw };
const calls = () => desk.platforms.facebook.calls.length;

/** Rounds of everything that could send a delivery again; twenty of them fill an hour. */
async function goOn(rounds = 2): Promise<void> {
  for (let n = 0; n < rounds; n += 1) {
    await sweepDeliveries(desk.ctx);
    await drain(desk.ctx);
    desk.clock.advance(3);
  }
}

const edit = (id: string, change: object) =>
  desk.connection
    .collection<{ _id: string }>('deliveries')
    .updateOne({ _id: id }, { $set: change });

describe('a call whose last check has grown old', () => {
  it('is not begun: everything is looked at again, and the post goes out once', async () => {
    const { delivery } = await approvedOne(desk);
    const { insertAttempts } = desk.ctx.stores.attempts;
    let waits = 1;
    const slow = withStore(desk.ctx, 'attempts', {
      insertAttempts: async (attempts) => {
        await insertAttempts(attempts);
        if (waits > 0) desk.clock.passMs(2_000);
        waits -= 1;
      },
    });
    const before = calls();
    const one = createDrain(slow);
    await one.wake();
    await one.settled();
    expect(calls() - before).toBe(0);
    await drain(slow);
    expect(calls() - before).toBe(1);
    const attempts = await desk.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempts.map((one) => one.outcome?.raw.code)).toContain('check-too-old');
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('is not begun under a turn on the channel that may end before the call does', async () => {
    const { delivery } = await approvedOne(desk);
    const { claimDeliveries } = desk.ctx.stores.deliveries;
    const slow = withStore(desk.ctx, 'deliveries', {
      claimDeliveries: async (ids, lease, now) => {
        const claimed = await claimDeliveries(ids, lease, now);
        desk.clock.setReal(new Date(lease.expiresAt.getTime() - 50_000));
        return claimed;
      },
    });
    const before = calls();
    const one = createDrain(slow);
    await one.wake();
    await one.settled();
    expect(calls() - before).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', attempts: 0 });
    await drain(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
  });
});

describe('a post that a platform refused for good', () => {
  it('is shown with the reason, people are told, and it is never sent again by itself', async () => {
    const { delivery } = await approvedOne(desk);
    desk.platforms.facebook.outcomes.push(refused);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'refused',
      reason: 'text-too-long',
      lease: null,
    });
    const [attempt] = await desk.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempt?.outcome).toEqual(refused);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-refused');
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.refused']);
    await goOn(20);
    expect(calls()).toBe(1);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('refused');
  });
});

describe('a call whose end nobody knows', () => {
  it('is shown as unknown, people are told, and it is never sent again by itself', async () => {
    const { delivery } = await approvedOne(desk);
    desk.platforms.facebook.outcomes.push(unknown);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'unknown',
      reason: 'connection-lost',
    });
    for (const role of ['press-officer', 'press-officer-2', 'spokesperson'] as const) {
      expect(await noticesOf(desk, role)).toContain('delivery-unknown');
    }
    expect(await noticesOf(desk, 'report-reader')).toEqual([]);
    await goOn(20);
    expect(calls()).toBe(1);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('unknown');
  });

  it('is what a client that breaks its promise and throws leaves as well', async () => {
    const { delivery } = await approvedOne(desk);
    const { facebook } = desk.platforms;
    const publish = facebook.publish;
    facebook.publish = () => Promise.reject(new TypeError('a fault of the client'));
    try {
      await drain(desk.ctx);
    } finally {
      facebook.publish = publish;
    }
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'unknown', attempts: 1 });
    await goOn();
    expect(calls()).toBe(0);
  });
});

describe('an outcome that cannot be written at first', () => {
  it('is written once the database is back, and the post is sent once', async () => {
    const { delivery } = await approvedOne(desk);
    let failures = 3;
    const ctx = {
      ...desk.ctx,
      inTransaction: ((work) => {
        if (calls() > 0 && failures > 0) {
          failures -= 1;
          return Promise.reject(new Error('the database is away'));
        }
        return desk.ctx.inTransaction(work);
      }) as typeof desk.ctx.inTransaction,
    };
    await drain(ctx);
    expect(failures).toBe(0);
    expect(calls()).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.sent']);
  });
});

describe('a worker that went silent', () => {
  const ranOut = () => new Date(desk.ctx.clock.real().getTime() - 1);

  it('before it sent anything gives its delivery back, which then is sent once', async () => {
    const { delivery } = await approvedOne(desk);
    const lease: Delivery['lease'] = { token: 'gone', worker: 'gone', expiresAt: ranOut() };
    await edit(delivery.id, { state: 'claimed', lease });
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    expect(await sweepDeliveries(desk.ctx)).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', lease: null });
    await drain(desk.ctx);
    await goOn();
    expect(calls()).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('while it was sending leaves “unknown”, and nothing is sent again', async () => {
    const { delivery } = await approvedOne(desk);
    const lease: Delivery['lease'] = { token: 'gone', worker: 'gone', expiresAt: ranOut() };
    await edit(delivery.id, { state: 'sending', attempts: 1, lease });
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'unknown',
      reason: 'worker-lost',
      lease: null,
    });
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-unknown');
    await goOn();
    expect(calls()).toBe(0);
  });

  it('before its attempt was written has one all the same, so that the evidence is whole', async () => {
    const { delivery } = await approvedOne(desk);
    const lease: Delivery['lease'] = { token: 'gone', worker: 'gone', expiresAt: ranOut() };
    await edit(delivery.id, { state: 'sending', attempts: 1, lease });
    await sweepDeliveries(desk.ctx);
    const attempts = await desk.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempts).toMatchObject([{ n: 1, outcome: { kind: 'unknown', reason: 'worker-lost' } }]);
  });

  it('is not yet given up while its lease runs', async () => {
    const { delivery } = await approvedOne(desk);
    const expiresAt = new Date(desk.ctx.clock.real().getTime() + 60_000);
    const lease: Delivery['lease'] = { token: 'alive', worker: 'alive', expiresAt };
    await edit(delivery.id, { state: 'sending', attempts: 1, lease });
    expect(await sweepDeliveries(desk.ctx)).toBe(0);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sending');
  });
});

describe('a delivery that is late', () => {
  it('inside its window goes out, however late the alarm was', async () => {
    const { delivery } = await approvedOne(desk);
    desk.clock.advance(14);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
  });

  it('after its window is sent by nobody and waits for a person, who is told', async () => {
    const { delivery } = await approvedOne(desk);
    desk.clock.advance(15.1);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'late' });
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-late');
    await goOn();
    expect(calls()).toBe(0);
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.waiting']);
  });
});

describe('an alarm', () => {
  it('that fires twice, in two workers, leads to one call', async () => {
    await approvedOne(desk);
    const other = { ...desk.ctx, processName: 'other@desk' };
    const workers = [createDrain(desk.ctx), createDrain(desk.ctx), createDrain(other)];
    await Promise.all(workers.map((worker) => worker.wake()));
    await Promise.all(workers.map((worker) => worker.settled()));
    expect(calls()).toBe(1);
  });

  it('that never fires, or cannot be set, is not needed', async () => {
    const { setAlarm } = desk.alarmClock;
    desk.alarmClock.setAlarm = () => Promise.reject(new Error('no alarm clock'));
    try {
      const { delivery } = await approvedOne(desk, 5);
      desk.clock.advance(5);
      await drain(desk.ctx);
      expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    } finally {
      desk.alarmClock.setAlarm = setAlarm;
    }
  });

  it('that is too early sends nothing', async () => {
    await approvedOne(desk, 5);
    desk.clock.advance(4.9);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
  });
});

describe('a channel', () => {
  it('without a token that opens keeps its delivery waiting for the connection', async () => {
    const { delivery } = await approvedOne(desk);
    const find: Stores['channels']['findSealedCredentials'] = () => Promise.resolve(null);
    const list: Stores['channels']['listSealedCredentials'] = () => Promise.resolve([]);
    const noTokens = { findSealedCredentials: find, listSealedCredentials: list };
    await drain(withStore(desk.ctx, 'channels', noTokens));
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'connection',
      attempts: 0,
    });
    expect(await noticesOf(desk, 'press-officer')).toContain('channel-disconnected');
  });

  it('that was disconnected since the approval keeps its delivery waiting', async () => {
    const { delivery } = await approvedOne(desk);
    const { channels } = desk.ctx.stores;
    await channels.saveChannelState(delivery.channelId, 'disconnected', 'token-dead');
    try {
      await drain(desk.ctx);
    } finally {
      await channels.saveChannelState(delivery.channelId, 'connected', null);
    }
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ reason: 'connection' });
  });
});
