import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { PublishCall } from '../../src/clients/platform.ts';
import type { MediaRef } from '../../src/domain/posts/content.ts';
import { deliveryOf, drain } from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const pictures = async (): Promise<MediaRef[]> => [
  { sha256: await one.picture(1), alt: 'Lễ ký kết' },
  { sha256: await one.picture(2), alt: 'Hai Bộ trưởng bắt tay' },
];

/** The same desk, where something befalls it when the pictures are up and the post is not. */
function whenUploaded(channel: 'facebook' | 'x', befalls: () => Promise<unknown>): ActionContext {
  const platform = one.ctx.platforms[channel];
  const publish = (call: PublishCall) =>
    platform.publish({
      ...call,
      lastCheck: async () => {
        await befalls();
        one.desk.clock.passMs(1_000);
        return (await call.lastCheck?.()) ?? null;
      },
    });
  return { ...one.ctx, platforms: { ...one.ctx.platforms, [channel]: { ...platform, publish } } };
}

describe.each(['facebook', 'x'] as const)('a post with pictures to %s', (channel) => {
  it('does not go out when a hold is saved while its pictures go up', async () => {
    const { id } = await one.approve(channel, { text: 'Ảnh lễ ký', media: await pictures() });
    const { spokesperson } = one.desk.actors;
    const held = whenUploaded(channel, () =>
      startHold(one.ctx, { actor: spokesperson, reason: 'Quốc tang' }),
    );
    await drain(held);
    await sweepDeliveries(one.ctx);
    expect(await deliveryOf(one.desk, id)).toMatchObject({ state: 'waiting', reason: 'hold' });
    expect(await one.postsSaying('Ảnh lễ ký')).toHaveLength(0);
  });

  it('does not go out when its window ends while its pictures go up', async () => {
    const { id } = await one.approve(channel, { text: 'Ảnh muộn', media: await pictures() });
    await drain(whenUploaded(channel, () => one.at(16 * 60)));
    expect(await deliveryOf(one.desk, id)).toMatchObject({ state: 'waiting', reason: 'late' });
    expect(await one.postsSaying('Ảnh muộn')).toHaveLength(0);
  });

  it('goes out once with its pictures when nothing stands in its way', async () => {
    const { id } = await one.approve(channel, { text: 'Ảnh đúng giờ', media: await pictures() });
    await drain(whenUploaded(channel, () => Promise.resolve()));
    expect(await deliveryOf(one.desk, id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await one.postsSaying('Ảnh đúng giờ')).toMatchObject([{ media: [{}, {}] }]);
  });
});
