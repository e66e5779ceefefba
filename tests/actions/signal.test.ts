import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { cancelEvent } from '../../src/actions/events/cancel-event.ts';
import { giveSignal } from '../../src/actions/events/give-signal.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../src/domain/events/event.ts';
import type { Post } from '../../src/domain/posts/post.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  approvedFor,
  contentOnSignal,
  plannedEvent,
  sentPayloads,
  submittedFor,
} from './support/events.ts';
import {
  actionsOn,
  approve,
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

type Waiting = { event: DeskEvent; post: Post; deliveries: Delivery[]; shown: string[] };

async function waiting(minutes = 60): Promise<Waiting> {
  const event = await plannedEvent(desk, minutes);
  const { post, deliveries } = await approvedFor(desk, event);
  return { event, post, deliveries, shown: deliveries.map((one) => one.id) };
}

const give = (
  { event, shown }: Pick<Waiting, 'event' | 'shown'>,
  role: keyof TestDesk['actors'] = 'spokesperson',
) => giveSignal(desk.ctx, { eventId: event.id, actor: desk.actors[role], shown });

const states = (ids: string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const { state, reason } = await deliveryOf(desk, id);
      return reason === null ? state : `${state} ${reason}`;
    }),
  );

const withdraw = ({ post }: Waiting) =>
  withdrawPost(desk.ctx, {
    postId: post.id,
    actor: desk.actors['press-officer'],
    revision: post.revision,
  });
const hold = () =>
  startHold(desk.ctx, { actor: desk.actors.spokesperson, reason: 'Chờ thông tin chính thức' });
const cancel = ({ event }: Waiting) =>
  cancelEvent(desk.ctx, { eventId: event.id, actor: desk.actors['press-officer'] });

describe('what is approved for a signal', () => {
  it('does not go out by the clock, nor by anybody’s “send now”', async () => {
    const { deliveries, shown } = await waiting();
    desk.clock.advance(120);
    await drain(desk.ctx);
    expect(await states(shown)).toEqual(['waiting release', 'waiting release']);
    for (const role of ['press-officer', 'spokesperson'] as const)
      expect(
        await releaseDelivery(desk.ctx, {
          deliveryId: deliveries[0]?.id ?? '',
          actor: desk.actors[role],
        }),
      ).toMatchObject({ reason: 'needs-signal' });
    expect(sentPayloads(desk)).toEqual([]);
  });

  it('goes out at once by the signal of the named person, each delivery once', async () => {
    const one = await waiting();
    expect(await give(one)).toMatchObject({ ok: true });
    expect(await states(one.shown)).toEqual(['planned', 'planned']);
    expect(desk.alarmClock.alarms).toContainEqual({ name: 'deliveries-due', at: DESK_TIME });
    await drain(desk.ctx);
    expect(await states(one.shown)).toEqual(['sent', 'sent']);
    expect(sentPayloads(desk)).toHaveLength(2);
    expect(await actionsOn(desk, one.event.id)).toEqual(['event.created', 'event.released']);
    expect(await actionsOn(desk, one.shown[0] ?? '')).toEqual([
      'delivery.released',
      'delivery.sent',
    ]);
    expect(await noticesOf(desk, 'press-officer')).toContain('event-released');
  });

  it('goes out by nobody else’s signal', async () => {
    const one = await waiting();
    for (const role of ['press-officer', 'translator'] as const)
      expect(await give(one, role)).toMatchObject({ reason: 'forbidden' });
    for (const role of ['administrator', 'report-reader', 'paris-officer'] as const)
      expect(await give(one, role)).toMatchObject({ reason: 'not-found' });
    const stranger = { ...desk.actors.spokesperson, personId: 'person-other' };
    const { event, shown } = one;
    expect(await giveSignal(desk.ctx, { eventId: event.id, actor: stranger, shown })).toMatchObject(
      { reason: 'not-named' },
    );
    expect(await states(one.shown)).toEqual(['waiting release', 'waiting release']);
  });

  it('goes out once when the signal is given twice at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      await clearWork(desk);
      const one = await waiting();
      const outcomes = await Promise.all([give(one), give(one), give(one)]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      for (const outcome of outcomes) if (!outcome.ok) expect(outcome.reason).toBe('already-given');
      await Promise.all([drain(desk.ctx), drain(desk.ctx)]);
      expect(sentPayloads(desk)).toHaveLength(2);
      expect(await desk.connection.collection('releases').countDocuments()).toBe(1);
    }
  });

  it('goes out on approval once the signal was given', async () => {
    const event = await plannedEvent(desk);
    const post = await submittedFor(desk, event, contentOnSignal(desk, event));
    expect(await give({ event, shown: [] })).toMatchObject({ ok: true, lines: [] });
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    const approved = await approve(desk, post);
    expect(approved.ok && approved.deliveries.map((one) => one.state)).toEqual([
      'planned',
      'planned',
    ]);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toHaveLength(2);
  });

  it('and approved while the signal is given, goes out once or makes the giver look again', async () => {
    for (let round = 0; round < 6; round += 1) {
      await clearWork(desk);
      const event = await plannedEvent(desk);
      const post = await submittedFor(desk, event, contentOnSignal(desk, event));
      const [approved, given] = await Promise.all([
        approve(desk, post),
        give({ event, shown: [] }),
      ]);
      expect(approved.ok).toBe(true);
      await drain(desk.ctx);
      if (given.ok) expect(sentPayloads(desk)).toHaveLength(2);
      else {
        expect(given.reason).toBe('changed');
        expect(sentPayloads(desk)).toEqual([]);
      }
    }
  });

  it('stays where it is when something unseen would go out with it', async () => {
    const one = await waiting();
    await approvedFor(desk, one.event);
    expect(await give(one)).toMatchObject({ reason: 'changed' });
    expect(await states(one.shown)).toEqual(['waiting release', 'waiting release']);
    expect(await desk.connection.collection('releases').countDocuments()).toBe(0);
  });
});

