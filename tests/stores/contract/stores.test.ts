import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { postStates } from '../../../src/domain/posts/post.ts';
import type { Attempt } from '../../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../../src/domain/deliveries/outcome.ts';
import type { Look } from '../../../src/domain/deliveries/read-back.ts';
import type { Notice } from '../../../src/domain/notices/notice.ts';
import type { Channel } from '../../../src/domain/channels/channel.ts';
import { canonicalJson } from '../../../src/lib/hashing.ts';
import { migrate } from '../../../src/stores/migrations/migrate.ts';
import { testChannels } from '../../support/desk-people.ts';
import {
  approval,
  content,
  deskEvent,
  DUE,
  hold,
  minutesAfterDue,
  post,
  release,
} from '../../support/sample-rows.ts';
import { connectTestDatabase } from '../../support/test-database.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { act, compare, inAnyOrder, inMemory, inMongo } from './sides.ts';
import type { Act, Side } from './sides.ts';

const RUNS = 12;

let database: TestDatabase;
let mongo: Side;

beforeAll(async () => {
  database = await connectTestDatabase();
  await migrate(database.connection, () => DUE);
  mongo = inMongo(database.connection);
});
afterAll(() => database.drop());

const ids = fc.constantFrom('a', 'b', 'c');
const someIds = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const at = fc.integer({ min: 0, max: 6 }).map(minutesAfterDue);
const who = fc.constantFrom('mine', 'theirs');
const nothing = fc.constant(null);

const outcome: fc.Arbitrary<PublishOutcome> = fc.constantFrom(
  { kind: 'unknown', reason: 'timed-out', raw: { status: null, code: null, text: null } },
  {
    kind: 'accepted',
    platformPostId: 'p1',
    permalink: null,
    raw: { status: 200, code: null, text: null },
  },
);

