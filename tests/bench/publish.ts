/**
 * How quickly and how cheaply the desk publishes: `npm run bench:publish -- [--json]
 * [--parts a,b,c,d] [--channels 500] [--rounds 3] [--steady-seconds 10] [--burst 1000]
 * [--seconds 5] [--deliveries 10000] [--profile DIR]`. Needs a built tree.
 *
 * - a: 500 channels due in the same second over platforms that take 200 ms, with one worker and
 *   with two: from the due time to the first byte of each call; and 20 a second, steadily.
 * - b: platforms that answer at once: posts per second of the whole path, from due to written
 *   outcome, against a loop over the bare client library and the same server.
 * - c: database operations per delivery.
 * - d: memory of a worker before and after many deliveries, after a forced collection.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Channel, PlatformId } from '../../src/domain/channels/channel.ts';
import { sleep } from '../../src/lib/clock.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startOwnDatabase } from '../faults/own-database.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line, LineProcess } from '../support/worker-process.ts';
import { addChannels, insertApproved } from './support/approved-rows.ts';
import type { Due, Planned } from './support/approved-rows.ts';
import { bareLoop } from './support/bare-loop.ts';
import { startQuickPlatforms } from './support/quick-platforms.ts';
import type { QuickPlatforms } from './support/quick-platforms.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    parts: { type: 'string', default: 'a,b,c,d' },
    channels: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    'steady-seconds': { type: 'string', default: '10' },
    burst: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    deliveries: { type: 'string', default: '10000' },
    /** A folder for the CPU profiles of the workers. */
    profile: { type: 'string' },
    /** Set for the process that runs the bare loop. */
    bare: { type: 'string' },
  },
});

const AIMS = {
  burstMs: 1_000,
  steadyP99Ms: 250,
  partOfBare: { x: 0.25, facebook: 0.5 },
  grownMb: 20,
};
const LATENCY_MS = 200;
const CONCURRENCY = 50;
const STEADY_PER_SECOND = 20;
/** Rows are written before they are due; this long is left between the two. */
const LEAD_MS = 5_000;
const DONE_WITHIN_MS = 180_000;
const IDLE_MS = 5_000;
const QUIET_MS = 2_000;

if (options.bare !== undefined) {
  const { platform, url } = JSON.parse(options.bare) as { platform: PlatformId; url: string };
  const rate = await bareLoop({
    platform,
    url,
    seconds: Number(options.seconds),
    concurrency: CONCURRENCY,
  });
  process.send?.(rate);
  process.disconnect();
} else {
  const database = await startOwnDatabase();
  process.env['SUGIA_TEST_MONGODB_URI'] = database.uri;
  try {
    const result = await measure();
    if (options.json) console.log(JSON.stringify(result));
    else console.dir(result, { depth: null });
  } finally {
    await database.stop();
  }
}

type Bench = { line: Line; platforms: QuickPlatforms };

async function measure(): Promise<Record<string, unknown>> {
  const parts = options.parts.split(',');
  const result: Record<string, unknown> = { bench: 'publish', aims: AIMS };
  const part = async (name: string, run: (bench: Bench) => Promise<unknown>): Promise<void> => {
    if (!parts.includes(name)) return;
    const line = await openLine();
    const platforms = await startQuickPlatforms();
    try {
      result[name] = await run({ line, platforms });
    } finally {
      await line.close();
      await platforms.close();
    }
  };
  await part('a', lateness);
  await part('b', throughput);
  await part('c', operations);
  await part('d', memory);
  return result;
}

function startWorker({ line, platforms }: Bench, more = {}): Promise<LineProcess> {
  return line.start('worker', {
    FACEBOOK_GRAPH_URL: `${platforms.url}/graph`,
    X_API_URL: platforms.url,
    LOG_LEVEL: 'warn',
    ...(options.profile === undefined
      ? {}
      : { NODE_OPTIONS: preload('profile-cpu.mjs'), PROFILE_DIR: options.profile }),
    ...more,
  });
}

function preload(file: string): string {
  const hook = pathToFileURL(join(projectRoot, 'tests', 'bench', 'support', file));
  return `--import ${hook.href}`;
}

async function stop(workers: readonly LineProcess[]): Promise<void> {
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
}

/** A worker counts followers when it starts, which a desk that has run for a while does not. */
async function quiet({ platforms }: Bench): Promise<void> {
  await sleep(2 * QUIET_MS);
  await until(
    'the platforms are left alone',
    () => platforms.quietForMs() > QUIET_MS,
    DONE_WITHIN_MS,
  );
}

/** Half of the channels on each platform. */
async function bothPlatforms({ line }: Bench, count: number): Promise<Channel[]> {
  const half = Math.ceil(count / 2);
  const [x, facebook] = [
    await addChannels(line.ctx, 'x', half),
    await addChannels(line.ctx, 'facebook', half),
  ];
  return [...x, ...facebook];
}

