import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { addUnit } from '../../src/actions/people/add-unit.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { HoldScope } from '../../src/domain/deliveries/hold.ts';
import { testChannels, testUnits } from '../support/desk-people.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approvedOne,
  approvedPost,
  clearWork,
  contentIn,
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

type Wanted = Partial<Parameters<typeof startHold>[1]>;

const start = (wanted: Wanted = {}) =>
  startHold(desk.ctx, {
    actor: desk.actors.spokesperson,
    reason: 'Chờ thông tin chính thức',
    ...wanted,
  });

async function held(wanted: Wanted = {}): Promise<string> {
  const started = await start(wanted);
  if (!started.ok) throw new Error(started.reason);
  return started.hold.id;
}

const end = (holdId: string) => endHold(desk.ctx, { actor: desk.actors.spokesperson, holdId });
const release = (deliveryId: string, role: 'spokesperson' | 'translator' = 'spokesperson') =>
  releaseDelivery(desk.ctx, { deliveryId, actor: desk.actors[role] });
const calls = () => desk.platforms.facebook.calls.length;

/** A worker to which something happens at one moment of its way. */
function interrupted(
  when: 'while its token is fetched' | 'right before the write to sending',
  what: () => Promise<unknown>,
): ActionContext {
  let happened = false;
  const once = async (): Promise<void> => {
    if (happened) return;
    happened = true;
    await what();
  };
  const { channels, deliveries } = desk.ctx.stores;
  return when === 'while its token is fetched'
    ? withStore(desk.ctx, 'channels', {
        listSealedCredentials: async (ids) => {
          await once();
          return channels.listSealedCredentials(ids);
        },
      })
    : withStore(desk.ctx, 'deliveries', {
        startSending: async (sending) => {
          await once();
          return deliveries.startSending(sending);
        },
      });
}

const moments = ['while its token is fetched', 'right before the write to sending'] as const;

const onPress = { kind: 'unit', unitIds: [testUnits.press.id] } as const;
const onFacebook = { kind: 'channel', channelId: testChannels.facebook.id } as const;
const onX = { kind: 'channel', channelId: testChannels.x.id } as const;