/** What publishing asks of each store, beside the ledger, which has a suite of its own. */
const calls: Record<string, fc.Arbitrary<Act>[]> = {
  turns: [
    act('take', fc.record({ channelIds: someIds, token: who, now: at }), async (side, one) => {
      const { now } = one;
      const expiresAt = new Date(now.getTime() + 90_000);
      const taken = await side.stores.turns.takeTurns({ ...one, expiresAt, real: now });
      return inAnyOrder(taken);
    }),
    act(
      'end',
      fc.record({ token: who, channelId: ids, freeAt: at, postedAt: fc.option(at) }),
      (side, one) => side.stores.turns.endTurns([one]),
    ),
    act('busy', at, async (side, now) =>
      inAnyOrder(await side.stores.turns.listBusyChannels(now, now)),
    ),
    act('next', at, (side, after) => side.stores.turns.findNextFree(after)),
  ],
  holds: [
    act('announce', fc.record({ id: ids, startedAt: at }), ({ stores }, change) =>
      stores.holds.announceHold(hold(undefined, change)),
    ),
    act('save', fc.record({ id: ids, startedAt: at }), ({ stores, inTransaction }, change) =>
      inTransaction((tx) => stores.holds.saveHold(hold(undefined, change), tx)),
    ),
    act('end', fc.record({ id: ids, at }), ({ stores, inTransaction }, one) =>
      inTransaction((tx) => stores.holds.endHold(one.id, 'person', one.at, tx)),
    ),
    act('find', ids, ({ stores }, id) => stores.holds.findHold(id)),
    act('over', fc.record({ id: ids, at }), ({ stores }, one) =>
      stores.holds.isOver(one.id, one.at),
    ),
    act('in force', nothing, async ({ stores }) =>
      inAnyOrder(await stores.holds.listHoldsInForce()),
    ),
  ],
  posts: [
    act('insert', ids, ({ stores, inTransaction }, id) =>
      inTransaction((tx) => stores.posts.insertPost(samplePost(id), tx)),
    ),
    act(
      'save',
      fc.record({
        id: ids,
        revision: fc.constantFrom(2, 3),
        from: fc.constantFrom(...postStates),
        to: fc.constantFrom(...postStates),
      }),
      ({ stores, inTransaction }, { id, revision, from, to }) =>
        inTransaction((tx) =>
          stores.posts.savePost(
            { ...samplePost(id), revision: 3, state: to },
            { revision, state: from },
            tx,
          ),
        ),
    ),
    act('revise', ids, ({ stores, inTransaction }, postId) =>
      inTransaction((tx) =>
        stores.posts.insertRevision(
          {
            postId,
            n: 1,
            contentJson: '{}',
            contentSha256: 'hash',
            savedBy: 'person',
            savedAt: DUE,
          },
          tx,
        ),
      ),
    ),
    act('find', ids, ({ stores }, id) => stores.posts.findPost(id, ['unit-press'])),
    act('find elsewhere', ids, ({ stores }, id) => stores.posts.findPost(id, ['unit-paris'])),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.posts.listPostsById(some)),
    ),
    act('held', someIds, async ({ stores }, some) =>
      inAnyOrder(
        (await stores.posts.listHeldPosts(some)).map(({ id, unitId, topic, eventId }) => ({
          id,
          unitId,
          topic,
          eventId,
        })),
      ),
    ),
    act('of events', nothing, async ({ stores }) =>
      inAnyOrder(await stores.posts.listPostsOfEvents(['event-1'])),
    ),
  ],
  approvals: [
    act('insert', fc.record({ id: ids, postId: ids }), ({ stores, inTransaction }, change) =>
      inTransaction((tx) => stores.approvals.insertApproval(approval(change), tx)),
    ),
    act('void', fc.record({ id: ids, at }), ({ stores, inTransaction }, one) =>
      inTransaction((tx) => stores.approvals.voidApprovals(one.id, one.at, tx)),
    ),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.approvals.listApprovalsById(some)),
    ),
  ],
  attempts: [
    act(
      'insert',
      fc.record({ deliveryId: ids, n: fc.constantFrom(1, 2), leaseToken: who, startedAt: at }),
      ({ stores }, one) => stores.attempts.insertAttempts([sampleAttempt(one)]),
    ),
    act(
      'complete',
      fc.record({
        deliveryId: ids,
        n: fc.constantFrom(1, 2),
        leaseToken: who,
        outcome,
        endedAt: at,
      }),
      ({ stores, inTransaction }, one) =>
        inTransaction((tx) => stores.attempts.completeAttempts([one], tx)),
    ),
    act(
      'complete late',
      fc.record({
        deliveryId: ids,
        n: fc.constantFrom(1, 2),
        leaseToken: who,
        outcome,
        endedAt: at,
      }),
      ({ stores, inTransaction }, one) =>
        inTransaction((tx) => stores.attempts.completeLate(one, tx)),
    ),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.attempts.listAttempts(some)),
    ),
  ],
  readBack: [
    act(
      'plan',
      fc.record({ deliveryId: ids, begunAt: at, looks: fc.nat(3), nextAt: fc.option(at) }),
      ({ stores }, plan) =>
        stores.readBack.savePlan({ ...plan, channelId: `of-${plan.deliveryId}`, failures: 0 }),
    ),
    act(
      'ask to send again',
      fc.record({ id: ids, askedBy: who, askedAt: at, stateSince: at }),
      ({ stores, inTransaction }, { id, askedBy, askedAt, stateSince }) =>
        inTransaction((tx) =>
          stores.readBack.askResend(
            { id, channelId: `of-${id}`, stateSince },
            { askedBy, askedByName: askedBy, askedAt },
            tx,
          ),
        ),
    ),
    act(
      'take the wish',
      fc.record({ id: ids, askedBy: who, askedAt: at }),
      ({ stores, inTransaction }, { id, askedBy, askedAt }) =>
        inTransaction((tx) =>
          stores.readBack.takeResend(id, { askedBy, askedByName: askedBy, askedAt }, tx),
        ),
    ),
    act('wish', ids, ({ stores }, id) => stores.readBack.findResend(id)),
    act('plans', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.readBack.listPlans(some)),
    ),
    act('look', fc.record({ id: ids, deliveryId: ids, at }), ({ stores }, one) =>
      stores.readBack.insertLooks([sampleLook(one)]),
    ),
    act('looks', ids, async ({ stores }, id) => inAnyOrder(await stores.readBack.listLooks(id))),
    act('spend', fc.record({ id: ids, posts: fc.nat(9) }), ({ stores }, one) =>
      stores.readBack.addSpent(one.id, '2026-11-23', one.posts),
    ),
    act('spent', ids, ({ stores }, id) => stores.readBack.readSpent(id, '2026-11-23')),
  ],
  desk: [
    act('take', fc.record({ name: ids, holder: who, now: at }), ({ stores }, one) =>
      stores.desk.takeLease(one.name, one.holder, one.now, 90_000),
    ),
    act('drop', fc.record({ name: ids, holder: who }), ({ stores }, one) =>
      stores.desk.dropLease(one.name, one.holder),
    ),
  ],
  channels: [
    act('insert', ids, ({ stores }, id) => stores.channels.insertChannel(sampleChannel(id), null)),
    act(
      'move',
      fc.record({
        id: ids,
        state: fc.constantFrom('connected', 'disconnected' as const),
        reason: fc.option(fc.constantFrom('token-dead', 'suspended')),
        since: fc.option(at, { nil: undefined }),
      }),
      ({ stores }, { id, state, reason, since }) =>
        stores.channels.saveChannelState(id, state, reason, undefined, since),
    ),
    act('connect', fc.record({ id: ids, at }), ({ stores }, one) =>
      stores.channels.saveConnectedBy(one.id, { personId: 'p', name: 'P', at: one.at }),
    ),
    act('seal', fc.record({ id: ids, iv: who }), ({ stores }, { id, iv }) =>
      stores.channels.saveSealedCredentials(id, { iv }),
    ),
    act('sealed', ids, ({ stores }, id) => stores.channels.findSealedCredentials(id)),
    act('all sealed', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.channels.listSealedCredentials(some)),
    ),
    act('find', ids, async ({ stores }, id) => tellingOf(await stores.channels.findChannel(id))),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder((await stores.channels.listChannels({ ids: some })).map(tellingOf)),
    ),
  ],
  notices: [
    act(
      'insert',
      fc.record({ id: ids, deliveryId: ids, mail: fc.constantFrom('planned', 'sent', 'none') }),
      ({ stores }, one) => stores.notices.insertNotices([sampleNotice(one as Partial<Notice>)]),
    ),
    act('settle', fc.record({ id: ids, at }), async ({ stores, inTransaction }, one) =>
      inTransaction((tx) => stores.notices.settleOfDelivery(one.id, ['delivery-held'], one.at, tx)),
    ),
    act('unread', nothing, async ({ stores }) =>
      inAnyOrder(await stores.notices.listUnread('person', 100)),
    ),
  ],
  audit: [
    act('insert', ids, ({ stores }, id) =>
      stores.audit.insertEntries([
        {
          id,
          at: DUE,
          actorId: 'person',
          actorName: 'Person',
          action: 'delivery.sent',
          objectType: 'delivery',
          objectId: id,
          unitId: 'unit-press',
          before: null,
          after: null,
          detail: {},
          source: 'worker',
          requestId: null,
        },
      ]),
    ),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.audit.listEntriesOf(some)),
    ),
  ],
  events: [
    act('insert', ids, ({ stores, inTransaction }, id) =>
      inTransaction((tx) => stores.events.insertEvent(deskEvent({ id }), tx)),
    ),
    act(
      'save',
      fc.record({ id: ids, version: fc.integer({ min: 1, max: 4 }), startsAt: at }),
      ({ stores, inTransaction }, change) =>
        inTransaction((tx) => stores.events.saveEvent(deskEvent(change), tx)),
    ),
    act('touch', ids, ({ stores, inTransaction }, id) =>
      inTransaction((tx) => stores.events.touchEvent(id, tx)),
    ),
    act('release', fc.record({ eventId: ids, givenAt: at }), ({ stores, inTransaction }, change) =>
      inTransaction((tx) => stores.events.saveRelease(release(change), tx)),
    ),
    act('releases', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.events.listReleases(some)),
    ),
    act('find', ids, ({ stores }, id) => stores.events.findEvent(id, ['unit-press'])),
    act('find elsewhere', ids, ({ stores }, id) => stores.events.findEvent(id, ['unit-paris'])),
    act('list', someIds, async ({ stores }, some) =>
      inAnyOrder(await stores.events.listEventsById(some)),
    ),
  ],
};