/** One post on each channel, all due at one instant in a while. */
function dueTogether(channels: readonly Channel[], leadMs: number): Due[] {
  const at = new Date(Date.now() + leadMs);
  return channels.map((channel) => ({ channel, at }));
}

/** Reading back what was sent before would run into what is measured; part c counts what it costs. */
async function takeAsSeen({ line }: Bench): Promise<void> {
  const deliveries = line.ctx.connection.collection('deliveries');
  await deliveries.updateMany({ state: 'sent', seenAt: null }, { $set: { seenAt: new Date() } });
}

/** Inserts, waits until everything is sent, and says how late each call was and when all was done. */
async function publish(bench: Bench, plan: () => readonly Due[]) {
  const { line, platforms } = bench;
  const deliveries = line.ctx.connection.collection('deliveries');
  await takeAsSeen(bench);
  platforms.takeArrivals();
  const before = await deliveries.countDocuments({ state: 'sent' });
  const planned = await insertApproved(line.ctx, plan());
  const lastDue = Math.max(...planned.map((one) => one.at));
  if (Date.now() > Math.min(...planned.map((one) => one.at))) {
    throw new Error('writing the rows took longer than they had until they were due');
  }
  await sleep(Math.max(0, lastDue - Date.now()));
  await until('every call arrives', () => platforms.arrived() >= planned.length, DONE_WITHIN_MS);
  await until(
    'every outcome is written',
    async () => (await deliveries.countDocuments({ state: 'sent' })) >= before + planned.length,
    DONE_WITHIN_MS,
  );
  const doneAt = Date.now();
  const late = latenessOf(planned, platforms);
  return { late, perSecond: (planned.length * 1_000) / (doneAt - lastDue) };
}

function latenessOf(planned: readonly Planned[], platforms: QuickPlatforms): number[] {
  const dueAt = new Map(planned.map((one) => [one.mark, one.at]));
  return platforms
    .takeArrivals()
    .map(({ mark, at }) => at - (dueAt.get(mark) ?? at))
    .sort((a, b) => a - b);
}

async function lateness(bench: Bench): Promise<unknown> {
  bench.platforms.setLatency(LATENCY_MS);
  const channels = await bothPlatforms(bench, Number(options.channels));
  // The rows must be there before they are due, on a slow machine too.
  const leadMs = LEAD_MS + channels.length * 8;
  const together: Record<string, unknown> = {};
  const workers: LineProcess[] = [];
  let steady: unknown = null;
  for (const count of [1, 2]) {
    workers.push(await startWorker(bench));
    await quiet(bench);
    // The first posts of a process load the libraries.
    await publish(bench, () => dueTogether(channels.slice(0, 20), LEAD_MS));
    const rounds = [];
    for (let round = 0; round < Number(options.rounds); round += 1) {
      rounds.push(percentiles((await publish(bench, () => dueTogether(channels, leadMs))).late));
    }
    together[`workers${count}`] = { median: medians(rounds), rounds };
    if (count === 1) steady = await steadily(bench, channels);
  }
  await stop(workers);
  return { latencyMs: LATENCY_MS, channels: channels.length, together, steady };
}

async function steadily(bench: Bench, channels: readonly Channel[]): Promise<unknown> {
  const count = Number(options['steady-seconds']) * STEADY_PER_SECOND;
  const gapMs = 1_000 / STEADY_PER_SECOND;
  const dues = (): Due[] => {
    const from = Date.now() + LEAD_MS + count * 15;
    return Array.from({ length: count }, (_, n) => ({
      channel: channels[n % channels.length]!,
      at: new Date(from + n * gapMs),
    }));
  };
  return { perSecond: STEADY_PER_SECOND, ...percentiles((await publish(bench, dues)).late) };
}

async function throughput(bench: Bench): Promise<unknown> {
  const result: Record<string, unknown> = {};
  for (const platform of ['x', 'facebook'] as const) {
    const channels = await addChannels(bench.line.ctx, platform, Number(options.burst));
    const worker = await startWorker(bench);
    await quiet(bench);
    await publish(bench, () => dueTogether(channels, LEAD_MS + channels.length * 8));
    if (options.profile !== undefined) worker.child.kill('SIGUSR2');
    const rounds: { bare: number; desk: number }[] = [];
    for (let round = 0; round < Number(options.rounds); round += 1) {
      const bare = await bareInOwnProcess(platform, bench.platforms.url);
      const { perSecond } = await publish(bench, () =>
        dueTogether(channels, LEAD_MS + channels.length * 8),
      );
      rounds.push({ bare: Math.round(bare), desk: Math.round(perSecond) });
    }
    await stop([worker]);
    const parts = rounds.map(({ bare, desk }) => Math.round((desk / bare) * 1_000) / 1_000);
    result[platform] = { partOfBare: median(parts), parts, rounds };
  }
  return { concurrency: CONCURRENCY, burst: Number(options.burst), ...result };
}

async function bareInOwnProcess(platform: PlatformId, url: string): Promise<number> {
  const child = fork(process.argv[1]!, [
    '--bare',
    JSON.stringify({ platform, url }),
    '--seconds',
    options.seconds,
  ]);
  const [rate] = (await once(child, 'message')) as [number];
  if (child.exitCode === null) await once(child, 'exit');
  return rate;
}

