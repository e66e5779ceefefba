import type { Delivery } from '../../domain/deliveries/delivery.ts';
import {
  decidePreflight,
  isPreflightDue,
  newProblems,
  PREFLIGHT_AHEAD_MS,
} from '../../domain/deliveries/preflight.ts';
import type { Preflight, PreflightProblem, TokenState } from '../../domain/deliveries/preflight.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { needsStaging } from '../../domain/deliveries/staging.ts';
import type { StagingResult } from '../../domain/deliveries/staging.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import { findStagingResult } from './staged-media.ts';
import { askToken, isMediaWhole, isWithinLimits, moneyFor } from './preflight-facts.ts';

type StageAhead = (delivery: Delivery, payload: Payload) => Promise<void>;

const LEASE = 'preflight';
const LEASE_MS = 120_000;
const MOST_AT_ONCE = 300;

/**
 * Looks at what goes out within half an hour, or was just approved for sooner: whatever would keep
 * it back is told while there is time, once for each problem, and taken back when it is mended. One
 * worker at a time; a channel's platform is asked once for all its deliveries. `stageAhead` takes over
 * what has to be uploaded before its time.
 */
export async function runPreflight(ctx: ActionContext, stageAhead: StageAhead): Promise<number> {
  const { desk } = ctx.stores;
  if (!(await desk.takeLease(LEASE, ctx.processName, ctx.clock.real(), LEASE_MS))) return 0;
  try {
    await takeBack(ctx);
    return await lookAhead(ctx, stageAhead);
  } finally {
    await desk.dropLease(LEASE, ctx.processName);
  }
}

async function lookAhead(ctx: ActionContext, stageAhead: StageAhead): Promise<number> {
  const now = ctx.clock.now();
  const ahead = new Date(now.getTime() + PREFLIGHT_AHEAD_MS);
  const soon = await ctx.stores.deliveries.listPlannedBetween(now, ahead, MOST_AT_ONCE);
  const last = new Map(
    (await ctx.stores.preflights.listPreflights(soon.map((one) => one.id))).map((one) => [
      one.deliveryId,
      one,
    ]),
  );
  const due = soon.filter((one) => isPreflightDue(one, last.get(one.id), now));
  if (due.length === 0) return 0;
  const looked = await lookAgain(ctx, due);
  const tokens = new Map<string, TokenState>();
  for (const one of looked) {
    const before = last.get(one.delivery.id);
    const { delivery, payload } = one;
    const isToStage = payload !== null && needsStaging(payload);
    const staging = isToStage ? await findStagingResult(ctx, delivery) : null;
    const problems = await problemsOf(ctx, one, { before, staging, tokens });
    await keep(ctx, one, before, problems);
    if (isToStage && staging === null && problems.length === 0) await stageAhead(delivery, payload);
  }
  return due.length;
}

async function problemsOf(
  ctx: ActionContext,
  { delivery, check, channel, payload }: Looked,
  {
    before,
    staging,
    tokens,
  }: {
    before: Preflight | undefined;
    staging: StagingResult | null;
    tokens: Map<string, TokenState>;
  },
): Promise<PreflightProblem[]> {
  if (check.kind === 'cancel' || channel === null) return [];
  const isAsked =
    before?.dueAt.getTime() !== delivery.dueAt.getTime() || before.problems.length > 0;
  if (isAsked && !tokens.has(channel.id)) tokens.set(channel.id, await askToken(ctx, channel));
  return decidePreflight({
    check,
    token: tokens.get(channel.id) ?? 'unasked',
    isMediaWhole: payload === null || (await isMediaWhole(ctx, payload)),
    staging,
    isWithinLimits: payload === null || isWithinLimits(ctx, payload),
    money: payload === null ? 'ok' : await moneyFor(ctx, channel, payload),
  });
}

async function keep(
  ctx: ActionContext,
  { delivery, channel, post }: Looked,
  before: Preflight | undefined,
  problems: PreflightProblem[],
): Promise<void> {
  const at = ctx.clock.now();
  const fresh = newProblems(problems, before);
  const [first] = fresh;
  const title = post === null ? '' : titleOf(post.content, delivery.language);
  const notices =
    first === undefined
      ? []
      : composeNotices(ctx, await peopleAbout(ctx, delivery, post), {
          kind: 'preflight-failed',
          postId: delivery.postId,
          deliveryId: delivery.id,
          parameters: { title, channel: channel?.name ?? '', problem: first },
        });
  await ctx.inTransaction(async (tx) => {
    const { id: deliveryId, channelId, dueAt } = delivery;
    await ctx.stores.preflights.savePreflight({ deliveryId, channelId, dueAt, at, problems }, tx);
    if (problems.length === 0 && (before?.problems.length ?? 0) > 0) {
      await ctx.stores.notices.settleOfDelivery(deliveryId, ['preflight-failed'], at, tx);
    }
    await ctx.stores.notices.insertNotices(notices, tx);
  });
}

/**
 * The authors, those who decide about deliveries, and those who can mend the channel; of what an
 * event carries only those who may read it before its time.
 */
async function peopleAbout(
  ctx: ActionContext,
  { unitId }: Delivery,
  post: Post | null,
): Promise<string[]> {
  const [settlers, managers, readers] = await Promise.all([
    peopleWho(ctx, 'delivery.settle', unitId),
    peopleWho(ctx, 'channel.manage', unitId),
    (post?.eventId ?? null) === null ? null : peopleWho(ctx, 'embargo.read', unitId),
  ]);
  const others = [...settlers, ...managers]
    .map((person) => person.id)
    .filter((id) => readers?.some((person) => person.id === id) ?? true);
  return [...(post?.contributors ?? []), ...others];
}

/** An alert ends with the delivery: what was sent, waits or was withdrawn says so by itself. */
async function takeBack(ctx: ActionContext): Promise<void> {
  const at = ctx.clock.now();
  for (const one of await ctx.stores.preflights.listInTrouble()) {
    const delivery = await ctx.stores.deliveries.findDelivery(one.deliveryId);
    // A claimed one is uploaded ahead of its time, or says how it ended in a moment.
    if (delivery?.state === 'planned' || delivery?.state === 'claimed') continue;
    await ctx.inTransaction(async (tx) => {
      await ctx.stores.preflights.savePreflight({ ...one, at, problems: [] }, tx);
      await ctx.stores.notices.settleOfDelivery(one.deliveryId, ['preflight-failed'], at, tx);
    });
  }
}
