import { sleep } from '../../src/lib/clock.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line, LineProcess } from '../support/worker-process.ts';
import { createActs } from './acts.ts';
import { judge } from './judge.ts';
import type { Figures } from './judge.ts';
import type { OwnDatabase } from './own-database.ts';
import { makePlan } from './plan.ts';
import type { Act, Plan } from './plan.ts';
import type { Register } from './register.ts';
import { watchWire } from './wire.ts';

const MINUTE_MS = 60_000;
/** Longer than the last look of read-back and the last retry. */
const LAST_WALK_MS = 80 * MINUTE_MS;
const SETTLES_WITHIN_MS = 90_000;
const SLOW_ACT_MS = 5_000;
/** How often a person asks again for what failed because the database was away. */
const TRIES = 3;
const TRY_AGAIN_AFTER_MS = 1_000;

export type RunResult = {
  seed: number;
  passed: boolean;
  violations: string[];
  seconds: number;
  workers: number;
  acts: Record<string, number>;
  figures: Figures | null;
};

/** Plays one seed on a desk of its own: real workers, real database, practice platforms. */
export async function runSeed(
  seed: number,
  options: { database: OwnDatabase; restartsDatabase: boolean; say?: (text: string) => void },
): Promise<RunResult> {
  const started = performance.now();
  const plan = makePlan(seed, options);
  const acts: Record<string, number> = {};
  for (const { kind } of plan.acts) acts[kind] = (acts[kind] ?? 0) + 1;
  const result = { seed, workers: plan.workers, acts };
  const line = await openLine();
  const wire = watchWire();
  const register: Register = { wordings: [], holds: [] };
  const workers: LineProcess[] = [];
  try {
    options.say?.(`opened after ${secondsSince(started)} s`);
    await play(line, plan, register, workers, options);
    options.say?.(`played after ${secondsSince(started)} s`);
    await settle(line, workers, (text) =>
      options.say?.(`${text} after ${secondsSince(started)} s`),
    );
    const { violations, figures } = await judge(line, register, wire);
    if (violations.length > 0 && options.say !== undefined) {
      options.say(workers.map((worker) => worker.output()).join('\n'));
    }
    return {
      ...result,
      passed: violations.length === 0,
      violations,
      seconds: secondsSince(started),
      figures,
    };
  } catch (error) {
    if (options.say !== undefined) {
      options.say(workers.map((worker) => worker.output()).join('\n'));
    }
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      ...result,
      passed: false,
      violations: [`the run broke: ${said}`],
      seconds: secondsSince(started),
      figures: null,
    };
  } finally {
    wire.stop();
    await line.close();
  }
}

