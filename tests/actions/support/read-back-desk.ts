import { createFacebookPlatform } from '../../../src/clients/facebook/facebook-platform.ts';
import type { Platforms } from '../../../src/clients/platform.ts';
import { createXPlatform } from '../../../src/clients/x/x-platform.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { Content } from '../../../src/domain/posts/content.ts';
import { uploadMedia } from '../../../src/actions/media/upload-media.ts';
import { picture, startPracticeDesk } from '../../clients/support/practice.ts';
import { testChannels } from '../../support/desk-people.ts';
import { content } from '../../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import { approvedPost, clearWork, drain, targetIn } from './posts.ts';

export type ReadBackDesk = Awaited<ReturnType<typeof openReadBackDesk>>;
type Channel = 'facebook' | 'x';

/** A desk whose platforms are the practice ones, over their own HTTP, at the desk's own time. */
export async function openReadBackDesk() {
  const practice = await startPracticeDesk();
  const desk = await openTestDesk();
  const platforms: Platforms = {
    facebook: createFacebookPlatform({
      graphUrl: `${practice.url}/graph`,
      graphVersion: 'v25.0',
      now: desk.clock.now,
    }),
    x: createXPlatform({
      apiUrl: practice.url,
      appKey: 'practice-consumer-key',
      appSecret: 'practice-consumer-secret',
      webUrl: `${practice.url}/x`,
      now: desk.clock.now,
    }),
  };
  const ctx = { ...desk.ctx, platforms };

  const setTime = async (instant: Date): Promise<void> => {
    desk.clock.set(instant);
    const offsetMs = instant.getTime() - desk.ctx.clock.real().getTime();
    await practice.control('POST', '/practice/clock', { offsetMs });
  };
  const publicUrlOf = (channel: Channel): string =>
    channel === 'x'
      ? `${practice.url}/x/${testChannels.x.handle}`
      : `${practice.url}/facebook/${testChannels.facebook.accountId}`;

  const approve = async (
    channel: Channel,
    version: Partial<Content['versions'][string]> = {},
    inMinutes = 0,
    windowMinutes = 15,
  ): Promise<Delivery> => {
    const { id, language } = testChannels[channel];
    const own = { text: 'Bản tin', platformTexts: {}, link: null, media: [], ...version };
    const target = targetIn(desk, inMinutes, { channelId: id, language }, windowMinutes);
    const { deliveries } = await approvedPost(
      desk,
      content({ versions: { [language]: own }, targets: [target] }),
    );
    const [delivery] = deliveries;
    if (delivery === undefined) throw new Error('one delivery was planned');
    return delivery;
  };

  return {
    desk: { ...desk, ctx },
    ctx,
    practice,
    publicUrlOf,
    setTime,
    /** Moves both clocks to so many seconds after the desk's first instant. */
    at: (seconds: number) => setTime(new Date(DESK_TIME.getTime() + seconds * 1000)),
    fault: (platform: Channel, kind: string, more: object = {}) =>
      practice.control('POST', '/practice/faults', {
        platform,
        kind,
        endpoint: 'publish',
        when: 'after',
        ...more,
      }),
    settings: (these: object) => practice.control('PUT', '/practice/settings', these),
    /** An empty desk and empty platforms at nine o'clock. */
    reset: async (): Promise<void> => {
      await clearWork(desk);
      for (const name of ['readBacks', 'looks', 'readSpent', 'leases']) {
        await desk.connection.collection(name).deleteMany({});
      }
      await practice.control('POST', '/practice/reset');
      await practice.control('DELETE', '/practice/faults');
      await setTime(DESK_TIME);
      for (const name of ['facebook', 'x'] as const) {
        const { id, accountId, handle } = testChannels[name];
        await practice.control('PUT', `/practice/accounts/${name}/${accountId}`, {
          name: testChannels[name].name,
          handle,
          followers: 1000,
          tokens:
            name === 'x'
              ? { accessToken: `token-of-${id}`, accessSecret: 'secret' }
              : { pageAccessToken: `page-token-of-${id}` },
        });
        await desk.connection
          .collection<{ _id: string }>('channels')
          .updateOne({ _id: id }, { $set: { publicUrl: publicUrlOf(name), state: 'connected' } });
      }
      await practice.control('PUT', '/practice/settings', { facebookVisibilitySeconds: 0 });
    },
    approve,
    /** Approves one version for one channel and lets a worker send it. */
    send: async (
      channel: Channel,
      version: Partial<Content['versions'][string]> = {},
      windowMinutes = 15,
    ): Promise<Delivery> => {
      const { id } = await approve(channel, version, 0, windowMinutes);
      await drain(ctx);
      const found = await ctx.stores.deliveries.findDelivery(id);
      if (found === null) throw new Error('one delivery was planned');
      return found;
    },
    /** A picture of the unit's own, as it was uploaded: one of another colour for each number. */
    picture: async (n = 1): Promise<string> => {
      const { bytes } = await picture(`rgb(${n * 40}, 80, 120)`, '');
      const uploaded = await uploadMedia(desk.ctx, {
        actor: desk.actors['press-officer'],
        unitId: testChannels.facebook.unitId,
        name: 'anh.jpg',
        bytes,
      });
      if (!uploaded.ok) throw new Error(uploaded.reason);
      return uploaded.media.sha256;
    },
    /** Other posts of the account, a minute apart, the newest a minute old. */
    noise: async (channel: Channel, count: number): Promise<void> => {
      for (let n = 1; n <= count; n += 1) {
        await practice.control('POST', '/practice/posts', {
          platform: channel,
          accountId: testChannels[channel].accountId,
          text: `Tin khác số ${n}`,
          createdAt: new Date(desk.clock.now().getTime() - n * 60_000).toISOString(),
        });
      }
    },
    /** What the platforms hold, noise left out. */
    postsSaying: async (text: string) =>
      (await practice.posts()).filter((post) => post.text === text),
    close: async (): Promise<void> => {
      for (const platform of Object.values(platforms)) platform.close();
      await desk.close();
      await practice.close();
    },
  };
}