describe('the signal', () => {
  it('sends nothing that is on hold, and ending the hold does not either', async () => {
    const one = await waiting();
    await hold();
    expect(await give(one)).toMatchObject({ ok: true });
    expect(await states(one.shown)).toEqual(['waiting hold', 'waiting hold']);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
  });

  it('sends nothing past its window', async () => {
    const one = await waiting();
    desk.clock.advance(241);
    expect(await give(one)).toMatchObject({ ok: true });
    expect(await states(one.shown)).toEqual(['waiting late', 'waiting late']);
  });

  it('is not given for an event that is cancelled', async () => {
    const one = await waiting();
    await cancel(one);
    expect(await give(one)).toMatchObject({ reason: 'cancelled' });
  });

  it.each([
    ['a withdrawal', withdraw],
    ['a hold', hold],
    ['a cancellation', cancel],
  ] as const)('in a race with %s leaves nothing that goes out', async (_, other) => {
    for (let round = 0; round < 6; round += 1) {
      await clearWork(desk);
      const one = await waiting();
      const [stopped] = await Promise.all([other(one), give(one)]);
      expect(stopped).toMatchObject({ ok: true });
      await drain(desk.ctx);
      expect(sentPayloads(desk)).toEqual([]);
      for (const id of one.shown) {
        const { state, heldBy } = await deliveryOf(desk, id);
        if (state === 'planned') expect(heldBy).not.toBeNull();
        else expect(['waiting', 'cancelled']).toContain(state);
      }
    }
  });

  it('does not outrun a cancellation that comes while a worker has the delivery in hand', async () => {
    const one = await waiting();
    await give(one);
    const { channels } = desk.ctx.stores;
    const interrupted = withStore(desk.ctx, 'channels', {
      listSealedCredentials: async (ids) => {
        await cancel(one);
        return channels.listSealedCredentials(ids);
      },
    });
    await drain(interrupted);
    expect(sentPayloads(desk)).toEqual([]);
    expect(await states(one.shown)).toEqual(['waiting event-cancelled', 'waiting event-cancelled']);
  });
});

describe('a database that somebody altered', () => {
  const rows = (name: string) => desk.connection.collection<{ _id: string }>(name);
  const planAll = (ids: string[]) =>
    rows('deliveries').updateMany(
      { _id: { $in: ids } },
      { $set: { state: 'planned', reason: null, dueAt: desk.clock.now() } },
    );

  it('sends nothing whose signal was never given', async () => {
    const { shown } = await waiting();
    await planAll(shown);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    expect(await states(shown)).toEqual(['waiting altered', 'waiting altered']);
    expect(await actionsOn(desk, shown[0] ?? '')).toEqual(['delivery.altered']);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-altered');
  });

  const forgeries: [string, (one: Waiting) => Promise<unknown>][] = [
    [
      'a signal that nobody signed',
      async ({ event }) => {
        await rows('releases').insertOne({
          _id: event.id,
          statement: JSON.stringify({ schema: 'sugia.release.v1', eventId: event.id }),
          signature: { value: 'AAAA', publicKey: 'AAAA' },
          givenBy: desk.people.spokesperson.id,
          givenByName: desk.people.spokesperson.name,
          givenAt: DESK_TIME,
        } as never);
      },
    ],
    [
      'the signal of another event',
      async ({ event }) => {
        const other = await plannedEvent(desk);
        await give({ event: other, shown: [] });
        const [given] = await rows('releases').find({ _id: other.id }).toArray();
        await rows('releases').insertOne({ ...given, _id: event.id });
      },
    ],
    [
      'another event on the post and its deliveries',
      async ({ post, shown }) => {
        const other = await plannedEvent(desk);
        await give({ event: other, shown: [] });
        await rows('posts').updateOne({ _id: post.id }, { $set: { eventId: other.id } });
        await rows('deliveries').updateMany(
          { _id: { $in: shown } },
          { $set: { eventId: other.id } },
        );
      },
    ],
    [
      'no event on the post and its deliveries any more',
      async ({ post, shown }) => {
        await rows('posts').updateOne({ _id: post.id }, { $set: { eventId: null } });
        await rows('deliveries').updateMany({ _id: { $in: shown } }, { $set: { eventId: null } });
      },
    ],
    [
      'the statement of an approval in the place of a signal',
      async ({ event, post }) => {
        const [approval] = await desk.ctx.stores.approvals.listApprovalsOfPost(post.id);
        await rows('releases').insertOne({
          _id: event.id,
          statement: approval?.statement,
          signature: approval?.signature,
          givenBy: desk.people.spokesperson.id,
          givenByName: desk.people.spokesperson.name,
          givenAt: DESK_TIME,
        } as never);
      },
    ],
  ];

  it.each(forgeries)('sends nothing for %s', async (_, forge) => {
    const one = await waiting();
    await forge(one);
    await planAll(one.shown);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    expect(await states(one.shown)).toEqual(['waiting altered', 'waiting altered']);
  });

  it('keeps nobody from giving the real signal by a forged one', async () => {
    const one = await waiting();
    await forgeries[0]?.[1](one);
    expect(await give(one)).toMatchObject({ ok: true });
    await drain(desk.ctx);
    expect(await states(one.shown)).toEqual(['sent', 'sent']);
  });
});
