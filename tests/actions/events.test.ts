import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resumeBudget } from '../../src/actions/budget/resume-budget.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { cancelEvent, endEvent, reviveEvent } from '../../src/actions/events/cancel-event.ts';
import { previewSlip } from '../../src/actions/events/load-event.ts';
import { editEvent, planEvent } from '../../src/actions/events/plan-event.ts';
import { slipEvent, undoSlip } from '../../src/actions/events/slip-event.ts';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { reviewDelivery } from '../../src/actions/holds/review-delivery.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { importPosts } from '../../src/actions/posts/import-posts.ts';
import { submitPost } from '../../src/actions/posts/submit-post.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { DeskEvent } from '../../src/domain/events/event.ts';
import { newId } from '../../src/lib/ids.ts';
import { testUnits } from '../support/desk-people.ts';
import { content } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  approvedFor,
  contentOnSignal,
  inMinutes,
  plannedEvent,
  sentPayloads,
  submittedFor,
} from './support/events.ts';
import {
  actionsOn,
  approve,
  clearWork,
  contentIn,
  deliveryOf,
  drain,
  draftPost,
  noticesOf,
  targetIn,
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

const officer = () => desk.actors['press-officer'];
const current = (id: string): Promise<DeskEvent> =>
  desk.ctx.stores.events.findEvent(id).then((event) => event ?? Promise.reject(new Error(id)));

async function slip(eventId: string, minutes: number) {
  const { version } = await current(eventId);
  return slipEvent(desk.ctx, {
    eventId,
    actor: officer(),
    version,
    startsAt: inMinutes(desk, minutes),
  });
}

const cancel = (eventId: string) => cancelEvent(desk.ctx, { eventId, actor: officer() });
const revive = (eventId: string) => reviveEvent(desk.ctx, { eventId, actor: officer() });

/** Vietnamese with a window of an hour, English with one of a quarter. */
const wideAndNarrow = () =>
  content({
    targets: [
      targetIn(desk, 60, {}, 60),
      targetIn(desk, 60, { channelId: desk.channels.x.id, language: 'en' }, 15),
    ],
  });

describe('an event', () => {
  it('is planned once, however often its form is sent', async () => {
    const event = await plannedEvent(desk);
    const again = await planEvent(desk.ctx, { ...event, actor: officer(), eventId: event.id });
    expect(again).toMatchObject({ ok: true, event: { id: event.id } });
    expect(await desk.connection.collection('events').countDocuments()).toBe(1);
    expect(await actionsOn(desk, event.id)).toEqual(['event.created']);
  });

  it('names for its signal only people who may give one, and two different ones', async () => {
    const event = await plannedEvent(desk);
    const name = (releaserId: string | null, deputyId: string | null) =>
      editEvent(desk.ctx, {
        ...event,
        eventId: event.id,
        actor: officer(),
        releaserId,
        deputyId,
      });
    const { spokesperson } = desk.people;
    expect(await name(officer().personId, null)).toMatchObject({
      reason: 'person-may-not-release',
    });
    expect(await name(spokesperson.id, spokesperson.id)).toMatchObject({
      reason: 'same-person-twice',
    });
    expect(await name(null, spokesperson.id)).toMatchObject({ ok: true });
    expect(await name(spokesperson.id, null)).toMatchObject({ reason: 'stale' });
  });

  it('is planned for a time that lies ahead, in a unit where the person may plan', async () => {
    const plan = (change: object) =>
      planEvent(desk.ctx, {
        actor: officer(),
        eventId: newId(),
        unitId: testUnits.press.id,
        kind: 'visit',
        title: { vi: 'Chuyến thăm', en: 'Visit' },
        place: 'Hà Nội',
        startsAt: inMinutes(desk, 60),
        zone: 'Asia/Ho_Chi_Minh',
        releaserId: null,
        deputyId: null,
        ...change,
      });
    expect(await plan({ startsAt: inMinutes(desk, -1) })).toMatchObject({ reason: 'start-past' });
    expect(await plan({ unitId: testUnits.paris.id })).toMatchObject({ reason: 'forbidden' });
    for (const role of ['translator', 'administrator', 'report-reader'] as const)
      expect(await plan({ actor: desk.actors[role] })).toMatchObject({ reason: 'forbidden' });
  });
});

describe('an event that slips', () => {
  it('takes what stays inside its window along, and asks for approval of the rest', async () => {
    const event = await plannedEvent(desk);
    const { post, deliveries } = await approvedFor(desk, event, wideAndNarrow());
    const [vi, en] = deliveries.map((one) => one.id) as [string, string];
    expect(await slip(event.id, 100)).toMatchObject({ ok: true });

    expect(await deliveryOf(desk, vi)).toMatchObject({
      state: 'planned',
      dueAt: inMinutes(desk, 100),
    });
    expect(await deliveryOf(desk, en)).toMatchObject({ state: 'waiting', reason: 'slipped' });
    expect(await actionsOn(desk, event.id)).toEqual(['event.created', 'event.slipped']);
    expect(await actionsOn(desk, vi)).toEqual(['delivery.slipped']);
    expect(await actionsOn(desk, en)).toEqual(['delivery.waiting']);
    expect(await noticesOf(desk, 'spokesperson')).toEqual(
      expect.arrayContaining(['event-slipped', 'delivery-slipped']),
    );
    expect(desk.alarmClock.alarms).toContainEqual({
      name: 'deliveries-due',
      at: inMinutes(desk, 100),
    });

    desk.clock.set(inMinutes(desk, 60));
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    desk.clock.set(inMinutes(desk, 40));
    await drain(desk.ctx);
    expect(await deliveryOf(desk, vi)).toMatchObject({ state: 'sent' });
    expect(await deliveryOf(desk, en)).toMatchObject({ state: 'waiting', reason: 'slipped' });
    expect(await releaseDelivery(desk.ctx, { deliveryId: en, actor: officer() })).toMatchObject({
      reason: 'needs-approval',
    });
    expect(
      await withdrawPost(desk.ctx, { postId: post.id, actor: officer(), revision: 1 }),
    ).toMatchObject({ ok: true });
    expect(await deliveryOf(desk, en)).toMatchObject({ state: 'cancelled' });
  });

  it('shows beforehand exactly what it then does', async () => {
    const event = await plannedEvent(desk);
    await approvedFor(desk, event, wideAndNarrow());
    const startsAt = inMinutes(desk, 100);
    const seen = await previewSlip(desk.ctx, { eventId: event.id, actor: officer(), startsAt });
    const effects = seen?.lines.map(({ effect }) => effect);
    expect([...(effects ?? [])].sort()).toEqual(['asks', 'slips']);
    const done = await slip(event.id, 100);
    expect(done.ok && done.lines.map(({ effect }) => effect)).toEqual(effects);
  });

  it('goes back when that is undone, with everything that had moved', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, wideAndNarrow());
    await slip(event.id, 100);
    const { version } = await current(event.id);
    const undone = await undoSlip(desk.ctx, { eventId: event.id, actor: officer(), version });
    expect(undone).toMatchObject({ ok: true, event: { startsAt: event.startsAt } });
    for (const { id, dueAt } of deliveries)
      expect(await deliveryOf(desk, id)).toMatchObject({ state: 'planned', reason: null, dueAt });
    const again = await undoSlip(desk.ctx, {
      eventId: event.id,
      actor: officer(),
      version: version + 1,
    });
    expect(again).toMatchObject({ reason: 'not-slipped' });
  });

  it('takes what a hold keeps back along: confirmed after the hold, it goes out with its event', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, wideAndNarrow());
    const [vi, en] = deliveries.map((one) => one.id) as [string, string];
    const actor = desk.actors.spokesperson;
    const held = await startHold(desk.ctx, { actor, reason: 'Chờ' });
    if (!held.ok) throw new Error(held.reason);
    const startsAt = inMinutes(desk, 100);
    expect(await slip(event.id, 100)).toMatchObject({ ok: true });
    await endHold(desk.ctx, { actor, holdId: held.hold.id });
    const confirm = (deliveryId: string) =>
      reviewDelivery(desk.ctx, { deliveryId, actor, review: { do: 'confirm' } });
    expect(await confirm(vi)).toMatchObject({ ok: true, dueAt: startsAt });
    expect(await confirm(en)).toMatchObject({ reason: 'window-over' });
    const at = inMinutes(desk, 70);
    const review = { do: 'move', at } as const;
    const moved = await reviewDelivery(desk.ctx, { deliveryId: en, actor, review });
    expect(moved).toMatchObject({ ok: true, dueAt: at });

    desk.clock.set(inMinutes(desk, 60));
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    desk.clock.set(at);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toHaveLength(1);
    desk.clock.set(startsAt);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, vi)).toMatchObject({ state: 'sent' });
  });

  it('lets nothing that waited for money go on before its event begins', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, wideAndNarrow());
    const [vi, en] = deliveries.map((one) => one.id) as [string, string];
    const at = desk.clock.now();
    for (const id of [vi, en]) {
      const change = { reason: 'budget' } as const;
      await desk.ctx.stores.deliveries.moveDelivery({
        id,
        from: 'planned',
        to: 'waiting',
        at,
        change,
      });
    }
    const startsAt = inMinutes(desk, 100);
    await slip(event.id, 100);
    expect(await deliveryOf(desk, en)).toMatchObject({ state: 'waiting', reason: 'slipped' });
    desk.clock.set(inMinutes(desk, 61));
    await resumeBudget(desk.ctx);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    desk.clock.set(startsAt);
    await resumeBudget(desk.ctx);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, vi)).toMatchObject({ state: 'sent' });
    expect(await deliveryOf(desk, en)).toMatchObject({ state: 'waiting', reason: 'slipped' });
  });

  it('takes a delivery from a worker that had it in hand', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, wideAndNarrow());
    const ids = deliveries.map((one) => one.id);
    desk.clock.advance(60);
    const lease = { token: 't', worker: 'w', expiresAt: new Date(Date.now() + 60_000) };
    await desk.ctx.stores.deliveries.claimDeliveries(ids, lease, desk.clock.now());
    desk.clock.advance(-1);
    expect(await slip(event.id, 41)).toMatchObject({ ok: true });
    const started = await desk.ctx.stores.deliveries.startSending({
      looked: deliveries,
      lease,
      now: desk.clock.now(),
    });
    expect(started).toEqual([]);
  });

  it('is moved by one of two people at once; the other one is told to look again', async () => {
    const event = await plannedEvent(desk);
    const outcomes = await Promise.all([slip(event.id, 90), slip(event.id, 120)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ reason: 'stale' });
  });

  it('keeps what waits for its signal waiting, and tells when that time runs out before', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    expect(deliveries[0]?.dueAt).toEqual(event.startsAt);
    const seen = await slip(event.id, 300);
    expect(seen.ok && seen.lines.map(({ effect }) => effect)).toEqual([
      'signal-lapses',
      'signal-lapses',
    ]);
    for (const { id, until } of deliveries)
      expect(await deliveryOf(desk, id)).toMatchObject({
        state: 'waiting',
        reason: 'release',
        dueAt: until,
      });
  });
});

