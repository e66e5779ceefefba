import { sealContent } from '../../../src/actions/posts/seal-content.ts';
import { rebuildRollUps } from '../../../src/actions/audience/rebuild-roll-ups.ts';
import { sampleAgesHours } from '../../../src/domain/audience/metrics.ts';
import type { Metrics, Sample } from '../../../src/domain/audience/metrics.ts';
import { missingSample, sampleDueAt } from '../../../src/domain/audience/sample-schedule.ts';
import type { Channel } from '../../../src/domain/channels/channel.ts';
import { addDays, addWeeks, dayOf, startOfDay, weekOf } from '../../../src/domain/time/zones.ts';
import { content, delivery, post } from '../../support/sample-rows.ts';
import type { TestDesk } from '../../support/test-desk.ts';

const HOUR_MS = 3_600_000;
const WEEKS = 6;
/** Monday, Wednesday and Friday at nine. */
const DAYS = [0, 2, 4];

/** The post whose figures have gaps of every kind: see `samplesOf`. */
export const POST_WITH_GAPS = 'post-1-0';
/** A post of the mission in Paris. */
export const PARIS_POST = 'post-paris';

/** Five full weeks of posts, samples and followers of the ministry's channels, and one of Paris. */
export async function measureWeeks(desk: TestDesk): Promise<void> {
  const { ctx, channels } = desk;
  const now = ctx.clock.now();
  const running = weekOf(now);
  for (let ago = 0; ago < WEEKS; ago += 1) {
    for (const day of DAYS) {
      const at = new Date(addWeeks(running, -ago).from.getTime() + (day * 24 + 8) * HOUR_MS);
      if (at > now) continue;
      await publish(desk, `post-${ago}-${day}`, at, [channels.facebook, channels.x]);
    }
  }
  const paris = new Date(addWeeks(running, -1).from.getTime() + 30 * HOUR_MS);
  await publish(desk, PARIS_POST, paris, [channels.parisFacebook]);
  for (const [index, channel] of Object.values(channels).entries()) {
    await countFollowers(desk, channel, 42, 12_000 + index * 3_000);
  }
  const weeks = Array.from({ length: WEEKS }, (_, n) => addWeeks(running, -n));
  await rebuildRollUps(ctx, Object.values(channels), weeks);
}

async function publish(desk: TestDesk, id: string, at: Date, targets: Channel[]): Promise<void> {
  const { ctx } = desk;
  const unitId = targets[0]?.unitId ?? '';
  const sealed = sealContent(
    content({
      versions: {
        vi: version(`Ngày Văn hóa Việt Nam 24/11: lời chào từ bài ${id}`),
        en: version(`Viet Nam Culture Day, 24 November: greetings from ${id}`),
      },
    }),
  );
  const state = { state: 'approved', stateSince: at, updatedAt: at } as const;
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.posts.insertPost(post({ id, unitId, ...sealed, ...state }), tx);
    await ctx.stores.deliveries.insertDeliveries(
      targets.map((channel) =>
        delivery({
          id: `delivery-${id}-${channel.platform}`,
          postId: id,
          unitId,
          channelId: channel.id,
          platform: channel.platform,
          language: channel.language,
          state: 'sent',
          dueAt: at,
          sentAt: at,
          stateSince: at,
          platformPostId: `${id}-${channel.platform}`,
          permalink: `https://${channel.platform}.example/${id}`,
        }),
      ),
      tx,
    );
  });
  for (const channel of targets) await measure(desk, id, channel, at);
}

async function measure(desk: TestDesk, id: string, channel: Channel, at: Date): Promise<void> {
  const { samples } = desk.ctx.stores;
  const deliveryId = `delivery-${id}-${channel.platform}`;
  const row = {
    deliveryId,
    postId: id,
    unitId: channel.unitId,
    channelId: channel.id,
    platform: channel.platform,
    language: channel.language,
    platformPostId: `${id}-${channel.platform}`,
    publishedAt: at,
    nextSampleAt: at,
  };
  await desk.ctx.inTransaction((tx) => samples.openSamples([row], tx));
  await samples.writeSamples(deliveryId, samplesOf(id, channel, at, desk.ctx.clock.now()), null);
}

/** The post with gaps: no figure at 6 hours, none that Facebook gives at 12, nothing of shares. */
function samplesOf(id: string, channel: Channel, at: Date, now: Date): Sample[] {
  const size = 900 + ([...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 7) * 400;
  return sampleAgesHours.flatMap((ageHours): Sample[] => {
    const takenAt = sampleDueAt(at, ageHours);
    if (takenAt > now) return [];
    if (id === POST_WITH_GAPS && ageHours === 6) return [missingSample(6, 'too-late', takenAt)];
    if (id === POST_WITH_GAPS && ageHours === 12) {
      return [missingSample(12, 'not-available', takenAt)];
    }
    const views = Math.round(size * (1 - Math.exp(-ageHours / 20)));
    const metrics: Metrics = {
      views,
      ...(channel.platform === 'facebook' ? { reach: Math.round(views * 0.8) } : {}),
      reactions: Math.round(views / 40),
      comments: Math.round(views / 300),
      clicks: Math.round(views / 90),
      ...(id === POST_WITH_GAPS ? {} : { shares: Math.round(views / 200) }),
      ...(channel.platform === 'x' ? { bookmarks: Math.round(views / 500) } : {}),
    };
    return [{ ageHours, takenAt, metrics, missing: null }];
  });
}

/** Once a day at seven, but for one day on which nobody could count. */
async function countFollowers(
  desk: TestDesk,
  channel: Channel,
  days: number,
  first: number,
): Promise<void> {
  const today = dayOf(desk.ctx.clock.now());
  for (let ago = days; ago >= 0; ago -= 1) {
    if (ago === 10) continue;
    const day = addDays(today, -ago);
    await desk.ctx.stores.samples.insertFollowers({
      channelId: channel.id,
      day,
      followers: first + (days - ago) * 7,
      takenAt: new Date(startOfDay(day).getTime() + 7 * HOUR_MS),
    });
  }
}

function version(text: string) {
  return { text, platformTexts: {}, link: null, media: [] };
}
