import { loadConfig } from '../config/config.ts';
import { createDrain } from '../src/actions/deliveries/drain-deliveries.ts';
import { guardRestoredDesk } from '../src/actions/deliveries/restored-desk.ts';
import { createWorkerClock } from '../src/actions/deliveries/worker-clock.ts';
import { openContext } from '../src/context.ts';
import type { Context } from '../src/context.ts';
import { sleep } from '../src/lib/clock.ts';
import { schedule } from './schedule.ts';
import type { Tick } from './schedule.ts';

const SHUTDOWN_MS = 20_000;
/** For the last words to a database that may be away. */
const FAREWELL_MS = 3_000;

/**
 * Runs a worker until it is told to stop: alarms and ticks wake the drain, the rest comes round.
 * On SIGTERM it claims nothing more, lets the calls under way end, and leaves.
 */
export async function runWorker(env: NodeJS.ProcessEnv): Promise<void> {
  const ctx = await openContext(loadConfig(env), 'worker');
  try {
    await ctx.requireReady();
    await guardRestoredDesk(ctx);
  } catch (error) {
    await ctx.close();
    throw error;
  }
  const workerClock = createWorkerClock(ctx);
  const drain = createDrain(ctx, workerClock);
  const { recurring, ticks } = schedule(ctx, drain, workerClock);
  const stopping = new AbortController();
  await ctx.alarmClock.start({
    onAlarm: { 'deliveries-due': () => drain.wake() },
    recurring,
  });
  const loops = ticks.map((tick) => runTick(ctx, tick, stopping.signal));
  ctx.log.info({ worker: ctx.processName }, 'the worker runs');
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    // Alarms ring on until the end; they claim nothing any more.
    drain.close();
    void leave(ctx, drain.settled, loops);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function runTick(ctx: Context, tick: Tick, signal: AbortSignal): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    try {
      await tick.run();
      if (failing) ctx.log.info({ tick: tick.name }, 'works again');
      failing = false;
    } catch (error) {
      if (!failing) ctx.log.warn({ err: error, tick: tick.name }, 'failed and is tried again');
      failing = true;
    }
    await sleep(tick.everyMs, signal);
  }
}

async function leave(
  ctx: Context,
  settled: () => Promise<void>,
  loops: readonly Promise<void>[],
): Promise<void> {
  await Promise.race([Promise.all([...loops, settled()]), sleep(SHUTDOWN_MS)]);
  const farewell = async (): Promise<void> => {
    await ctx.stores.desk.removeWorker(ctx.processName).catch(() => undefined);
    await ctx.close().catch(() => undefined);
  };
  await Promise.race([farewell(), sleep(FAREWELL_MS)]);
  process.exit(0);
}