describe('an event that is cancelled', () => {
  it('stops everything it carries, and everyone concerned is told', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, contentIn(desk, 60));
    const { deliveries: onSignal } = await approvedFor(desk, event);
    expect(await cancel(event.id)).toMatchObject({ ok: true });
    for (const { id } of [...deliveries, ...onSignal])
      expect(await deliveryOf(desk, id)).toMatchObject({
        state: 'waiting',
        reason: 'event-cancelled',
      });
    expect(await noticesOf(desk, 'spokesperson')).toContain('event-cancelled');
    desk.clock.advance(61);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);
    const [one] = deliveries;
    expect(
      await releaseDelivery(desk.ctx, { deliveryId: one?.id ?? '', actor: officer() }),
    ).toMatchObject({ reason: 'event-cancelled' });
  });

  it('stops what a worker has in its hands', async () => {
    const event = await plannedEvent(desk, 1);
    const { deliveries } = await approvedFor(desk, event, contentIn(desk, 1));
    desk.clock.advance(1);
    const { listSealedCredentials } = desk.ctx.stores.channels;
    const channels = {
      ...desk.ctx.stores.channels,
      listSealedCredentials: async (ids: readonly string[]) => {
        await cancel(event.id);
        return listSealedCredentials(ids);
      },
    };
    await drain({ ...desk.ctx, stores: { ...desk.ctx.stores, channels } });
    expect(sentPayloads(desk)).toEqual([]);
    for (const { id } of deliveries)
      expect(await deliveryOf(desk, id)).toMatchObject({ reason: 'event-cancelled' });
  });

  it('keeps what is approved afterwards waiting too', async () => {
    const event = await plannedEvent(desk);
    const post = await submittedFor(desk, event, contentIn(desk, 60));
    await cancel(event.id);
    const approved = await approve(desk, post);
    expect(approved.ok && approved.deliveries.map((one) => one.reason)).toEqual([
      'event-cancelled',
      'event-cancelled',
    ]);
  });

  it('and approved at the same moment leaves nothing that goes out', async () => {
    for (let round = 0; round < 5; round += 1) {
      await clearWork(desk);
      const event = await plannedEvent(desk, 1);
      const post = await submittedFor(desk, event, contentIn(desk, 1));
      const [approved, cancelled] = await Promise.all([approve(desk, post), cancel(event.id)]);
      expect([approved.ok, cancelled.ok]).toEqual([true, true]);
      const rows = await desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id]);
      expect(rows.map((row) => row.reason)).toEqual(['event-cancelled', 'event-cancelled']);
    }
  });

  it('fires nothing when it takes place after all: each delivery goes on by a person’s word', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, contentIn(desk, 60));
    const { deliveries: onSignal } = await approvedFor(desk, event);
    await cancel(event.id);
    expect(await revive(event.id)).toMatchObject({ ok: true });
    desk.clock.advance(61);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toEqual([]);

    const [one, signalled] = [deliveries[0]?.id ?? '', onSignal[0]?.id ?? ''];
    const goOn = (deliveryId: string) =>
      releaseDelivery(desk.ctx, { deliveryId, actor: officer() });
    expect(await goOn(one)).toMatchObject({ ok: true });
    expect(await goOn(signalled)).toMatchObject({ ok: true });
    await drain(desk.ctx);
    expect(await deliveryOf(desk, one)).toMatchObject({ state: 'sent' });
    expect(await deliveryOf(desk, signalled)).toMatchObject({
      state: 'waiting',
      reason: 'release',
    });
    expect(sentPayloads(desk)).toHaveLength(1);
  });

  it('is not slipped, and is not closed', async () => {
    const event = await plannedEvent(desk);
    await cancel(event.id);
    expect(await slip(event.id, 90)).toMatchObject({ reason: 'cancelled' });
    expect(await endEvent(desk.ctx, { eventId: event.id, actor: officer() })).toMatchObject({
      reason: 'cancelled',
    });
  });
});

