/**
 * Deterministic simulation: `npm run simulate -- [--lives 100000] [--seed 1] [--json]`. Worlds are
 * played, `--seed` the first, until so many deliveries have lived; the first failing one is shrunk,
 * and `--replay PLAN` plays the plan that it prints once more, every step in words.
 */
import { parseArgs } from 'node:util';
import { makePlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { runWorld } from './run-world.ts';
import type { WorldResult } from './run-world.ts';
import { shrink } from './shrink.ts';

const { values: options } = parseArgs({
  options: {
    lives: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
});

const MOST_FAILURES = 5;

if (options.replay === undefined) await simulate(Number(options.lives), Number(options.seed));
else await replay(planIn(options.replay));

async function simulate(lives: number, firstSeed: number): Promise<void> {
  const started = performance.now();
  const sum = { worlds: 0, lives: 0, steps: 0, posts: 0, states: {} as Record<string, number> };
  const failed: { seed: number; rule: string; what: string; shrunk: Plan }[] = [];
  for (let seed = firstSeed; sum.lives < lives && failed.length < MOST_FAILURES; seed += 1) {
    const result = await runWorld(makePlan(seed));
    sum.worlds += 1;
    sum.lives += result.lives;
    sum.steps += result.steps;
    sum.posts += result.posts;
    for (const [state, count] of Object.entries(result.states)) {
      sum.states[state] = (sum.states[state] ?? 0) + count;
    }
    if (result.violation !== null) {
      const { violation, plan } = await shrink(result);
      const { rule, what } = violation ?? result.violation;
      failed.push({ seed, rule, what, shrunk: plan });
    }
    // A signal to stop is heard here.
    if (sum.worlds % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - started) / 1000;
  const livesAMinute = Math.round((sum.lives / seconds) * 60);
  const summary = { ...sum, seconds: Math.round(seconds * 10) / 10, livesAMinute, failed };
  if (options.json) console.log(JSON.stringify(summary));
  else {
    console.log(`${sum.lives} lives in ${sum.worlds} worlds, ${failed.length} broke a rule`, sum);
    for (const { seed, rule, what, shrunk } of failed) {
      console.log(`seed ${seed} broke "${rule}": ${what}`);
      console.log(`  npm run simulate -- --replay '${JSON.stringify(shrunk)}'`);
    }
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** A plan as it was printed, or the seed of one. */
function planIn(text: string): Plan {
  return /^\d+$/.test(text) ? makePlan(Number(text)) : (JSON.parse(text) as Plan);
}

async function replay(plan: Plan): Promise<void> {
  const result: WorldResult = await runWorld(plan, { trace: (line) => console.log(line) });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.violation === null ? 0 : 1;
}