describe('a hold', () => {
  it('needs a reason and the right, and is there once', async () => {
    expect(await start({ reason: '  ' })).toEqual({ ok: false, reason: 'reason-missing' });
    for (const role of ['translator', 'report-reader'] as const) {
      const refused = await start({ actor: desk.actors[role] });
      expect(refused).toEqual({ ok: false, reason: 'forbidden' });
    }
    const id = await held();
    expect(await start()).toEqual({ ok: false, reason: 'already-held' });
    const officer = { actor: desk.actors['press-officer'], holdId: id };
    expect(await endHold(desk.ctx, officer)).toEqual({ ok: false, reason: 'forbidden' });
    expect(await end(id)).toEqual({ ok: true, toReview: 0 });
    expect(await end(id)).toEqual({ ok: false, reason: 'not-in-force' });
    expect(await actionsOn(desk, id)).toEqual(['hold.started', 'hold.ended']);
  });

  it('is a unit’s own to start, and from above only the upper one’s to end', async () => {
    const officer = desk.actors['paris-officer'];
    expect(await start({ actor: officer })).toEqual({ ok: false, reason: 'forbidden' });
    expect(await start({ actor: officer, scope: onPress })).toMatchObject({ ok: false });
    const paris = { kind: 'unit', unitIds: [testUnits.paris.id] } as const;
    expect(await start({ actor: officer, scope: paris })).toMatchObject({ ok: true });
    const [own] = await desk.ctx.stores.holds.listHoldsInForce();
    expect(own?.byUnitId).toBe(testUnits.paris.id);
    const fromAbove = await start({ scope: paris, kind: 'crisis' });
    expect(fromAbove).toMatchObject({ ok: true, hold: { byUnitId: testUnits.hq.id } });
  });

  it('makes what it covers wait at once, with an entry and a notice for each delivery', async () => {
    const { delivery } = await approvedOne(desk, 60);
    const id = await held();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'hold',
      heldBy: id,
    });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.waiting']);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-held');
    desk.clock.advance(60);
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(calls()).toBe(0);
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.waiting']);
  });

  it('covers what is approved while it is in force', async () => {
    const id = await held();
    const { delivery } = await approvedOne(desk);
    expect(delivery).toMatchObject({ heldBy: id, state: 'waiting', reason: 'hold' });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.waiting']);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
  });

  it('lets consular protection through unless its author says otherwise', async () => {
    await held();
    const { delivery } = await approvedOne(desk, 0, {}, 'consular-protection');
    expect(delivery.state).toBe('planned');
    await drain(desk.ctx);
    expect(calls()).toBe(1);
    const id = await held({ exempt: [] });
    const second = await approvedOne(desk, 0, {}, 'consular-protection');
    expect(second.delivery.holdIds).toEqual([id]);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it('that freezes a channel lets nothing through, and takes no exemption', async () => {
    const freeze = { kind: 'freeze', scope: onFacebook } as const;
    const refused = await start({ ...freeze, exempt: ['consular-protection'] });
    expect(refused).toEqual({ ok: false, reason: 'no-exemptions' });
    expect(await start({ kind: 'freeze' })).toEqual({ ok: false, reason: 'kind-not-here' });
    await held(freeze);
    const { delivery } = await approvedOne(desk, 0, {}, 'consular-protection');
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    expect(delivery).toMatchObject({ state: 'waiting', reason: 'hold' });
  });

  it('of each scope covers its own and leaves the others alone', async () => {
    const { post, deliveries } = await approvedPost(desk, contentIn(desk, 30));
    const [facebook, x] = deliveries;
    const covered = async (scope: HoldScope): Promise<(string | undefined)[]> => {
      const id = await held({ scope, exempt: [] });
      const rows = await desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id]);
      return rows.filter((row) => row.holdIds.includes(id)).map((row) => row.channelId);
    };
    const both = [facebook?.channelId, x?.channelId];
    expect((await covered({ kind: 'post', postId: post.id })).sort()).toEqual(both.sort());
    expect(await covered({ kind: 'topic', topic: 'asean' })).toEqual([]);
    expect((await covered({ kind: 'topic', topic: 'cultural' })).sort()).toEqual(both.sort());
    expect(await covered(onX)).toEqual([x?.channelId]);
    expect((await covered(onPress)).sort()).toEqual(both.sort());
    expect(await covered({ kind: 'unit', unitIds: [testUnits.geneva.id] })).toEqual([]);
    expect((await covered({ kind: 'unit', unitIds: [testUnits.hq.id] })).sort()).toEqual(
      both.sort(),
    );
  });

  it('of a unit covers a unit that is made below it afterwards', async () => {
    await held({ scope: { kind: 'unit', unitIds: [testUnits.paris.id] } });
    const added = await addUnit(desk.ctx, {
      actor: desk.actors.administrator,
      unit: {
        key: 'lyon',
        name: { vi: 'Văn phòng Lyon', en: 'Office in Lyon' },
        zone: 'Europe/Paris',
        parentKey: testUnits.paris.key,
      },
    });
    if (!added.ok) throw new Error(added.reason);
    const [hold] = await desk.ctx.stores.holds.listHoldsInForce();
    expect(hold?.scope).toMatchObject({ unitIds: [testUnits.paris.id, added.unit.id] });
    await desk.connection.collection('units').deleteOne({ key: 'lyon' });
  });
});

