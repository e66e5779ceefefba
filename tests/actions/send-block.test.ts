import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sealCredentials } from '../../src/actions/channels/credentials.ts';
import { disconnectChannel } from '../../src/actions/channels/disconnect-channel.ts';
import { setChannelState } from '../../src/actions/channels/set-channel-state.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { Credentials } from '../../src/clients/platform.ts';
import { testChannels } from '../support/desk-people.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, approvedPost, clearWork, deliveryOf, withStore } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

/** A worker that is kept waiting for tokens, while somebody does something to the database. */
function keptWaiting(ms: number, meanwhile: () => Promise<unknown>): ActionContext {
  const { channels } = desk.ctx.stores;
  let happened = false;
  return withStore(desk.ctx, 'channels', {
    listSealedCredentials: async (ids) => {
      const found = await channels.listSealedCredentials(ids);
      if (!happened) await meanwhile();
      if (!happened) desk.clock.passMs(ms);
      happened = true;
      return found;
    },
  });
}

async function wake(ctx: ActionContext): Promise<void> {
  const drain = createDrain(ctx);
  await drain.wake();
  await drain.settled();
}

describe('a block whose first look has grown old before it is sent', () => {
  it('is looked at again: what was altered meanwhile does not go out', async () => {
    const { post, delivery } = await approvedOne(desk);
    const posts = desk.connection.collection<{ _id: string }>('posts');
    await wake(
      keptWaiting(300, () =>
        posts.updateOne({ _id: post.id }, { $set: { contentJson: `${post.contentJson} ` } }),
      ),
    );
    expect(desk.platforms.facebook.calls).toHaveLength(0);
    await wake(desk.ctx);
    expect(desk.platforms.facebook.calls).toHaveLength(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
      attempts: 0,
    });
  });

  it('is looked at again: a channel that was cut off meanwhile gets nothing', async () => {
    const { delivery } = await approvedOne(desk);
    const { channels } = desk.ctx.stores;
    await wake(
      keptWaiting(300, () =>
        channels.saveChannelState(delivery.channelId, 'disconnected', 'token-dead'),
      ),
    );
    expect(desk.platforms.facebook.calls).toHaveLength(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ attempts: 0 });
    await channels.saveChannelState(delivery.channelId, 'connected', null);
  });

  it('goes out when all is as it was', async () => {
    const { delivery } = await approvedOne(desk);
    await wake(keptWaiting(300, () => Promise.resolve()));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
  });
});

describe('what happens between the last look and the write to “sending”', () => {
  /** A worker to which it happens then, before its first write. */
  function justBefore(meanwhile: () => Promise<unknown>): ActionContext {
    const { deliveries } = desk.ctx.stores;
    return withStore(desk.ctx, 'deliveries', {
      startSending: async (start) => {
        await meanwhile();
        return deliveries.startSending(start);
      },
    });
  }
  const change = (id: string, set: object) => () =>
    desk.connection.collection<{ _id: string }>('deliveries').updateOne({ _id: id }, { $set: set });

  it('keeps a post from a channel that a person disconnects', async () => {
    const { delivery } = await approvedOne(desk);
    const { channelId } = delivery;
    const { channels } = desk.ctx.stores;
    const sealed = await channels.findSealedCredentials(channelId);
    await wake(
      justBefore(() =>
        disconnectChannel(desk.ctx, { actor: desk.actors.administrator, channelId }),
      ),
    );
    await wake(desk.ctx);
    expect(desk.platforms.facebook.calls).toHaveLength(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'connection',
      attempts: 0,
    });
    await channels.saveSealedCredentials(channelId, sealed);
    await desk.ctx.inTransaction((tx) =>
      setChannelState(desk.ctx, { id: channelId, state: 'connected', reason: null }, tx),
    );
    const actor = desk.actors.spokesperson;
    await releaseDelivery(desk.ctx, { deliveryId: delivery.id, actor });
    await wake(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('keeps back a row that was put under another approval', async () => {
    const { delivery } = await approvedOne(desk);
    await wake(justBefore(change(delivery.id, { approvalId: 'another' })));
    await wake(desk.ctx);
    expect(desk.platforms.facebook.calls).toHaveLength(0);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
      attempts: 0,
    });
  });
});

describe('a channel whose tokens take long to renew', () => {
  it('keeps no other channel waiting', async () => {
    const { deliveries } = await approvedPost(desk);
    const aging: Credentials = {
      kind: 'x-oauth2',
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      expiresAt: desk.ctx.clock.real().toISOString(),
    };
    const { channels } = desk.ctx.stores;
    await channels.saveSealedCredentials(
      testChannels.x.id,
      sealCredentials(desk.ctx, testChannels.x.id, aging),
    );
    let sentMeanwhile = 0;
    const { x } = desk.ctx.platforms;
    const drain = createDrain({
      ...desk.ctx,
      platforms: {
        ...desk.ctx.platforms,
        x: {
          ...x,
          renewCredentials: async () => {
            // The platform answers only once the other channel has its post.
            for (let n = 0; n < 300 && sentMeanwhile === 0; n += 1) {
              await desk.ctx.clock.sleep(10);
              sentMeanwhile = desk.platforms.facebook.calls.length;
            }
            return { kind: 'renewed', credentials: { ...aging, accessToken: 'access-2' } };
          },
        },
      },
    });
    await drain.wake();
    await drain.settled();
    expect(sentMeanwhile).toBe(1);
    const states = await Promise.all(deliveries.map((one) => deliveryOf(desk, one.id)));
    expect(states.map((one) => one.state)).toEqual(['sent', 'sent']);
  });
});