describe('an event that took place', () => {
  it('is closed when nothing of it is left, and carries nothing new', async () => {
    const event = await plannedEvent(desk, 1);
    const { post } = await approvedFor(desk, event);
    const end = () => endEvent(desk.ctx, { eventId: event.id, actor: officer() });
    expect(await end()).toMatchObject({ reason: 'not-begun' });
    desk.clock.advance(2);
    expect(await end()).toMatchObject({ reason: 'work-left' });
    await withdrawPost(desk.ctx, { postId: post.id, actor: officer(), revision: post.revision });
    expect(await end()).toMatchObject({ ok: true, event: { state: 'over' } });
    const again = await submitPost(desk.ctx, {
      postId: post.id,
      actor: officer(),
      revision: post.revision,
    });
    expect(again).toMatchObject({ reason: 'not-ready', problems: [{ code: 'event-over' }] });
  });
});

describe('what waits for a signal that does not come', () => {
  it('waits for a person once its window is over, who is told', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, contentOnSignal(desk, event, 90));
    desk.clock.advance(91);
    expect(await sweepDeliveries(desk.ctx)).toBe(2);
    for (const { id } of deliveries) {
      expect(await deliveryOf(desk, id)).toMatchObject({ state: 'waiting', reason: 'late' });
      expect(await actionsOn(desk, id)).toEqual(['delivery.waiting']);
    }
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-late');
    expect(await sweepDeliveries(desk.ctx)).toBe(0);
  });
});

