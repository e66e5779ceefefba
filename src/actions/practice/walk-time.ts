import { canAnywhere } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { addDays, dayOf, nextReportTime, startOfDay } from '../../domain/time/zones.ts';
import { sleep } from '../../lib/clock.ts';
import type { ActionContext } from '../context.ts';
import { findNextLook } from '../deliveries/read-back.ts';
import { auditEntry } from '../records/audit-entry.ts';

export const timeSteps = ['due', 'hour', 'day', 'report'] as const;
export type TimeStep = (typeof timeSteps)[number];

const HOUR_MS = 3_600_000;
/** Things due within the same second are done in one stop. */
const TOGETHER_MS = 1_000;
const SETTLE_PAUSE_MS = 50;
const SETTLE_LIMIT_MS = 20_000;

/**
 * Where a button of practice time leads: to the next delivery, an hour or a day on, or to the next
 * Monday 08:00. Null when nothing is due ahead.
 */
export function walkTarget(step: TimeStep, now: Date, nextDue: Date | null): Date | null {
  switch (step) {
    case 'due':
      return nextDue;
    case 'hour':
      return new Date(now.getTime() + HOUR_MS);
    case 'day':
      return new Date(now.getTime() + 24 * HOUR_MS);
    case 'report':
      return nextReportTime(now);
  }
}

/** Asks the workers to walk practice time forward; refused outside practice mode. */
export async function startWalk(
  ctx: ActionContext,
  request: { actor: Actor; step: TimeStep },
): Promise<
  | { ok: true; to: Date }
  | { ok: false; reason: 'forbidden' | 'not-practice' | 'walking' | 'nothing-due' }
> {
  if (ctx.mode !== 'practice') return { ok: false, reason: 'not-practice' };
  if (!canAnywhere(request.actor, 'practice.control')) return { ok: false, reason: 'forbidden' };
  const { walkingTo } = await ctx.stores.desk.readPracticeTime();
  if (walkingTo !== null) return { ok: false, reason: 'walking' };
  const now = ctx.clock.now();
  const to = walkTarget(request.step, now, await ctx.stores.deliveries.findNextDue(now));
  if (to === null) return { ok: false, reason: 'nothing-due' };
  await ctx.stores.desk.savePracticeWalk(to);
  await ctx.stores.audit.insertEntries([
    auditEntry(ctx, request.actor, {
      action: 'practice.time-moved',
      objectType: 'desk',
      objectId: 'practice-time',
      unitId: null,
      detail: { step: request.step, to: to.toISOString() },
    }),
  ]);
  return { ok: true, to };
}

/** Does everything that is due at this moment; returns whether anything still is. */
export type DueWork = () => Promise<boolean>;

/**
 * Walks practice time to an instant from one due thing to the next, and lets each be done at its
 * own time: a jump over it would make posts late and samples too old.
 */
export async function walkTime(ctx: ActionContext, to: Date, doDueWork: DueWork): Promise<void> {
  // What is due already is no stop ahead: without this the first step would jump over it.
  if ((await ctx.stores.deliveries.countBusy(ctx.clock.now())) > 0) await settle(doDueWork);
  while (ctx.clock.now() < to) {
    const next = await nextStop(ctx, to);
    await setTime(ctx, next);
    await settle(doDueWork);
  }
}

async function nextStop(ctx: ActionContext, to: Date): Promise<Date> {
  const now = ctx.clock.now();
  const nextDay = startOfDay(addDays(dayOf(now), 1));
  const stops = [
    to,
    nextDay,
    nextReportTime(now),
    ...(await Promise.all([
      ctx.stores.deliveries.findNextDue(now),
      ctx.stores.samples.findNextSampleAt(now),
      findNextLook(ctx, now),
      nextTurn(ctx, now),
    ])),
  ];
  const ahead = stops.filter((stop) => stop !== null && stop > now).map(Number);
  const first = Math.ceil(Math.min(...ahead) / TOGETHER_MS) * TOGETHER_MS;
  return new Date(Math.min(first, to.getTime()));
}

/** When a silent channel may post again, if anything that is due waits for its turn. */
async function nextTurn(ctx: ActionContext, now: Date): Promise<Date | null> {
  const free = await ctx.stores.turns.findNextFree(now);
  return free !== null && (await ctx.stores.deliveries.countBusy(now)) > 0 ? free : null;
}

/** Sets practice time in this process, on the practice platforms, and for every other process. */
export async function setTime(ctx: ActionContext, instant: Date): Promise<void> {
  const offsetMs = instant.getTime() - ctx.clock.real().getTime();
  await Promise.all([
    ctx.practice?.setOffsetMs(offsetMs),
    ctx.stores.desk.savePracticeOffset(offsetMs),
  ]);
  ctx.clock.setOffsetMs(offsetMs);
}

/** Works until nothing is due; a stalled platform holds time up for a bounded while only. */
async function settle(doDueWork: DueWork): Promise<void> {
  for (let waited = 0; waited < SETTLE_LIMIT_MS; waited += SETTLE_PAUSE_MS) {
    if (!(await doDueWork())) return;
    await sleep(SETTLE_PAUSE_MS);
  }
}

const WALK_LEASE = 'practice-walk';
const WALK_LEASE_MS = 60_000;

/** Goes where a button asked practice time to go, unless another worker is on the way already. */
export async function walkIfAsked(ctx: ActionContext, doDueWork: DueWork): Promise<void> {
  const { walkingTo } = await ctx.stores.desk.readPracticeTime();
  if (walkingTo === null) return;
  const lease = (): Promise<boolean> =>
    ctx.stores.desk.takeLease(WALK_LEASE, ctx.processName, ctx.clock.real(), WALK_LEASE_MS);
  if (!(await lease())) return;
  try {
    await walkTime(ctx, walkingTo, async () => {
      await lease();
      return doDueWork();
    });
    await ctx.stores.desk.savePracticeWalk(null);
  } finally {
    await ctx.stores.desk.dropLease(WALK_LEASE, ctx.processName);
  }
}
