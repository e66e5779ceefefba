import { planOf } from '../../src/domain/deliveries/read-back-plan.ts';
import { createActs } from './acts.ts';
import type { Violation } from './judge.ts';
import type { Plan } from './plan.ts';
import { clockOf, quiet } from './scheduler.ts';
import { createWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export type WorldResult = {
  plan: Plan;
  lives: number;
  steps: number;
  posts: number;
  states: Record<string, number>;
  violation: Violation | null;
};

const MOST_STEPS = 60_000;
/** How often something befalls the desk while work is under way. */
const MISHAP_CHANCE = 0.02;

/** Lets one world live from its first post until everything has come to rest. */
export async function runWorld(plan: Plan, options: WorldOptions = {}): Promise<WorldResult> {
  const world = createWorld(plan, options);
  const { random, scheduler, judge, tables } = world;
  const acts = createActs(world);
  const posts: string[] = [];
  for (let n = 0; n < plan.posts; n += 1) posts.push(await acts.write(world.atOnce));
  const toCome = [
    ...posts.map((id) => () => acts.approve(id)),
    ...plan.mishaps.map((mishap) => () => {
      world.trace?.(`${clockOf(scheduler.nowMs())} it happens: ${mishap}`);
      acts.befall(mishap);
    }),
  ];
  // Most approvals come early: without them nothing else means anything.
  const next = (): void => {
    const early = random.chance(0.6) ? random.int(0, Math.min(2, toCome.length - 1)) : null;
    const index = early ?? random.int(0, toCome.length - 1);
    const [act] = toCome.splice(index, 1);
    act?.();
  };
  while (judge.found() === null) {
    if (scheduler.steps() > MOST_STEPS) {
      judge.fail('never-ends', `after ${MOST_STEPS} round trips`);
      break;
    }
    if (toCome.length === 0 && !world.state.calm && random.chance(0.05)) {
      world.state.calm = true;
      world.trace?.(`${clockOf(scheduler.nowMs())} nothing more goes wrong`);
    }
    if (scheduler.ready() > 0) {
      if (toCome.length > 0 && random.chance(MISHAP_CHANCE)) next();
      else if (random.chance(0.01)) startSomething(world);
      else await scheduler.step(latencyMs(world));
    } else {
      await quiet();
      if (scheduler.ready() > 0) continue;
      if (toCome.length > 0 && random.chance(0.3)) {
        next();
        continue;
      }
      if (!goOn(world)) {
        if (toCome.length > 0) next();
        else if (!world.state.calm) world.state.calm = true;
        else break;
      }
    }
  }
  if (judge.found() === null) judge.atTheEnd();
  const states: Record<string, number> = {};
  for (const { state } of tables.deliveries.all()) states[state] = (states[state] ?? 0) + 1;
  return {
    plan,
    lives: judge.lives(),
    steps: scheduler.steps(),
    posts: world.platforms.posts.length,
    states,
    violation: judge.found(),
  };
}

function latencyMs({ random }: World): number {
  return random.chance(0.5) ? 0 : random.int(0, 10);
}

/** Some loop of some worker comes round, whether it has anything to do or not. */
function startSomething(world: World): void {
  const { random } = world;
  const worker = random.pick(world.workers);
  const what = random.int(1, 4);
  if (what === 1) world.sweep(worker);
  else if (what === 2) world.readBack(worker);
  else if (worker.running.drains < 2) world.wake(worker, what === 3);
}

/**
 * Nothing can go on by itself: loops come round where there is work, and otherwise time passes up
 * to the next thing that is due. False when nothing will ever be due.
 */
function goOn(world: World): boolean {
  const { random, scheduler } = world;
  const work = workAt(world);
  if (begin(world, work)) {
    scheduler.advanceTo(scheduler.nowMs() + random.int(0, 300));
    return true;
  }
  const frozen = world.workers
    .map((one) => one.owner.frozenUntilMs)
    .filter((ms) => ms > scheduler.nowMs());
  const times = [scheduler.nextAtMs(), work.nextAtMs, ...frozen].filter((one) => one !== null);
  if (times.length === 0) return false;
  // Loops come round once a second, so nothing is found at its very instant.
  scheduler.advanceTo(Math.max(Math.min(...times), scheduler.nowMs() + 1) + random.int(0, 400));
  if (random.chance(0.02)) world.sweep(random.pick(world.workers));
  return true;
}

function begin(world: World, work: Work): boolean {
  const { random } = world;
  const worker = random.pick(world.workers);
  if (worker.owner.frozenUntilMs > world.scheduler.nowMs()) return false;
  const rings = takeAlarm(world);
  if ((work.toSend || rings) && worker.running.drains < (rings ? 2 : 1)) {
    world.wake(worker, !rings && (work.isOld || random.chance(0.3)));
    if (rings && random.chance(0.3)) world.wake(random.pick(world.workers), false);
    return true;
  }
  if (work.toSweep && !worker.running.sweep) {
    world.sweep(worker);
    return true;
  }
  if (work.toLookFor && !worker.running.readBack) {
    world.readBack(worker);
    return true;
  }
  return false;
}

function takeAlarm({ alarms, scheduler }: World): boolean {
  const index = alarms.findIndex((at) => at <= scheduler.nowMs());
  if (index === -1) return false;
  alarms.splice(index, 1);
  return true;
}

type Work = {
  toSend: boolean;
  isOld: boolean;
  toSweep: boolean;
  toLookFor: boolean;
  nextAtMs: number | null;
};

/** What the loops of a worker would find now, and when they would find something next. */
function workAt({ tables, scheduler, state, workers }: World): Work {
  const nowMs = scheduler.nowMs();
  const deskMs = nowMs + state.deskAheadMs;
  const work: Work = {
    toSend: false,
    isOld: false,
    toSweep: false,
    toLookFor: false,
    nextAtMs: null,
  };
  const at = (ms: number): void => {
    if (ms > nowMs && (work.nextAtMs === null || ms < work.nextAtMs)) work.nextAtMs = ms;
  };
  const [first] = workers;
  const rules = first?.ctx.readBackRules;
  for (const row of tables.deliveries.all()) {
    switch (row.state) {
      case 'planned': {
        const dueMs = row.dueAt.getTime() - state.deskAheadMs;
        const overMs = row.until.getTime() - state.deskAheadMs;
        at(dueMs);
        at(overMs + 1);
        if (dueMs > nowMs) break;
        if (row.heldBy !== null || overMs < nowMs) {
          work.toSweep = true;
          break;
        }
        const turn = tables.turns.find(row.channelId, null);
        const freeMs = Math.max(
          (turn?.freeAt.getTime() ?? 0) - state.deskAheadMs,
          turn?.expiresAt?.getTime() ?? 0,
        );
        at(freeMs);
        if (freeMs > nowMs) break;
        work.toSend = true;
        work.isOld ||= deskMs - row.dueAt.getTime() > 500_000;
        break;
      }
      case 'claimed':
      case 'sending': {
        const endsMs = (row.lease?.expiresAt.getTime() ?? 0) + 3_000;
        if (endsMs < nowMs) work.toSweep = true;
        at(endsMs + 1);
        break;
      }
      case 'unknown':
      case 'sent': {
        if (row.seenAt !== null || rules === undefined) break;
        const stored = tables.plans.find(row.id, null);
        const begunAt = stored?.begunAt ?? null;
        const plan = planOf(
          row,
          stored === null || begunAt === null ? undefined : { ...stored, begunAt },
          rules,
        );
        if (plan.nextAt === null) break;
        const lookMs = plan.nextAt.getTime() - state.deskAheadMs;
        if (lookMs <= nowMs) work.toLookFor = true;
        at(lookMs);
        break;
      }
      case 'refused':
      case 'waiting':
      case 'cancelled':
    }
  }
  return work;
}
