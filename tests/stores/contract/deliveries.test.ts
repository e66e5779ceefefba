import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deliveryStates } from '../../../src/domain/deliveries/delivery.ts';
import type { Delivery, DeliveryState, Lease } from '../../../src/domain/deliveries/delivery.ts';
import { cancellableStates, mayMove } from '../../../src/domain/deliveries/transitions.ts';
import type { InTransaction } from '../../../src/stores/connection.ts';
import type { Stores } from '../../../src/stores/stores.ts';
import { migrate } from '../../../src/stores/migrations/migrate.ts';
import { DUE, delivery, minutesAfterDue } from '../../support/sample-rows.ts';
import { connectTestDatabase } from '../../support/test-database.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { inMemory, inMongo } from './sides.ts';

/** What the simulation and the real database are both held to. */
type Ledger = {
  store: Stores['deliveries'];
  inTransaction: InTransaction;
  rows(): Promise<Delivery[]>;
};

const ids = ['d0', 'd1', 'd2'];
const tokens = ['mine', 'theirs'];

/** One call of the store, chosen by chance. */
type Call =
  | { kind: 'claim'; token: string; ids: string[] }
  | { kind: 'start'; token: string; ids: string[]; late: number }
  | { kind: 'move'; id: string; from: DeliveryState; to: DeliveryState; token: string | null }
  | { kind: 'moveMany' | 'moveWithEvent'; id: string; from: DeliveryState; to: DeliveryState }
  | { kind: 'stamp' | 'clear' | 'wait' | 'cancel' | 'seen' | 'postpone' | 'disconnect' };

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      token: fc.constantFrom(...tokens),
      ids: fc.subarray(ids, { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      token: fc.constantFrom(...tokens),
      ids: fc.subarray(ids, { minLength: 1 }),
      // Outside its window nothing begins to be sent.
      late: fc.constantFrom(-1, 0, 0, 0, 16),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      id: fc.constantFrom(...ids),
      from: fc.constantFrom(...deliveryStates),
      to: fc.constantFrom(...deliveryStates),
      token: fc.constantFrom(null, ...tokens),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('moveMany' as const, 'moveWithEvent' as const),
      id: fc.constantFrom(...ids),
      from: fc.constantFrom(...deliveryStates),
      to: fc.constantFrom(...deliveryStates),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'stamp' as const,
        'clear' as const,
        'wait' as const,
        'cancel' as const,
        'seen' as const,
        'postpone' as const,
        'disconnect' as const,
      ),
    }),
  },
);

const lease = (token: string): Lease => ({
  token,
  worker: `worker-${token}`,
  expiresAt: minutesAfterDue(2),
});

/** Makes one call; what the store answers, or that it refuses an edge that is not in the table. */
async function make(ledger: Ledger, one: Call): Promise<unknown> {
  const { store, inTransaction } = ledger;
  switch (one.kind) {
    case 'claim':
      return (await store.claimDeliveries(one.ids, lease(one.token), DUE))
        .map((row) => row.id)
        .sort();
    case 'start':
      return (
        await store.startSending({
          looked: start.filter((row) => one.ids.includes(row.id)),
          lease: lease(one.token),
          now: minutesAfterDue(one.late),
        })
      ).sort();
    case 'move': {
      const { id, from, to, token } = one;
      const move = { id, from, to, at: DUE, change: {} };
      return refusedEdge(() =>
        store.moveDelivery({ ...move, ...(token === null ? {} : { leaseToken: token }) }),
      );
    }
    case 'moveMany': {
      const { id, from, to } = one;
      return refusedEdge(() =>
        inTransaction((tx) => store.moveDeliveries([{ id, from, to, at: DUE, change: {} }], tx)),
      );
    }
    case 'moveWithEvent': {
      const { id, from, to } = one;
      const where = { state: from, reason: null };
      const there = { state: to, reason: null, dueAt: minutesAfterDue(1) };
      return refusedEdge(() =>
        inTransaction((tx) => store.moveWithEvent([{ id, from: where, to: there }], DUE, tx)),
      );
    }
    case 'stamp':
      return inTransaction((tx) => store.stampHold('hold-1', ids, tx));
    case 'clear':
      return inTransaction((tx) => store.takeHoldOff('hold-1', ids, DUE, tx));
    case 'wait':
      return inTransaction((tx) => store.holdBack(ids, DUE, tx));
    case 'cancel':
      return inTransaction((tx) =>
        store.cancelOfPost('p0', cancellableStates, 'withdrawn', DUE, tx),
      );
    case 'disconnect':
      return inTransaction((tx) => store.stampDisconnected('c1', tx));
    case 'seen':
      return store.markSeen('d0', DUE, null);
    case 'postpone':
      return (await store.postponeChannel('c1', minutesAfterDue(3), DUE)).map((row) => row.id);
  }
}