describe('an import', () => {
  const line = (eventId: string | null, given = contentIn(desk, 60)) =>
    importPosts(desk.ctx, {
      actor: officer(),
      lines: [
        {
          line: 1,
          unitId: testUnits.press.id,
          topic: 'bilateral',
          class: 'routine',
          content: given,
          eventId,
        },
      ],
      submit: true,
      dryRun: false,
    });

  it('makes posts that an event carries, on its signal too', async () => {
    const event = await plannedEvent(desk);
    const made = await line(event.id, contentOnSignal(desk, event));
    expect(made).toMatchObject({ ok: true });
    const [post] = await desk.ctx.stores.posts.listPostsOfEvents([event.id]);
    expect(post).toMatchObject({ state: 'submitted', eventId: event.id });
  });

  it('binds like the composer: no strange event, none that is cancelled', async () => {
    expect(await line('event-of-nobody')).toMatchObject({ faults: [{ code: 'event-unknown' }] });
    const event = await plannedEvent(desk);
    await cancel(event.id);
    expect(await line(event.id)).toMatchObject({ faults: [{ code: 'event-cancelled' }] });
    expect(await line(null, contentOnSignal(desk, event))).toMatchObject({
      faults: [{ code: 'signal-without-event' }, { code: 'signal-without-event' }],
    });
  });

  it('of a mission names no event of another unit', async () => {
    const event = await plannedEvent(desk);
    const post = await draftPost(desk, contentIn(desk, 60));
    await desk.connection
      .collection<{ _id: string }>('posts')
      .updateOne({ _id: post.id }, { $set: { eventId: event.id, unitId: testUnits.paris.id } });
    const submitted = await submitPost(desk.ctx, {
      postId: post.id,
      actor: desk.actors['paris-officer'],
      revision: post.revision,
    });
    expect(submitted).toMatchObject({
      reason: 'not-ready',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'event-unknown' })]),
    });
  });
});
