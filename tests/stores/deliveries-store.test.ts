import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { begunAttempt } from '../../src/actions/deliveries/begun-attempt.ts';
import { RESTORED, WORKER_LOST } from '../../src/domain/deliveries/outcome.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { deliveryStates } from '../../src/domain/deliveries/delivery.ts';
import type { Delivery, Lease } from '../../src/domain/deliveries/delivery.ts';
import { transactions } from '../../src/stores/connection.ts';
import type { InTransaction } from '../../src/stores/connection.ts';
import { createAttemptsStore } from '../../src/stores/attempts-store.ts';
import { createDeliveriesStore } from '../../src/stores/deliveries-store.ts';
import type { DeliveriesStore } from '../../src/stores/deliveries-store.ts';
import { migrate } from '../../src/stores/migrations/migrate.ts';
import { DUE, delivery, minutesAfterDue } from '../support/sample-rows.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let store: DeliveriesStore;
let inTransaction: InTransaction;

beforeAll(async () => {
  database = await connectTestDatabase();
  await migrate(database.connection, () => DUE);
  store = createDeliveriesStore(database.connection);
  inTransaction = transactions(database.connection);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.connection.collection('deliveries').deleteMany({});
});

const insert = (rows: Delivery[]) => inTransaction((tx) => store.insertDeliveries(rows, tx));
const lease = (token: string): Lease => ({
  token,
  worker: `worker-${token}`,
  expiresAt: minutesAfterDue(2),
});

/** Deliveries of posts of their own, so that no two stand for one target. */
function rows(count: number, change: (n: number) => Partial<Delivery> = () => ({})): Delivery[] {
  return Array.from({ length: count }, (_, n) =>
    delivery({ id: `d${n}`, postId: `p${n}`, channelId: `c${n}`, ...change(n) }),
  );
}

async function claim(token: string, limit = 100, now = DUE): Promise<Delivery[]> {
  const due = await store.listFirstDue({ now, notOlderThan: null, limit, notOnChannels: [] });
  return store.claimDeliveries(
    due.map((one) => one.id),
    lease(token),
    now,
  );
}

async function stateOf(id: string): Promise<Delivery['state'] | undefined> {
  return (await store.findDelivery(id))?.state;
}

describe('claiming what is due', () => {
  it('never gives one row to two workers who claim at once', async () => {
    await insert(rows(200));
    const drainAs = async (worker: string): Promise<string[]> => {
      const mine: string[] = [];
      for (let n = 0; ; n += 1) {
        const block = await claim(`${worker}-${n}`, 30);
        // A block may be lost whole to the other worker while rows are still left.
        if (block.length === 0 && (await store.countBusy(DUE)) === (await claimedRows())) {
          return mine;
        }
        mine.push(...block.map((one) => one.id));
      }
    };
    const [first, second] = await Promise.all([drainAs('one'), drainAs('two')]);
    expect(first.length).toBeGreaterThan(0);
    expect(second.length).toBeGreaterThan(0);
    expect(first.length + second.length).toBe(200);
    expect(new Set([...first, ...second]).size).toBe(200);
  });

  it('takes the oldest first, and nothing that is not due, held, or older than asked', async () => {
    await insert([
      delivery({ id: 'later', postId: 'a', dueAt: minutesAfterDue(1) }),
      delivery({ id: 'second', postId: 'b', dueAt: DUE }),
      delivery({ id: 'first', postId: 'c', dueAt: minutesAfterDue(-3) }),
      delivery({ id: 'held', postId: 'd', heldBy: 'hold-1' }),
      delivery({ id: 'old', postId: 'e', dueAt: minutesAfterDue(-11) }),
    ]);
    const bounded = { now: DUE, notOlderThan: minutesAfterDue(-10), limit: 1 };
    const next = async (token: string): Promise<string[]> => {
      const due = await store.listFirstDue({ ...bounded, notOnChannels: [] });
      const claimed = await store.claimDeliveries(
        due.map((one) => one.id),
        lease(token),
        DUE,
      );
      return claimed.map((one) => one.id);
    };
    expect(await next('a')).toEqual(['first']);
    expect(await next('b')).toEqual(['second']);
    expect(await next('c')).toEqual([]);
  });

  it.each(deliveryStates.filter((state) => state !== 'planned'))(
    'leaves alone what is %s',
    async (state) => {
      await insert([delivery({ state })]);
      expect(await claim('a')).toEqual([]);
    },
  );
});

