import type { Plan } from './plan.ts';
import { runWorld } from './run-world.ts';
import type { WorldResult } from './run-world.ts';
import type { WorldOptions } from './world.ts';

/** Smaller worlds fall out otherwise with one and the same seed, so a few seeds are tried for each. */
const SEEDS_A_TRY = 12;

/**
 * Looks for the smallest plan that breaks the same rule: fewer posts, fewer mishaps, fewer workers,
 * fewer faults. What it returns breaks the rule each time it is played.
 */
export async function shrink(
  failed: WorldResult,
  options: WorldOptions = {},
): Promise<WorldResult> {
  let best = failed;
  for (let smaller = true; smaller;) {
    smaller = false;
    for (const plan of smallerPlans(best.plan)) {
      const found = await breaksToo(plan, best, options);
      if (found === null) continue;
      best = found;
      smaller = true;
      break;
    }
  }
  return best;
}

async function breaksToo(
  plan: Plan,
  than: WorldResult,
  options: WorldOptions,
): Promise<WorldResult | null> {
  for (let n = 0; n < SEEDS_A_TRY; n += 1) {
    const result = await runWorld({ ...plan, seed: than.plan.seed + n * 7919 }, options);
    if (result.violation?.rule === than.violation?.rule) return result;
  }
  return null;
}

function* smallerPlans(plan: Plan): Generator<Plan> {
  const { posts, mishaps, workers } = plan;
  const half = Math.ceil(mishaps.length / 2);
  if (posts > 1) yield { ...plan, posts: Math.ceil(posts / 2) };
  if (mishaps.length > 1) {
    yield { ...plan, mishaps: mishaps.slice(0, half) };
    yield { ...plan, mishaps: mishaps.slice(half) };
  }
  if (workers > 1) yield { ...plan, workers: workers - 1 };
  if (plan.databaseFaults > 0) yield { ...plan, databaseFaults: 0 };
  if (plan.databaseStalls > 0) yield { ...plan, databaseStalls: 0 };
  if (plan.platformFaults > 0) yield { ...plan, platformFaults: 0 };
  if (plan.yields) yield { ...plan, yields: false };
  if (plan.twins) yield { ...plan, twins: false };
  if (posts > 1) yield { ...plan, posts: posts - 1 };
  for (let n = 0; n < mishaps.length; n += 1) {
    yield { ...plan, mishaps: mishaps.filter((_, index) => index !== n) };
  }
}