function samplePost(id: string) {
  const sealed = content();
  return post({
    id,
    content: sealed,
    contentJson: canonicalJson(sealed),
    eventId: id === 'a' ? 'event-1' : null,
  });
}

function sampleAttempt(change: Pick<Attempt, 'deliveryId' | 'n' | 'leaseToken' | 'startedAt'>) {
  const id = `${change.deliveryId}:${change.n}`;
  return { id, payloadSha256: 'hash', worker: 'worker', endedAt: null, outcome: null, ...change };
}

function sampleLook(change: Pick<Look, 'id' | 'deliveryId' | 'at'>): Look {
  return {
    channelId: 'channel',
    askedBy: 'schedule',
    since: DUE,
    postsSeen: 0,
    complete: true,
    verdict: 'not-found',
    last: false,
    reason: null,
    code: null,
    candidates: [],
    worker: 'worker',
    ...change,
  };
}

function sampleNotice(change: Partial<Notice>): Notice {
  return {
    id: 'a',
    personId: 'person',
    kind: 'delivery-held',
    postId: null,
    deliveryId: null,
    eventId: null,
    parameters: {},
    createdAt: DUE,
    readAt: null,
    mail: 'planned',
    ...change,
  };
}

function sampleChannel(id: string): Channel {
  return { ...testChannels.facebook, id, accountId: `account-${id}` };
}

/** Of a channel, what publishing reads. */
function tellingOf(channel: Channel | null) {
  if (channel === null) return null;
  const { id, unitId, platform, accountId, state, stateReason, connectedBy } = channel;
  return { id, unitId, platform, accountId, state, stateReason, connectedBy };
}

describe('the stores of the simulation answer as the real ones do', () => {
  it.each(Object.keys(calls))('%s, whatever is asked of them in whatever order', async (name) => {
    const acts = fc.array(fc.oneof(...(calls[name] ?? [])), { minLength: 12, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(acts, async (chosen) => {
        const collections = (await database.connection.db?.collections()) ?? [];
        for (const one of collections) {
          if (!['migrations', 'desk'].includes(one.collectionName)) await one.deleteMany({});
        }
        await compare([inMemory(), mongo], chosen);
      }),
      { numRuns: RUNS, seed: 27 },
    );
  });

  it('and each that publishing writes to in a simulation has its suite', () => {
    // The ledger has one of its own; the others are only read, or count what costs nothing there.
    const without = ['deliveries', 'people', 'units', 'samples', 'spend', 'unlistedCodes'];
    const notThere = ['media', 'reports'];
    const simulated = Object.keys(inMemory().stores);
    expect([...Object.keys(calls), ...without, ...notThere].sort()).toEqual(simulated.sort());
  });
});