describe('one channel', () => {
  it('has its first delivery looked for, and none while it is busy', async () => {
    await insert([
      delivery({ id: 'second', postId: 'a', dueAt: DUE }),
      delivery({ id: 'first', postId: 'b', dueAt: minutesAfterDue(-1) }),
      delivery({ id: 'elsewhere', postId: 'c', channelId: 'other', dueAt: DUE }),
    ]);
    const look = { now: DUE, notOlderThan: null, limit: 10 };
    const all = await store.listFirstDue({ ...look, notOnChannels: [] });
    expect(all.map((one) => one.id)).toEqual(['first', 'elsewhere']);
    const busy = all.filter((one) => one.id === 'first').map((one) => one.channelId);
    const rest = await store.listFirstDue({ ...look, notOnChannels: busy });
    expect(rest.map((one) => one.id)).toEqual(['elsewhere']);
  });
});

describe('the write to “sending”', () => {
  const start = (token: string, looked = delivery(), now = DUE) =>
    store.startSending({ looked: [looked], lease: lease(token), now });

  beforeEach(async () => {
    await insert([delivery()]);
    await claim('mine');
  });

  it('goes through while the lease is ours, counts the attempt, and goes through once', async () => {
    expect(await start('mine')).toEqual(['delivery-1']);
    expect(await store.findDelivery('delivery-1')).toMatchObject({ state: 'sending', attempts: 1 });
    await start('mine');
    expect((await store.findDelivery('delivery-1'))?.attempts).toBe(1);
  });

  it('is refused to a lease that is somebody else’s', async () => {
    expect(await start('theirs')).toEqual([]);
    expect(await stateOf('delivery-1')).toBe('claimed');
  });

  it('is refused once a hold was stamped', async () => {
    await store.stampHold('hold-1', ['delivery-1']);
    expect(await start('mine')).toEqual([]);
    expect(await stateOf('delivery-1')).toBe('claimed');
  });

  it.each([
    { approvalId: 'approval-2' },
    { revision: 3 },
    { contentSha256: 'another-hash' },
    { payloadSha256: 'another-hash' },
  ])('is refused to a row that is not what was looked at: %j', async (change) => {
    await database.connection.collection('deliveries').updateOne({}, { $set: change });
    expect(await start('mine')).toEqual([]);
    expect(await start('mine', delivery(change))).toEqual(['delivery-1']);
  });

  it('is refused to one row that took the approval of another in the same block', async () => {
    const other = delivery({ id: 'other', postId: 'post-2', approvalId: 'approval-2' });
    await insert([other]);
    await store.claimDeliveries(['other'], lease('mine'), DUE);
    await database.connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: 'other' }, { $set: { approvalId: 'approval-1' } });
    const looked = [delivery(), other];
    expect(await store.startSending({ looked, lease: lease('mine'), now: DUE })).toEqual([
      'delivery-1',
    ]);
  });

  it('is refused once the channel was disconnected, until it is claimed and looked at anew', async () => {
    await inTransaction((tx) => store.stampDisconnected(delivery().channelId, tx));
    expect(await start('mine')).toEqual([]);
    const move = { id: 'delivery-1', from: 'claimed', to: 'planned', at: DUE, change: {} } as const;
    await store.moveDelivery(move);
    await claim('anew');
    expect(await start('anew')).toEqual(['delivery-1']);
    expect(await store.findDelivery('delivery-1')).not.toHaveProperty('disconnected');
  });

  it('is not hindered by a channel that is not its own', async () => {
    await inTransaction((tx) => store.stampDisconnected('another', tx));
    expect(await start('mine')).toEqual(['delivery-1']);
  });

  it('is refused before its window and after it', async () => {
    expect(await start('mine', delivery(), minutesAfterDue(-1))).toEqual([]);
    expect(await start('mine', delivery(), minutesAfterDue(16))).toEqual([]);
    expect(await start('mine', delivery(), minutesAfterDue(15))).toEqual(['delivery-1']);
  });

  it('is refused once the post was withdrawn', async () => {
    const cancelled = await inTransaction((tx) =>
      store.cancelOfPost('post-1', ['planned', 'claimed'], 'withdrawn', DUE, tx),
    );
    expect(cancelled).toBe(1);
    expect(await start('mine')).toEqual([]);
    expect(await store.findDelivery('delivery-1')).toMatchObject({
      state: 'cancelled',
      reason: 'withdrawn',
      attempts: 0,
    });
  });

  it('is refused after the claim was given back and taken by another worker', async () => {
    await store.moveDelivery({
      id: 'delivery-1',
      from: 'claimed',
      to: 'planned',
      at: DUE,
      change: {},
    });
    await claim('theirs');
    expect(await start('mine')).toEqual([]);
    expect(await start('theirs')).toEqual(['delivery-1']);
  });
});

