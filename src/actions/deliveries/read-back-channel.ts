import type { RecentAnswer } from '../../clients/platform.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import {
  mayRead,
  planAfterFailure,
  planAfterLook,
  planForNextDay,
  windowOf,
} from '../../domain/deliveries/read-back-plan.ts';
import type { Look, SeenWindow } from '../../domain/deliveries/read-back.ts';
import { idsOf } from '../../domain/deliveries/read-back-match.ts';
import { unseenPostOf } from '../../domain/deliveries/read-back-rivals.ts';
import { verdictOf } from '../../domain/deliveries/read-back-verdict.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { recordReads } from '../budget/record-reads.ts';
import { isPartlyOut, nextCall } from '../../domain/deliveries/thread.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { approvedPayload } from './read-back-payload.ts';
import { writeFound, writeLook } from './read-back-write.ts';
import type { DueLook } from './read-back-write.ts';

type Subject = DueLook & { payload: Payload | null; replyTo: string | null; window: SeenWindow };
type Reading = Extract<RecentAnswer, { kind: 'read' }>;

/**
 * Reads one channel once, and decides for each of its deliveries that are due. Returns the time up
 * to which posts that were shown were seen; null when the channel was not read through.
 */
export async function lookAtChannel(
  ctx: ActionContext,
  channelId: string,
  due: readonly DueLook[],
  askedBy: Look['askedBy'] = 'schedule',
): Promise<Date | null> {
  const channel = await ctx.stores.channels.findChannel(channelId);
  if (channel === null) return null;
  const subjects = await Promise.all(due.map((one) => subjectOf(ctx, one, channel)));
  const since = new Date(Math.min(...subjects.map((one) => one.window.from.getTime())));
  const forUnknown = due.some((one) => one.delivery.state === 'unknown');
  // What counts is when the channel was asked: a process may stand still before it goes on.
  const askedAt = ctx.clock.now();
  const answer = await readChannel(ctx, channel, since, forUnknown);
  if (answer.kind === 'read') {
    await judge(ctx, channel, subjects, answer, { askedBy, since, askedAt });
    return answer.complete ? askedAt : null;
  }
  const now = ctx.clock.now();
  for (const { delivery, plan } of subjects) {
    const next =
      answer.kind === 'budget'
        ? planForNextDay(plan, now)
        : planAfterFailure(plan, ctx.readBackRules, now);
    await writeLook(ctx, { delivery, plan }, next, {
      askedBy,
      since,
      verdict: answer.kind,
      ...(answer.kind === 'failed' ? { reason: answer.reason, code: answer.code } : {}),
    });
  }
  return null;
}

/** Reads a channel within its budget of the day. Whatever goes wrong is a value. */
export async function readChannel(
  ctx: ActionContext,
  channel: Channel,
  since: Date,
  forUnknown: boolean,
): Promise<RecentAnswer | { kind: 'budget' }> {
  const { id, platform, accountId } = channel;
  const day = ctx.clock.now().toISOString().slice(0, 10);
  const spent = await ctx.stores.readBack.readSpent(id, day);
  if (!mayRead(spent, ctx.readBackRules, platform, forUnknown)) return { kind: 'budget' };
  const credentials = await freshCredentials(ctx, channel);
  if (credentials === null) return { kind: 'failed', reason: 'token-dead', code: 'no-keys' };
  const limit = ctx.readBackRules.platforms[platform].postsPerLook;
  const answer = await ctx.platforms[platform].readRecent({ accountId, credentials, since, limit });
  await ctx.stores.readBack.addSpent(id, day, answer.kind === 'read' ? answer.posts.length : 0);
  if (answer.kind === 'read') {
    const platformPostIds = answer.posts.map((post) => post.platformPostId);
    await recordReads(ctx, { platform, credentials, kind: 'readBack', platformPostIds });
  }
  return answer;
}

async function subjectOf(
  ctx: ActionContext,
  { delivery, plan }: DueLook,
  channel: Channel,
): Promise<Subject> {
  const now = ctx.clock.now();
  if (delivery.state === 'sent') {
    const sentAt = delivery.sentAt ?? delivery.stateSince;
    const from = new Date(sentAt.getTime() - ctx.readBackRules.marginMs);
    return { delivery, plan, payload: null, replyTo: null, window: { from, to: now } };
  }
  const [attempts, payload] = await Promise.all([
    ctx.stores.attempts.listAttempts([delivery.id]),
    approvedPayload(ctx, delivery, channel),
  ]);
  const call = payload === null ? null : nextCall(delivery, payload);
  return {
    delivery,
    plan,
    payload: call?.payload ?? null,
    replyTo: call?.replyTo ?? null,
    window: windowOf(delivery, attempts, ctx.readBackRules, now),
  };
}

/** Who else may own a post is asked after the reading: what was seen then has its owner by now. */
async function judge(
  ctx: ActionContext,
  channel: Channel,
  subjects: readonly Subject[],
  reading: Reading,
  { askedAt, ...asked }: Pick<Look, 'askedBy' | 'since'> & { askedAt: Date },
): Promise<void> {
  const ids = reading.posts.flatMap(idsOf);
  for (const { delivery, plan, payload, replyTo, window } of subjects) {
    const owners = await ctx.stores.deliveries.listOwnersOf([channel.id], ids);
    const others = owners.filter((owner) => owner.id !== delivery.id);
    const verdict = verdictOf(
      {
        delivery,
        payload,
        replyTo,
        window,
        taken: new Set(others.map((owner) => owner.platformPostId)),
        rivals: delivery.state === 'unknown' ? await listRivals(ctx, delivery) : [],
      },
      reading.posts,
    );
    const facts = {
      ...asked,
      postsSeen: reading.posts.length,
      complete: reading.complete,
      verdict: verdict.kind,
      candidates: verdict.candidates,
    };
    if (verdict.seen !== null) await writeFound(ctx, delivery, plan, verdict.seen, facts);
    else {
      const next = planAfterLook(delivery, plan, ctx.readBackRules, askedAt);
      await writeLook(ctx, { delivery, plan }, next, facts);
    }
  }
}

/** When other deliveries with the same payload may have made a post that nobody is known to own. */
export async function listRivals(ctx: ActionContext, delivery: Delivery): Promise<SeenWindow[]> {
  // A part that answers another one can be nobody else's: the part that it answers is known as ours.
  if (isPartlyOut(delivery)) return [];
  const { channelId, payloadSha256 } = delivery;
  const same = await ctx.stores.deliveries.listSamePayload(channelId, payloadSha256);
  const others = same.filter((other) => other.id !== delivery.id);
  if (others.length === 0) return [];
  const attempts = await ctx.stores.attempts.listAttempts(others.map(({ id }) => id));
  const now = ctx.clock.now();
  return others.flatMap((other) => {
    const own = attempts.filter((attempt) => attempt.deliveryId === other.id);
    return unseenPostOf(other, own, ctx.readBackRules, now) ?? [];
  });
}
