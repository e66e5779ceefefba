import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { recordLate } from '../../src/actions/deliveries/record-late.ts';
import {
  askResend,
  confirmResend,
  dropUnknown,
} from '../../src/actions/deliveries/settle-unknown.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
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

const raw = { status: 200, code: null, text: null };
const accepted: PublishOutcome = {
  kind: 'accepted',
  platformPostId: 'late-1',
  permalink: 'https://facebook.example/late-1',
  raw,
};
const refused = (reason: 'text-too-long' | 'duplicate' | 'token-dead'): PublishOutcome => ({
  kind: 'refused',
  reason,
  retry: { kind: 'never' },
  raw: { ...raw, status: 400 },
});
const calls = () => desk.platforms.facebook.calls.length;
const edit = (id: string, change: object) =>
  desk.connection
    .collection<{ _id: string }>('deliveries')
    .updateOne({ _id: id }, { $set: change });

/** One delivery whose lease runs out during its call; then comes the answer. */
async function answeredLate(
  outcome: PublishOutcome,
  meanwhile: (delivery: Delivery) => Promise<unknown> = () => Promise.resolve(),
): Promise<Delivery> {
  const { delivery } = await approvedOne(desk);
  const { facebook } = desk.platforms;
  const publish = facebook.publish;
  facebook.publish = async (call) => {
    facebook.publish = publish;
    await publish(call);
    const before = new Date(desk.ctx.clock.real().getTime() - 1);
    await edit(delivery.id, { 'lease.expiresAt': before });
    await sweepDeliveries(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('unknown');
    await meanwhile(delivery);
    return outcome;
  };
  const one = createDrain(desk.ctx);
  await one.wake();
  await one.settled();
  return deliveryOf(desk, delivery.id);
}

async function resendConfirmed({ id: deliveryId }: Delivery): Promise<void> {
  const ask = { deliveryId, actor: desk.actors['press-officer'] };
  expect(await askResend(desk.ctx, ask)).toEqual({ ok: true });
  // A post may take a while to be shown; nobody may confirm before.
  desk.clock.advance(3);
  const wish = await desk.ctx.stores.readBack.findResend(deliveryId);
  const askedAt = wish?.askedAt ?? new Date(0);
  const confirm = { deliveryId, actor: desk.actors.spokesperson, askedAt };
  expect(await confirmResend(desk.ctx, confirm)).toEqual({ ok: true });
}

const attemptsOf = ({ id }: Delivery) => desk.ctx.stores.attempts.listAttempts([id]);

describe('an answer that comes after its delivery was given up as unknown', () => {
  it('and says that the post is out makes it sent, with its evidence, and takes the alarm back', async () => {
    const delivery = await answeredLate(accepted);
    expect(delivery).toMatchObject({
      state: 'sent',
      reason: null,
      attempts: 1,
      platformPostId: 'late-1',
      permalink: 'https://facebook.example/late-1',
      seenAt: null,
    });
    expect(await attemptsOf(delivery)).toMatchObject([{ n: 1, outcome: accepted }]);
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.unknown', 'delivery.sent']);
    expect(await noticesOf(desk, 'press-officer')).not.toContain('delivery-unknown');
    const samples = desk.connection.collection<{ _id: string }>('samples');
    expect(await samples.countDocuments({ _id: delivery.id })).toBe(1);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it('and proves that nothing was taken makes it refused, and nothing is sent again by itself', async () => {
    const delivery = await answeredLate(refused('text-too-long'));
    expect(delivery).toMatchObject({ state: 'refused', reason: 'text-too-long' });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.unknown', 'delivery.refused']);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-refused');
    desk.clock.advance(5);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it('and refuses it as a repetition leaves it to read-back', async () => {
    const delivery = await answeredLate(refused('duplicate'));
    expect(delivery).toMatchObject({ state: 'unknown', reason: 'worker-lost' });
    expect(await attemptsOf(delivery)).toMatchObject([{ outcome: { kind: 'unknown' } }]);
  });

  it('and is itself unclear changes nothing', async () => {
    const delivery = await answeredLate({ kind: 'unknown', reason: 'timed-out', raw });
    expect(delivery).toMatchObject({ state: 'unknown', reason: 'worker-lost' });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.unknown']);
  });

  it('is kept, and people are told, when the delivery was dropped meanwhile', async () => {
    const delivery = await answeredLate(accepted, ({ id: deliveryId }) =>
      dropUnknown(desk.ctx, { deliveryId, actor: desk.actors.spokesperson }),
    );
    expect(delivery).toMatchObject({ state: 'cancelled', platformPostId: null });
    expect(await attemptsOf(delivery)).toMatchObject([{ outcome: accepted }]);
    expect((await actionsOn(desk, delivery.id)).at(-1)).toBe('delivery.answered-late');
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-out-after-all');
  });

  it('keeps a new attempt from being made that people had asked for', async () => {
    const delivery = await answeredLate(accepted, resendConfirmed);
    expect(delivery).toMatchObject({ state: 'sent', attempts: 1, platformPostId: 'late-1' });
    await drain(desk.ctx);
    desk.clock.advance(5);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it('tells people that a post is out twice when a new attempt was made already', async () => {
    const delivery = await answeredLate(accepted, async (one) => {
      await resendConfirmed(one);
      // The turn of the lost worker ended with its lease.
      await desk.connection.collection('channelTurns').deleteMany({});
      desk.clock.advance(1);
      await drain(desk.ctx);
      expect(calls()).toBe(2);
    });
    expect(delivery).toMatchObject({
      state: 'sent',
      attempts: 2,
      platformPostId: 'facebook-post-2',
    });
    expect(await attemptsOf(delivery)).toMatchObject([
      { n: 1, outcome: { kind: 'accepted', platformPostId: 'late-1' } },
      { n: 2, outcome: { kind: 'accepted', platformPostId: 'facebook-post-2' } },
    ]);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-out-after-all');
  });

  it('adds nothing to a delivery whose post was found meanwhile', async () => {
    const delivery = await answeredLate(accepted, ({ id }) =>
      edit(id, { state: 'sent', platformPostId: 'late-1', reason: null }),
    );
    expect(delivery).toMatchObject({ state: 'sent', platformPostId: 'late-1' });
    expect(await noticesOf(desk, 'press-officer')).not.toContain('delivery-out-after-all');
  });

  it('settles nothing when that very post was found to be another delivery’s', async () => {
    const other = (await approvedOne(desk, 60)).delivery;
    const delivery = await answeredLate(accepted, () =>
      edit(other.id, { state: 'sent', platformPostId: 'late-1' }),
    );
    expect(delivery).toMatchObject({ state: 'unknown', platformPostId: null });
  });

  it('disconnects the channel when it says that the token is dead', async () => {
    const delivery = await answeredLate(refused('token-dead'));
    expect(delivery.state).toBe('refused');
    const { channels } = desk.ctx.stores;
    expect((await channels.getChannel(delivery.channelId)).state).toBe('disconnected');
    await channels.saveChannelState(delivery.channelId, 'connected', null);
  });
});

describe('a late answer that races with a person', () => {
  it('loses to whoever settles the delivery between its look and its write', async () => {
    const { delivery } = await approvedOne(desk);
    const lease = { token: 'gone', worker: 'gone', expiresAt: new Date(0) };
    const made = { ...delivery, attempts: 1, lease };
    await edit(delivery.id, { state: 'unknown', attempts: 1, reason: 'worker-lost' });
    const { deliveries } = desk.ctx.stores;
    let raced = false;
    const racing = withStore(desk.ctx, 'deliveries', {
      findDelivery: async (id) => {
        const found = await deliveries.findDelivery(id);
        if (!raced) await edit(delivery.id, { state: 'cancelled', reason: 'person' });
        raced = true;
        return found;
      },
    });
    await recordLate(racing, made, accepted);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'cancelled' });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.answered-late']);
  });
});