describe('one target of a post', () => {
  it('has one standing delivery at most, in whatever state', async () => {
    await insert([delivery({ state: 'unknown' })]);
    await expect(insert([delivery({ id: 'second' })])).rejects.toMatchObject({ code: 11_000 });
    await insert([delivery({ id: 'other-language', language: 'fr' })]);
    await insert([delivery({ id: 'other-channel', channelId: 'channel-x' })]);
  });

  it('may have any number of cancelled ones beside it', async () => {
    await insert([
      delivery({ id: 'a', state: 'cancelled' }),
      delivery({ id: 'b', state: 'cancelled' }),
      delivery({ id: 'c' }),
    ]);
    expect(await database.connection.collection('deliveries').countDocuments()).toBe(3);
  });
});

describe('moving a delivery', () => {
  it('along an edge that the table does not have is a fault of the program', async () => {
    await insert([delivery({ state: 'sent' })]);
    await expect(
      store.moveDelivery({ id: 'delivery-1', from: 'sent', to: 'planned', at: DUE, change: {} }),
    ).rejects.toThrow('a delivery cannot go from sent to planned');
  });

  it('happens once, from where the caller saw it, and frees the lease', async () => {
    await insert([delivery()]);
    await claim('mine');
    const back = { id: 'delivery-1', from: 'claimed', to: 'planned', at: DUE, change: {} } as const;
    expect(await store.moveDelivery({ ...back, leaseToken: 'theirs' })).toBe(false);
    expect(await store.moveDelivery({ ...back, leaseToken: 'mine' })).toBe(true);
    expect(await store.moveDelivery(back)).toBe(false);
    expect(await store.findDelivery('delivery-1')).toMatchObject({ state: 'planned', lease: null });
  });
});

