import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { buildWeeklyReport } from '../../domain/reports/weekly-report.ts';
import type { ComingPost, WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { addDays, addWeeks, dayOf, startOfDay } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';
import { underEmbargo } from '../events/embargo.ts';

const WEEKS_COMPARED = 5;
const MINUTE_MS = 60_000;

/**
 * Loads everything about one week and builds its report: over all units when `unitIds` is left out
 * (the report that is mailed), or over the units a reader may see.
 */
export async function buildReport(
  ctx: ActionContext,
  week: Week,
  unitIds?: readonly string[],
): Promise<WeeklyReport> {
  const units = await ctx.stores.units.listUnits();
  const scope = unitIds ?? units.map((unit) => unit.id);
  const channels = await ctx.stores.channels.listChannels({ unitIds: scope });
  const channelIds = channels.map((channel) => channel.id);
  const weekKeys = Array.from({ length: WEEKS_COMPARED }, (_, n) => addWeeks(week, -n).key);
  const next = addWeeks(week, 1);
  const [weeks, days, samples, due, takenDown, coming, holds] = await Promise.all([
    ctx.stores.samples.listWeeks(channelIds, weekKeys),
    ctx.stores.samples.listDays(
      channelIds,
      dayOf(addWeeks(week, -1).from),
      addDays(dayOf(week.to), -1),
    ),
    ctx.stores.samples.listSamples({ channelIds, from: week.from, to: week.to }),
    ctx.stores.deliveries.listDeliveriesDue({ unitIds: scope, from: week.from, to: week.to }),
    ctx.stores.deliveries.listTakenDown({ unitIds: scope, from: week.from, to: week.to }),
    ctx.stores.deliveries.listDeliveriesDue({ unitIds: scope, from: next.from, to: next.to }),
    ctx.stores.holds.listHoldsBetween(week.from, week.to),
  ]);
  const sampled = await ctx.stores.deliveries.listDeliveriesOfPosts([
    ...new Set(samples.map((row) => row.postId)),
  ]);
  const posts = await ctx.stores.posts.listPostsById([
    ...new Set([...samples, ...due, ...takenDown, ...coming].map((row) => row.postId)),
  ]);
  const embargoed = await underEmbargo(ctx, posts);
  const title = (postId: string, language: string): string => {
    const post = posts.find((one) => one.id === postId);
    return post === undefined ? '' : titleOf(post.content, language);
  };
  const inReport = (delivery: Delivery) => ({
    ...delivery,
    title: title(delivery.postId, delivery.language),
    deskUrl: postUrl(ctx, delivery.postId),
  });
  const root = units.find((unit) => unit.parentId === null);
  return buildWeeklyReport({
    week,
    builtAt: ctx.clock.now(),
    issuedBy: root?.name ?? { vi: 'Sứ Giả', en: 'Sứ Giả' },
    deskUrl: `${ctx.publicUrl}/reports/${week.key}`,
    units,
    channels,
    weeks,
    days,
    posts: samples.map((row) => ({
      samples: row,
      title: title(row.postId, row.language),
      permalink: sampled.find((one) => one.id === row.deliveryId)?.permalink ?? null,
      deskUrl: postUrl(ctx, row.postId),
    })),
    deliveries: due.map(inReport),
    takenDown: takenDown.map(inReport),
    approvalMinutes: await approvalMinutes(ctx, due, posts, week),
    holdDays: holdDays(holds, week),
    comingWeek: comingPosts(
      ctx,
      // The report is mailed far beyond those who may read what is under embargo.
      coming.filter((one) => !embargoed.has(one.postId)),
      posts,
      new Map(channels.map((one) => [one.id, one.name])),
    ),
  });
}

/** The report as one reader may see it: their units only. Null when they may read none. */
export async function buildReportFor(
  ctx: ActionContext,
  actor: Actor,
  week: Week,
): Promise<WeeklyReport | null> {
  const scope = scopeOf(actor, 'report.read').filter((unitId) =>
    can(actor, 'audience.read', unitId),
  );
  return scope.length === 0 ? null : buildReport(ctx, week, scope);
}

async function approvalMinutes(
  ctx: ActionContext,
  due: readonly Delivery[],
  posts: readonly Post[],
  week: Week,
): Promise<number[]> {
  const approvals = await ctx.stores.approvals.listApprovalsById([
    ...new Set(due.map((delivery) => delivery.approvalId)),
  ]);
  return approvals.flatMap((approval) => {
    const submittedAt = posts.find((post) => post.id === approval.postId)?.submittedAt ?? null;
    const within = approval.approvedAt >= week.from && approval.approvedAt < week.to;
    if (!within || submittedAt === null || submittedAt > approval.approvedAt) return [];
    return [(approval.approvedAt.getTime() - submittedAt.getTime()) / MINUTE_MS];
  });
}

/** The Hanoi days of the week on which a hold on everything was in force. */
function holdDays(holds: readonly Hold[], week: Week): string[] {
  const days = Array.from({ length: 7 }, (_, n) => addDays(dayOf(week.from), n));
  return days.filter((day) => {
    const from = startOfDay(day);
    const to = startOfDay(addDays(day, 1));
    return holds.some(
      (hold) =>
        hold.scope.kind === 'everything' &&
        hold.startedAt < to &&
        (hold.endedAt === null || hold.endedAt > from),
    );
  });
}

function comingPosts(
  ctx: ActionContext,
  deliveries: readonly Delivery[],
  posts: readonly Post[],
  channelNames: ReadonlyMap<string, string>,
): ComingPost[] {
  const open = deliveries.filter((delivery) => delivery.state === 'planned');
  const ids = [...new Set(open.map((delivery) => delivery.postId))];
  return ids.flatMap((postId) => {
    const own = open.filter((delivery) => delivery.postId === postId);
    const post = posts.find((one) => one.id === postId);
    const first = own[0];
    if (post === undefined || first === undefined) return [];
    return [
      {
        at: first.dueAt,
        title: { vi: titleOf(post.content, 'vi'), en: titleOf(post.content, 'en') },
        channelNames: own.map((one) => channelNames.get(one.channelId) ?? ''),
        deskUrl: postUrl(ctx, postId),
      },
    ];
  });
}

function postUrl(ctx: ActionContext, postId: string): string {
  return `${ctx.publicUrl}/posts/${postId}`;
}
