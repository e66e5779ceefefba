import type { PlatformId } from '../channels/channel.ts';
import type { Attempt, Delivery } from './delivery.ts';
import type { ReadBackPlan, SeenWindow } from './read-back.ts';

export type ReadBackPlatformRules = {
  visibilityDelayMs: number;
  postsPerLook: number;
  /** Reading of one channel in one UTC day; null for no bound. */
  looksPerDay: number | null;
  postsPerDay: number | null;
};

export type ReadBackRules = {
  unknownAgesMs: readonly number[];
  sentAgesMs: readonly number[];
  failurePausesMs: readonly number[];
  giveUpMs: number;
  marginMs: number;
  repeatLookbackMs: number;
  /** Part of a day's reading that only unknown deliveries may use. */
  keptForUnknown: number;
  platforms: Record<PlatformId, ReadBackPlatformRules>;
};

/** `config/data/read-back.json` */
export type ReadBackRulesData = {
  unknownAgesSeconds: number[];
  sentAgesSeconds: number[];
  failurePausesSeconds: number[];
  giveUpHours: number;
  marginSeconds: number;
  repeatLookbackHours: number;
  keptForUnknown: number;
  platforms: Record<
    PlatformId,
    {
      visibilityDelaySeconds: number;
      postsPerLook: number;
      looksPerDay: number | null;
      postsPerDay: number | null;
    }
  >;
};

/** The rules of reading back in milliseconds, from their data file. */
export function readBackRulesOf(data: ReadBackRulesData): ReadBackRules {
  const platform = (id: PlatformId): ReadBackPlatformRules => {
    const { visibilityDelaySeconds, postsPerLook, looksPerDay, postsPerDay } = data.platforms[id];
    return {
      visibilityDelayMs: visibilityDelaySeconds * 1000,
      postsPerLook,
      looksPerDay,
      postsPerDay,
    };
  };
  return {
    unknownAgesMs: data.unknownAgesSeconds.map((age) => age * 1000),
    sentAgesMs: data.sentAgesSeconds.map((age) => age * 1000),
    failurePausesMs: data.failurePausesSeconds.map((pause) => pause * 1000),
    giveUpMs: data.giveUpHours * 3_600_000,
    marginMs: data.marginSeconds * 1000,
    repeatLookbackMs: data.repeatLookbackHours * 3_600_000,
    keptForUnknown: data.keptForUnknown,
    platforms: { facebook: platform('facebook'), x: platform('x') },
  };
}

/** The plan of a delivery as stored, or a new one when its state began after the stored one. */
export function planOf(
  delivery: Pick<Delivery, 'id' | 'channelId' | 'state' | 'stateSince'>,
  stored: ReadBackPlan | undefined,
  rules: ReadBackRules,
): ReadBackPlan {
  const begunAt = delivery.stateSince;
  if (stored?.begunAt.getTime() === begunAt.getTime()) return stored;
  const [firstAge] = agesOf(delivery, rules);
  return {
    deliveryId: delivery.id,
    channelId: delivery.channelId,
    begunAt,
    looks: 0,
    failures: 0,
    nextAt: firstAge === undefined ? null : new Date(begunAt.getTime() + firstAge),
  };
}

/** The plan after a look that read the platform: ages that have passed meanwhile are not made up. */
export function planAfterLook(
  delivery: Pick<Delivery, 'state'>,
  plan: ReadBackPlan,
  rules: ReadBackRules,
  now: Date,
): ReadBackPlan {
  const age = agesOf(delivery, rules).find((each) => plan.begunAt.getTime() + each > now.getTime());
  return {
    ...plan,
    looks: plan.looks + 1,
    failures: 0,
    nextAt: age === undefined ? null : new Date(plan.begunAt.getTime() + age),
  };
}

/** The plan after a platform that could not be read: tried again, for a day, at growing pauses. */
export function planAfterFailure(
  plan: ReadBackPlan,
  rules: ReadBackRules,
  now: Date,
): ReadBackPlan {
  const pauses = rules.failurePausesMs;
  const pause = pauses[Math.min(plan.failures, pauses.length - 1)] ?? rules.giveUpMs;
  const gaveUp = now.getTime() - plan.begunAt.getTime() >= rules.giveUpMs;
  return {
    ...plan,
    failures: plan.failures + 1,
    nextAt: gaveUp ? null : new Date(now.getTime() + pause),
  };
}

/** The plan when a day's reading is used up: the platform is looked at when the next day begins. */
export function planForNextDay(plan: ReadBackPlan, now: Date): ReadBackPlan {
  const midnight = new Date(now);
  midnight.setUTCHours(24, 0, 0, 0);
  return { ...plan, nextAt: midnight };
}

/** Decides whether a channel may be read once more today; a part is kept for unknown deliveries. */
export function mayRead(
  spent: { looks: number; posts: number },
  rules: ReadBackRules,
  platform: PlatformId,
  forUnknown: boolean,
): boolean {
  const { looksPerDay, postsPerDay } = rules.platforms[platform];
  const part = forUnknown ? 1 : 1 - rules.keptForUnknown;
  return (
    (looksPerDay === null || spent.looks < looksPerDay * part) &&
    (postsPerDay === null || spent.posts < postsPerDay * part)
  );
}

/**
 * When a delivery's post can have been made: from its unclear attempts, with room for two clocks. Of
 * a thread only those of the part that is looked for count.
 */
export function windowOf(
  delivery: Pick<Delivery, 'dueAt' | 'platform' | 'thread'>,
  attempts: readonly Pick<Attempt, 'startedAt' | 'endedAt' | 'outcome' | 'part'>[],
  rules: ReadBackRules,
  now: Date,
): SeenWindow {
  const next = (delivery.thread?.parts.length ?? 0) + 1;
  const unclear = attempts.filter((one) => isUnclear(one) && (one.part ?? next) === next);
  const starts = unclear.map((attempt) => attempt.startedAt.getTime());
  const ends = unclear.map((attempt) => (attempt.endedAt ?? now).getTime());
  const { marginMs, platforms } = rules;
  const { visibilityDelayMs } = platforms[delivery.platform];
  const start = starts.length === 0 ? delivery.dueAt.getTime() : Math.min(...starts);
  const end = ends.length === 0 ? now.getTime() : Math.max(...ends);
  return { from: new Date(start - marginMs), to: new Date(end + marginMs + visibilityDelayMs) };
}

/** Whether nobody can say of an attempt that the platform did not take it. */
export function isUnclear(attempt: Pick<Attempt, 'outcome'>): boolean {
  return attempt.outcome === null || attempt.outcome.kind === 'unknown';
}

function agesOf({ state }: Pick<Delivery, 'state'>, rules: ReadBackRules): readonly number[] {
  return state === 'unknown' ? rules.unknownAgesMs : rules.sentAgesMs;
}
