import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { endHold, startHold } from '../../src/actions/holds/hold-everything.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { ActionContext } from '../../src/actions/context.ts';
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

const start = (reason = 'Chờ thông tin chính thức') =>
  startHold(desk.ctx, { actor: desk.actors.spokesperson, reason });

async function held(): Promise<string> {
  const started = await start();
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

describe('a hold over everything', () => {
  it('needs a reason and the right, and is there once', async () => {
    expect(await start('  ')).toEqual({ ok: false, reason: 'reason-missing' });
    for (const role of ['translator', 'report-reader'] as const) {
      const asked = { actor: desk.actors[role], reason: 'x' };
      expect(await startHold(desk.ctx, asked)).toEqual({ ok: false, reason: 'forbidden' });
    }
    const id = await held();
    expect(await start()).toEqual({ ok: false, reason: 'already-held' });
    const officer = { actor: desk.actors['press-officer'], holdId: id };
    expect(await endHold(desk.ctx, officer)).toEqual({ ok: false, reason: 'forbidden' });
    expect(await end(id)).toEqual({ ok: true });
    expect(await end(id)).toEqual({ ok: false, reason: 'not-in-force' });
    expect(await actionsOn(desk, id)).toEqual(['hold.started', 'hold.ended']);
  });

  it('keeps back what is due, and people are told', async () => {
    const { delivery } = await approvedOne(desk);
    await held();
    await drain(desk.ctx);
    await sweepDeliveries(desk.ctx);
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-late');
  });

  it('covers what is approved while it is in force', async () => {
    const id = await held();
    const { delivery } = await approvedOne(desk);
    expect(delivery.heldBy).toBe(id);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
  });

  it.each(moments)(
    'that starts %s stops a delivery that a worker already claimed',
    async (when) => {
      const { delivery } = await approvedOne(desk);
      await drain(interrupted(when, held));
      await sweepDeliveries(desk.ctx);
      await drain(desk.ctx);
      expect(calls()).toBe(0);
      expect(await deliveryOf(desk, delivery.id)).toMatchObject({
        state: 'waiting',
        reason: 'hold',
        attempts: 0,
      });
    },
  );
});

describe('when a hold ends', () => {
  it('nothing that came due under it goes out by itself', async () => {
    const { delivery } = await approvedOne(desk);
    const id = await held();
    await end(id);
    for (let n = 0; n < 3; n += 1) {
      await drain(desk.ctx);
      await sweepDeliveries(desk.ctx);
    }
    expect(calls()).toBe(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
  });

  it('what is due later goes its way', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await end(await held());
    desk.clock.advance(30);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
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
    expect(await release(delivery.id)).toEqual({ ok: true });
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

  it('nobody releases a delivery that is not theirs to see', async () => {
    const { delivery } = await approvedOne(desk);
    const asked = { deliveryId: delivery.id, actor: desk.actors['paris-officer'] };
    expect(await releaseDelivery(desk.ctx, asked)).toEqual({ ok: false, reason: 'not-found' });
    expect(await release(delivery.id)).toEqual({ ok: false, reason: 'not-waiting' });
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