describe('a hold that is saved while a worker sends', () => {
  it.each([
    ...moments.map((when) => ({ when, scope: { kind: 'everything' } as const })),
    { when: moments[1], scope: onPress },
    { when: moments[1], scope: onFacebook },
    { when: moments[1], scope: { kind: 'topic', topic: 'cultural' } as const },
  ])('$when stops the delivery ($scope.kind)', async ({ when, scope }) => {
    const { delivery } = await approvedOne(desk);
    await drain(interrupted(when, () => held({ scope })));
    await sweepDeliveries(desk.ctx);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'hold',
      attempts: 0,
    });
  });

  it('and ended again before the worker writes sends nothing either', async () => {
    const { delivery } = await approvedOne(desk);
    await drain(interrupted(moments[1], async () => end(await held())));
    await sweepDeliveries(desk.ctx);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', heldBy: null });
  });

  it('stamps before it is saved, so that no write to sending lies between', async () => {
    const { delivery } = await approvedOne(desk);
    const { holds } = desk.ctx.stores;
    let stamped: string | null = null;
    const ctx = withStore(desk.ctx, 'holds', {
      saveHold: async (hold, tx) => {
        stamped = (await deliveryOf(desk, delivery.id)).heldBy;
        await holds.saveHold(hold, tx);
      },
    });
    const started = await startHold(ctx, { actor: desk.actors.spokesperson, reason: 'Chờ' });
    expect(stamped).toBe(started.ok ? started.hold.id : 'none');
  });

  it('whose process ends after the stamps leaves nothing that goes out, and a person decides', async () => {
    const { delivery } = await approvedOne(desk);
    const broken = withStore(desk.ctx, 'holds', {
      saveHold: () => Promise.reject(new Error('the process ends here')),
    });
    const request = { actor: desk.actors.spokesperson, reason: 'Chờ' };
    await expect(startHold(broken, request)).rejects.toThrow('ends here');
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting' });
    desk.clock.advance(2);
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ heldBy: null, state: 'waiting' });
    expect(calls()).toBe(0);
    expect(await release(delivery.id)).toMatchObject({ ok: true });
  });

  it('whose process ends after it was saved is finished by the sweep', async () => {
    const { delivery } = await approvedOne(desk, 30);
    const { deliveries } = desk.ctx.stores;
    const broken = withStore(desk.ctx, 'deliveries', {
      listHeldPlanned: () => Promise.reject(new Error('the process ends here')),
    });
    const request = { actor: desk.actors.spokesperson, reason: 'Chờ' };
    await expect(startHold(broken, request)).rejects.toThrow('ends here');
    expect((await deliveryOf(desk, delivery.id)).state).toBe('planned');
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
    expect((await deliveries.listStampedHolds()).length).toBe(1);
  });

  it('also stops what a worker gives back, or a platform puts off', async () => {
    const { delivery } = await approvedOne(desk);
    const { facebook } = desk.platforms;
    facebook.outcomes.push({
      kind: 'refused',
      reason: 'rate-limited',
      retry: { kind: 'at', at: new Date(desk.clock.now().getTime() + 60_000) },
      raw: { status: 429, code: '32', text: null },
    });
    const publish = facebook.publish;
    facebook.publish = async (call) => {
      await held();
      return publish(call);
    };
    try {
      await drain(desk.ctx);
    } finally {
      facebook.publish = publish;
    }
    expect(calls()).toBe(1);
    desk.clock.advance(2);
    await sweepDeliveries(desk.ctx);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
  });
});