async function operations(bench: Bench): Promise<unknown> {
  const { ctx } = bench.line;
  const channels = await bothPlatforms(bench, Number(options.channels));
  const worker = await startWorker(bench);
  await quiet(bench);
  // A channel's first post adds rows that are there for ever after.
  await publish(bench, () => dueTogether(channels, LEAD_MS + channels.length * 8));
  await takeAsSeen(bench);
  bench.platforms.takeArrivals();
  const attempts = ctx.connection.collection('attempts');
  const callsBefore = await attempts.countDocuments();
  const counters = async (): Promise<Record<string, number>> => {
    const status = await ctx.connection.db?.admin().command({ serverStatus: 1 });
    const { insert, query, update, delete: removed, getmore, command } = status?.['opcounters'];
    return { insert, query, update, delete: removed, getmore, command };
  };
  const spent = async (work: () => Promise<unknown>) => {
    const [from, before] = [Date.now(), await counters()];
    await work();
    const after = await counters();
    const ms = Date.now() - from;
    const used = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]),
    );
    return { ms, used };
  };
  const idle = await spent(() => sleep(IDLE_MS));
  const dues = dueTogether(channels, LEAD_MS + channels.length * 8);
  const planned = await insertApproved(ctx, dues);
  const deliveries = ctx.connection.collection('deliveries');
  const before = await deliveries.countDocuments({ state: 'sent' });
  await sleep(Math.max(0, (planned[0]?.at ?? 0) - Date.now() - 200));
  const busy = await spent(async () => {
    await until('every call arrives', () => bench.platforms.arrived() >= planned.length);
    await until(
      'every outcome is written',
      async () => (await deliveries.countDocuments({ state: 'sent' })) >= before + planned.length,
      DONE_WITHIN_MS,
    );
  });
  const begun = (await attempts.countDocuments()) - callsBefore;
  const unseen = { state: 'sent', seenAt: null };
  const readBack = await spent(() =>
    until(
      'what was sent is read back',
      async () => (await deliveries.countDocuments(unseen)) === 0,
      DONE_WITHIN_MS,
    ),
  );
  await stop([worker]);
  const each = (part: { ms: number; used: Record<string, number> }): Record<string, number> =>
    Object.fromEntries(
      Object.entries(part.used).map(([name, count]) => {
        const net = count - ((idle.used[name] ?? 0) * part.ms) / idle.ms;
        return [name, Math.round((net / planned.length) * 100) / 100];
      }),
    );
  const sum = (counts: Record<string, number>): number =>
    Math.round(Object.values(counts).reduce((all, one) => all + one, 0) * 100) / 100;
  const [perDelivery, perReadBack] = [each(busy), each(readBack)];
  return {
    deliveries: planned.length,
    attemptsPerDelivery: Math.round((begun / planned.length) * 100) / 100,
    perDelivery,
    all: sum(perDelivery),
    perReadBack,
    allOfReadBack: sum(perReadBack),
    idlePerSecond: Math.round((sum(idle.used) * 1_000) / idle.ms),
  };
}

async function memory(bench: Bench): Promise<unknown> {
  const perChannel = 5;
  const count = Math.ceil(Number(options.deliveries) / perChannel);
  const channels = await bothPlatforms(bench, count);
  const worker = await startWorker(bench, { NODE_OPTIONS: preload('tell-memory.mjs') });
  // What a process loads and keeps from its first posts on is no growth.
  await publish(bench, () => dueTogether(channels.slice(0, 500), LEAD_MS + 3_000));
  const before = await memoryOf(worker);
  for (let round = 0; round < perChannel; round += 1) {
    await publish(bench, () => dueTogether(channels, LEAD_MS + channels.length * 8));
  }
  const after = await memoryOf(worker);
  await stop([worker]);
  const grown = Math.round(
    (after.heapMb + after.externalMb - before.heapMb - before.externalMb) * 10,
  );
  return { deliveries: channels.length * perChannel, before, after, grownMb: grown / 10 };
}

async function memoryOf({ child }: LineProcess) {
  await sleep(2_000);
  const answer = new Promise<{ rss: number; heapUsed: number; external: number }>((resolve) => {
    const listen = (message: { kind?: string }): void => {
      if (message.kind !== 'memory') return;
      child.off('message', listen);
      resolve(message as never);
    };
    child.on('message', listen);
  });
  child.kill('SIGUSR2');
  const { rss, heapUsed, external } = await answer;
  const mb = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;
  return { rssMb: mb(rss), heapMb: mb(heapUsed), externalMb: mb(external) };
}

function percentiles(sorted: readonly number[]) {
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function medians(rounds: readonly { p50: number; p99: number; max: number }[]) {
  return {
    p50: median(rounds.map((one) => one.p50)),
    p99: median(rounds.map((one) => one.p99)),
    max: median(rounds.map((one) => one.max)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