describe('a hold in the ledger', () => {
  const rowOf = (id: string) => store.findDelivery(id);
  const takeOff = (holdId: string, ids: string[]) =>
    inTransaction((tx) => store.takeHoldOff(holdId, ids, DUE, tx));

  it('is stamped beside those that were there, and never twice', async () => {
    await insert([
      delivery({ id: 'free', postId: 'a' }),
      delivery({ id: 'held', postId: 'b', heldBy: 'hold-0', holdIds: ['hold-0'] }),
      delivery({ id: 'sent', postId: 'c', state: 'sent' }),
    ]);
    for (let n = 0; n < 2; n += 1) await store.stampHold('hold-1', ['free', 'held', 'sent']);
    expect(await rowOf('free')).toMatchObject({ heldBy: 'hold-1', holdIds: ['hold-1'] });
    expect(await rowOf('held')).toMatchObject({ heldBy: 'hold-0' });
    expect((await rowOf('held'))?.holdIds.sort()).toEqual(['hold-0', 'hold-1']);
    expect(await rowOf('sent')).toMatchObject({ heldBy: null, holdIds: [] });
    const left = await store.listHoldable({ notUnder: 'hold-1' });
    expect(left).toEqual([]);
    expect((await store.listStampedHolds()).sort()).toEqual(['hold-0', 'hold-1']);
  });

  it('leaves a claimed delivery waiting in the very write that takes it off', async () => {
    await insert([
      delivery({ state: 'claimed', lease: lease('mine'), heldBy: 'hold-1', holdIds: ['hold-1'] }),
    ]);
    await takeOff('hold-1', ['delivery-1']);
    expect(await rowOf('delivery-1')).toMatchObject({
      state: 'waiting',
      reason: 'hold',
      lease: null,
      heldBy: null,
      holdIds: [],
      reviewOf: 'hold-1',
    });
  });

  it('ends without freeing what another one covers', async () => {
    await insert([delivery({ heldBy: 'hold-1', holdIds: ['hold-1', 'hold-2'] })]);
    await takeOff('hold-1', ['delivery-1']);
    expect(await rowOf('delivery-1')).toMatchObject({
      state: 'waiting',
      heldBy: 'hold-2',
      holdIds: ['hold-2'],
      reviewOf: null,
    });
  });

  it('leaves alone what waits for another reason, and what is being sent', async () => {
    await insert([
      delivery({
        id: 'late',
        postId: 'a',
        state: 'waiting',
        reason: 'late',
        heldBy: 'hold-1',
        holdIds: ['hold-1'],
      }),
      delivery({
        id: 'sending',
        postId: 'b',
        state: 'sending',
        heldBy: 'hold-1',
        holdIds: ['hold-1'],
      }),
    ]);
    const under = await store.listUnder('hold-1', 10);
    expect(under.map((one) => one.id)).toEqual(['late']);
    await takeOff('hold-1', ['late']);
    expect(await rowOf('late')).toMatchObject({ state: 'waiting', reason: 'late', reviewOf: null });
  });
});

describe('what nobody looks after', () => {
  it('is found by its lease, its window, or the hold it came due under', async () => {
    const run = { ...lease('x'), expiresAt: minutesAfterDue(-1) };
    await insert([
      delivery({ id: 'silent', postId: 'a', state: 'sending', lease: run }),
      delivery({ id: 'alive', postId: 'b', state: 'sending', lease: lease('y') }),
      delivery({ id: 'over', postId: 'c', until: minutesAfterDue(-1) }),
      delivery({ id: 'under-hold', postId: 'd', heldBy: 'hold-1' }),
      delivery({ id: 'hold-not-due', postId: 'e', heldBy: 'hold-1', dueAt: minutesAfterDue(5) }),
      delivery({ id: 'due', postId: 'f' }),
    ]);
    const expired = await store.listExpiredLeases(['claimed', 'sending'], DUE);
    expect(expired.map((one) => one.id)).toEqual(['silent']);
    expect((await store.listOverdue(DUE)).map((one) => one.id).sort()).toEqual([
      'over',
      'under-hold',
    ]);
  });
});

describe('the row of a call', () => {
  it('is completed once, and by the lease that it was begun under alone', async () => {
    const attempts = createAttemptsStore(database.connection);
    const begun = { worker: 'w', leaseToken: 'mine', startedAt: DUE };
    await attempts.insertAttempts([begunAttempt(delivery({ attempts: 1 }), begun)]);
    const complete = (leaseToken: string, outcome: PublishOutcome) =>
      inTransaction((tx) =>
        attempts.completeAttempts(
          [{ deliveryId: 'delivery-1', n: 1, leaseToken, outcome, endedAt: DUE }],
          tx,
        ),
      );
    const outcome = async () => (await attempts.listAttempts(['delivery-1']))[0]?.outcome;
    await complete('theirs', RESTORED);
    expect(await outcome()).toBeNull();
    await complete('mine', WORKER_LOST);
    await complete('mine', RESTORED);
    expect(await outcome()).toEqual(WORKER_LOST);
  });
});

async function claimedRows(): Promise<number> {
  return database.connection.collection('deliveries').countDocuments({ state: 'claimed' });
}