describe('when a hold ends', () => {
  it('nothing goes out by itself, neither what came due nor what is due later', async () => {
    const now = await approvedOne(desk);
    const later = await approvedOne(desk, 30);
    const id = await held();
    expect(await end(id)).toEqual({ ok: true, toReview: 2 });
    for (let n = 0; n < 3; n += 1) {
      await drain(desk.ctx);
      await sweepDeliveries(desk.ctx);
      desk.clock.advance(15);
    }
    expect(calls()).toBe(0);
    for (const { delivery } of [now, later]) {
      const row = await deliveryOf(desk, delivery.id);
      expect(row).toMatchObject({ state: 'waiting', reason: 'hold', heldBy: null, reviewOf: id });
      expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.waiting', 'delivery.review']);
    }
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-review');
  });

  it('by the clock, nothing goes out by itself either, and the desk says so', async () => {
    const { delivery } = await approvedOne(desk, 60);
    const until = new Date(desk.clock.now().getTime() + 30 * 60_000);
    const past = new Date(desk.clock.now().getTime() - 1);
    expect(await start({ until: past })).toEqual({ ok: false, reason: 'end-past' });
    const id = await held({ until });
    desk.clock.advance(29);
    await sweepDeliveries(desk.ctx);
    expect((await desk.ctx.stores.holds.findHold(id))?.endedAt).toBeNull();
    desk.clock.advance(1);
    await sweepDeliveries(desk.ctx);
    expect(await desk.ctx.stores.holds.findHold(id)).toMatchObject({
      endedBy: null,
      endedAt: until,
    });
    desk.clock.advance(30);
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reviewOf: id });
    expect(await noticesOf(desk, 'spokesperson')).toContain('hold-ended');
  });

  it('another one that covers the same still holds it', async () => {
    const { delivery } = await approvedOne(desk, 30);
    const first = await held();
    const second = await held({ scope: onFacebook });
    expect(await end(first)).toEqual({ ok: true, toReview: 0 });
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ heldBy: second, state: 'waiting' });
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'held' });
    expect(await end(second)).toEqual({ ok: true, toReview: 1 });
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ heldBy: null, reviewOf: second });
  });

  it('halfway, the sweep goes on where the process ended', async () => {
    const { delivery } = await approvedOne(desk, 30);
    const id = await held();
    const broken = withStore(desk.ctx, 'deliveries', {
      listUnder: () => Promise.reject(new Error('the process ends here')),
    });
    const request = { actor: desk.actors.spokesperson, holdId: id };
    await expect(endHold(broken, request)).rejects.toThrow('ends here');
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ heldBy: id });
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ heldBy: null, reviewOf: id });
  });

  it('a person may send what waited, inside its window and once', async () => {
    const { delivery } = await approvedOne(desk);
    const id = await held();
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'held' });
    await end(id);
    expect(await release(delivery.id, 'translator')).toEqual({ ok: false, reason: 'forbidden' });
    desk.clock.advance(10);
    expect(await release(delivery.id)).toMatchObject({ ok: true });
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'not-waiting' });
    expect(desk.alarmClock.alarms.at(-1)?.at).toEqual(desk.clock.now());
    await drain(desk.ctx);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
    expect(await actionsOn(desk, delivery.id)).toContain('delivery.released');
  });

  it('and not after its window: that asks for a new approval', async () => {
    const { delivery } = await approvedOne(desk);
    await end(await held());
    desk.clock.advance(16);
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'window-over' });
    await drain(desk.ctx);
    expect(calls()).toBe(0);
  });

  it('a release that a new hold overtakes is refused, stamped or not', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await end(await held());
    await held({ scope: onFacebook });
    await desk.connection
      .collection('deliveries')
      .updateMany({}, { $set: { heldBy: null, holdIds: [] } });
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'held' });
  });

  it('nobody releases a delivery that is not theirs to see', async () => {
    const { delivery } = await approvedOne(desk);
    const asked = { deliveryId: delivery.id, actor: desk.actors['paris-officer'] };
    expect(await releaseDelivery(desk.ctx, asked)).toEqual({ ok: false, reason: 'not-found' });
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'not-waiting' });
  });
});

describe('a mourning with two hundred deliveries in the queue', () => {
  it('lets none of them out while it lasts, and none when it ends', async () => {
    const { deliveries } = await approvedPost(desk, contentIn(desk, 0));
    const [row] = deliveries;
    if (row === undefined) throw new Error('a delivery was planned');
    const { id: _id, ...rest } = row;
    const copies = Array.from({ length: 200 }, (_, n) => ({
      ...rest,
      _id: `copy-${n}`,
      language: `x${n}`,
    }));
    await desk.connection.collection<{ _id: string }>('deliveries').insertMany(copies);
    const id = await held({ kind: 'mourning' });
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(await end(id)).toEqual({ ok: true, toReview: 202 });
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(calls() + desk.platforms.x.calls.length).toBe(0);
    expect(await desk.ctx.stores.deliveries.countBusy(desk.clock.now())).toBe(0);
  });
});

describe('a withdrawal', () => {
  it.each(moments)('%s keeps the post from going out', async (when) => {
    const { post, delivery } = await approvedOne(desk);
    const request = { postId: post.id, actor: desk.actors['press-officer'], revision: 1 };
    await drain(interrupted(when, () => withdrawPost(desk.ctx, request)));
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'cancelled',
      reason: 'withdrawn',
      attempts: 0,
    });
  });

  it('that comes while the call is under way leaves the delivery, and its outcome is kept', async () => {
    const { post, delivery } = await approvedOne(desk);
    const request = { postId: post.id, actor: desk.actors['press-officer'], revision: 1 };
    const { facebook } = desk.platforms;
    const publish = facebook.publish;
    facebook.publish = async (call) => {
      await withdrawPost(desk.ctx, request);
      return publish(call);
    };
    try {
      await drain(desk.ctx);
    } finally {
      facebook.publish = publish;
    }
    expect(calls()).toBe(1);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
  });
});
