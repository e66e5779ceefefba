import { checkContent } from '../../domain/language/check-content.ts';
import type { GuardFacts, LocatedFinding } from '../../domain/language/check-content.ts';
import { payloadFor } from '../../domain/deliveries/payload.ts';
import { covers } from '../../domain/deliveries/hold.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Content } from '../../domain/posts/content.ts';
import type { Post, Topic } from '../../domain/posts/post.ts';
import { HANOI } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';

const DAY_MS = 86_400_000;
/** How far back and ahead a text is compared with what its channels carry. */
const NEAR_MS = 30 * DAY_MS;

/** A post as the guard looks at it: saved, or as it was just typed. */
export type Guarded = {
  content: Content;
  unitId: string;
  topic: Topic | null;
  eventId: string | null;
  /** Null for a post that is not saved yet. */
  postId: string | null;
};

/** What the guard says, and whether it was said in a time of mourning. */
export type GuardReport = { findings: LocatedFinding[]; isMourning: boolean };

/** Everything that the guard says about a post, with what stands on its channels in mind. */
export async function guardContent(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'language'>,
  guarded: Guarded,
): Promise<GuardReport> {
  const [facts, guard] = await Promise.all([loadGuardFacts(ctx, guarded), ctx.language.guard()]);
  return {
    findings: checkContent(guarded.content, facts, guard),
    isMourning: facts.isMourning,
  };
}

async function loadGuardFacts(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  guarded: Guarded,
): Promise<GuardFacts> {
  const { content, unitId } = guarded;
  const channelIds = [...new Set(content.targets.map((target) => target.channelId))];
  const sha256 = Object.values(content.versions).flatMap(({ media }) =>
    media.map((one) => one.sha256),
  );
  const [channels, units, holds, media] = await Promise.all([
    ctx.stores.channels.listChannels({ ids: channelIds }),
    ctx.stores.units.listUnits(),
    ctx.stores.holds.listHoldsInForce(),
    sha256.length === 0 ? [] : ctx.stores.media.listMedia({ unitIds: [unitId], sha256 }),
  ]);
  const now = ctx.clock.now();
  return {
    now,
    zone: units.find((unit) => unit.id === unitId)?.zone ?? HANOI,
    topic: guarded.topic,
    isMourning: holds.some((hold) => hold.kind === 'mourning' && isOver(hold, guarded, channels)),
    platforms: new Map(channels.map(({ id, platform }) => [id, platform])),
    mediaNames: new Map(media.map((one) => [one.sha256, one.originalName])),
    recent: await listRecent(ctx, guarded, channelIds, now),
  };
}

/** Whether a mourning covers the post by its place, whatever its topic is allowed to do. */
function isOver(
  hold: Parameters<typeof covers>[0],
  { postId, unitId, topic, eventId }: Guarded,
  channels: readonly Channel[],
): boolean {
  const post = { id: postId ?? '', unitId, topic: topic ?? 'notices', eventId } satisfies Pick<
    Post,
    'id' | 'unitId' | 'topic' | 'eventId'
  >;
  const all = { scope: hold.scope, exempt: [] };
  return [null, ...channels].some((channel) => covers(all, post, channel));
}

/** The texts that stand beside this one on its channels, by the language they are in. */
async function listRecent(
  ctx: Pick<ActionContext, 'stores'>,
  { postId }: Guarded,
  channelIds: readonly string[],
  now: Date,
): Promise<GuardFacts['recent']> {
  if (channelIds.length === 0) return {};
  const deliveries = await ctx.stores.deliveries.listDeliveriesOnChannels({
    channelIds,
    from: new Date(now.getTime() - NEAR_MS),
    to: new Date(now.getTime() + NEAR_MS),
    exceptPostId: postId,
  });
  const posts = await ctx.stores.posts.listPostsById([
    ...new Set(deliveries.map((one) => one.postId)),
  ]);
  const byId = new Map(posts.map((post) => [post.id, post]));
  const recent: Record<string, { text: string; at: Date }[]> = {};
  for (const { postId: id, language, platform, sentAt, dueAt } of deliveries) {
    const version = byId.get(id)?.content.versions[language];
    if (version === undefined) continue;
    const { text } = payloadFor(version, { platform, accountId: '' });
    (recent[language] ??= []).push({ text, at: sentAt ?? dueAt });
  }
  return recent;
}