/** Everything the plan holds, each at its instant. */
async function play(
  line: Line,
  plan: Plan,
  register: Register,
  workers: LineProcess[],
  options: { database: OwnDatabase; say?: (text: string) => void },
): Promise<void> {
  const acts = createActs(line, register, plan.seed);
  const running = await Promise.all(
    Array.from({ length: plan.workers }, () => startWorker(line, workers)),
  );
  for (const { n, way, timing } of plan.posts) await acts.write(n, way, timing);
  const newest = (n: number) => {
    const first = register.wordings[n];
    return register.wordings.findLast((one) => one.postId === first?.postId);
  };
  const perform = async (act: Act): Promise<void> => {
    switch (act.kind) {
      case 'fault':
        await line.control('POST', '/practice/faults', act.fault);
        return;
      case 'kill-worker': {
        const victim = running[act.worker];
        if (victim === undefined) return;
        victim.child.kill('SIGKILL');
        await victim.ended;
        await sleep(act.restartAfterMs);
        running[act.worker] = await startWorker(line, workers);
        return;
      }
      case 'hold':
        await acts.hold(act.lastsMs);
        return;
      case 'withdraw': {
        const wording = newest(act.post);
        if (wording !== undefined) await acts.withdraw(wording);
        return;
      }
      case 'edit': {
        const wording = newest(act.post);
        if (wording !== undefined) await acts.edit(wording, act.post, act.timing);
        return;
      }
      case 'alter': {
        const wording = newest(act.post);
        if (wording !== undefined) await acts.alter(wording);
        return;
      }
      case 'release':
        await acts.release();
        return;
      case 'alarms':
        await acts.strayAlarms(act.doubled, act.stale);
        return;
      case 'walk': {
        const to = new Date(line.ctx.clock.now().getTime() + act.minutes * MINUTE_MS);
        await line.ctx.stores.desk.savePracticeWalk(to);
        return;
      }
      case 'step-down':
        await options.database.stepDown();
        return;
      case 'restart-database':
        await options.database.restart();
    }
  };
  const from = Date.now();
  const at = async (atMs: number, what: string, act: () => Promise<void>): Promise<void> => {
    await sleep(Math.max(0, from + atMs - Date.now()));
    options.say?.(`${String(Date.now() - from).padStart(6)} ms  ${what}`);
    for (let tries = 1; tries <= TRIES; tries += 1) {
      try {
        await act();
        const took = Date.now() - from - atMs;
        if (took > SLOW_ACT_MS)
          options.say?.(`          ${what} was over ${took} ms after its time`);
        return;
      } catch (error) {
        // The database was away: the person sees a fault page, knows nothing, and tries again.
        options.say?.(`          ${what} failed: ${String(error)}`);
        await sleep(TRY_AGAIN_AFTER_MS);
      }
    }
  };
  await Promise.all([
    ...plan.posts.map(({ n, approveAtMs }) =>
      at(approveAtMs, `approve ${n}`, async () => {
        const wording = register.wordings[n];
        if (wording !== undefined) await acts.approve(wording);
      }),
    ),
    ...plan.acts.map((act) => at(act.atMs, JSON.stringify(act), () => perform(act))),
  ]);
}

async function startWorker(line: Line, workers: LineProcess[]): Promise<LineProcess> {
  const worker = await line.start('worker');
  workers.push(worker);
  return worker;
}

/**
 * The faults end. Every worker is killed, and since no process of theirs is left their leases are
 * set to have run out instead of being waited for; one new worker then settles what can be settled.
 */
async function settle(
  line: Line,
  workers: LineProcess[],
  tell: (text: string) => void,
): Promise<void> {
  const { connection } = line.ctx;
  await sleep(400);
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  await line.control('DELETE', '/practice/faults');
  const past = new Date(Date.now() - 1);
  const deliveries = connection.collection('deliveries');
  await retried(() =>
    deliveries.updateMany({ lease: { $ne: null } }, { $set: { 'lease.expiresAt': past } }),
  );
  await retried(() =>
    connection
      .collection('channelTurns')
      .updateMany({ expiresAt: { $ne: null } }, { $set: { expiresAt: past } }),
  );
  await retried(() => connection.collection('leases').deleteMany({}));
  await startWorker(line, workers);
  tell('a new worker runs');
  const underWay = { state: { $in: ['claimed', 'sending'] } };
  await until(
    'the sweep finds every lost call',
    async () => (await deliveries.countDocuments(underWay)) === 0,
    SETTLES_WITHIN_MS,
  );
  tell('lost calls are found');
  const { desk } = line.ctx.stores;
  const walked = async () => (await desk.readPracticeTime()).walkingTo === null;
  await until('a walk that was cut short is over', walked, SETTLES_WITHIN_MS);
  const to = new Date(line.ctx.clock.now().getTime() + LAST_WALK_MS);
  await retried(() => desk.savePracticeWalk(to));
  await until('practice time comes to its end', walked, SETTLES_WITHIN_MS);
  tell('practice time is walked');
  await until(
    'nothing is due or under way',
    async () => (await line.ctx.stores.deliveries.countBusy(line.ctx.clock.now())) === 0,
    SETTLES_WITHIN_MS,
  );
}

async function retried(act: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(250);
    }
  }
}

function secondsSince(from: number): number {
  return Math.round((performance.now() - from) / 10) / 100;
}