async function refusedEdge(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

function inTheSimulation(): Ledger {
  const { tables, stores, inTransaction } = inMemory();
  const rows = () => Promise.resolve(tables.deliveries.all());
  return { store: stores.deliveries, inTransaction, rows };
}

let database: TestDatabase;
let real: Ledger;

beforeAll(async () => {
  database = await connectTestDatabase();
  await migrate(database.connection, () => DUE);
  const { stores, inTransaction } = inMongo(database.connection);
  real = {
    store: stores.deliveries,
    inTransaction,
    rows: () => stores.deliveries.listDeliveriesOfPosts(['p0', 'p1', 'p2']),
  };
});
afterAll(() => database.drop());

const start = ids.map((id, n) =>
  delivery({ id, postId: `p${n}`, channelId: `c${n}`, eventId: n === 0 ? 'e1' : null }),
);

/** A changed row of a run of calls, one call after the other. */
function checkStep(before: Delivery, after: Delivery, one: Call): void {
  if (before.state === after.state) return;
  expect(mayMove(before.state, after.state)).toBe(true);
  // The write before a call: never under a hold, on a dead channel or outside its window, nor for
  // whoever lost the lease.
  if (one.kind === 'start') {
    expect(after.state).toBe('sending');
    expect(before.heldBy).toBeNull();
    expect(before.disconnected).toBeUndefined();
    expect(one.late).toBe(0);
    expect(after.attempts).toBe(before.attempts + 1);
    expect(before.lease?.token).toBe(one.token);
  }
  if (one.kind === 'move' && one.token !== null) expect(before.lease?.token).toBe(one.token);
}

async function play(ledger: Ledger, calls: readonly Call[]): Promise<unknown[]> {
  await ledger.inTransaction((tx) => ledger.store.insertDeliveries(start, tx));
  const answers: unknown[] = [];
  let before = await ledger.rows();
  for (const one of calls) {
    answers.push((await make(ledger, one)) ?? null);
    const after = await ledger.rows();
    for (const row of after) {
      const was = before.find((each) => each.id === row.id);
      if (was !== undefined) checkStep(was, row, one);
    }
    before = after;
  }
  return [
    ...answers,
    ...before.toSorted((a, b) => a.id.localeCompare(b.id)).map(telling),
    ...(await lists(ledger.store)),
  ];
}

/** What every list of the ledger holds in the end. */
async function lists(store: Ledger['store']): Promise<unknown[]> {
  const now = minutesAfterDue(2);
  const both = ['claimed', 'sending'] as const;
  const idsIn = (rows: readonly { id: string }[]) => rows.map((row) => row.id).sort();
  const due = { now, notOlderThan: null, limit: 10, notOnChannels: ['c2'] };
  const unsettled = { unknownUntil: now, sentFrom: DUE, sentUntil: now, limit: 10 };
  return [
    idsIn(await store.listFirstDue(due)),
    await store.findNextDue(DUE),
    [await store.countBusy(now), await store.countOverdue(now)],
    idsIn(await store.listExpiredLeases(both, minutesAfterDue(3))),
    idsIn(await store.listOverdue(minutesAfterDue(20))),
    idsIn(await store.listUnsettled(unsettled)),
    idsIn(await store.listSamePayload('c0', start[0]?.payloadSha256 ?? '')),
    idsIn(await store.listHoldable({ notUnder: 'hold-1' })),
    idsIn(await store.listHoldable({ states: ['waiting'], channelId: 'c1' })),
    idsIn(await store.listHeldPlanned(10)),
    idsIn(await store.listUnder('hold-1', 10)),
    await store.listStampedHolds(),
    idsIn(await store.listDeliveriesOfEvents(['e1'])),
    idsIn(await store.listWaitingFor('hold', now, 10)),
  ];
}

/** What of a row the calls change. */
function telling({ lease: held, ...row }: Delivery) {
  const { id, state, reason, heldBy, attempts, dueAt, seenAt, disconnected } = row;
  const token = held?.token ?? null;
  return { id, state, reason, heldBy, attempts, token, dueAt, seenAt, disconnected };
}

describe('the ledger of deliveries, whatever is asked of it in whatever order', () => {
  it('goes along the edges of the table alone, and lets no stale writer win', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
        await play(inTheSimulation(), calls);
      }),
      { numRuns: 1_000, seed: 26 },
    );
  });

  it('answers in memory, where it is simulated, as the real one does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 20 }), async (calls) => {
        await database.connection.collection('deliveries').deleteMany({});
        expect(await play(inTheSimulation(), calls)).toEqual(await play(real, calls));
      }),
      { numRuns: 40, seed: 26 },
    );
  });
});
