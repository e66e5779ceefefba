import type { ActionContext } from '../../src/actions/context.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import type { Drain } from '../../src/actions/deliveries/drain-deliveries.ts';
import type { PlatformId } from '../../src/domain/channels/channel.ts';
import { platformIds } from '../../src/domain/channels/channel.ts';
import type { Platforms } from '../../src/clients/platform.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { createRandom } from '../faults/random.ts';
import { testChannels, testPeople, testUnits } from '../support/desk-people.ts';
import { DUE } from '../support/sample-rows.ts';
import { createJudge } from './judge.ts';
import { DatabaseAway, DuplicateRow, WriteConflict } from './memory/memory-db.ts';
import type { Io, MemoryTx } from './memory/memory-db.ts';
import { createMemoryStores, createMemoryTables } from './memory/stores.ts';
import { memoryTransactions } from './memory/transactions.ts';
import type { Plan } from './plan.ts';
import { createPlatformsWorld, UNREADABLE } from './platforms.ts';
import { contextOf } from './processes.ts';
import { clockOf, createScheduler } from './scheduler.ts';
import type { Owner } from './scheduler.ts';

export type WorldOptions = {
  trace?: (line: string) => void;
  /** Changes the stores of a process: how a test plants a mistake. */
  spoil?: (stores: Stores) => Stores;
};

/** One process that sends: what runs in it at this moment. */
export type Worker = {
  owner: Owner;
  ctx: ActionContext;
  drain: Drain;
  running: { drains: number; sweep: boolean; readBack: boolean };
};

export type World = ReturnType<typeof createWorld>;

/** The server lets go of a dead process's transaction after this. */
const TRANSACTION_ENDS_MS = 5_000;

/** A desk with its processes, its database, its platforms and the time they live in. */
export function createWorld(plan: Plan, options: WorldOptions = {}) {
  const random = createRandom(plan.seed);
  const trace = options.trace ?? null;
  const scheduler = createScheduler(random, { startMs: DUE.getTime(), trace });
  const state = {
    deskAheadMs: 0,
    jumped: { atMs: 0, byMs: 0 },
    calm: false,
    clockOff: new Map<string, number>(),
    born: 0,
  };
  const deskNow = (): Date => new Date(scheduler.nowMs() + state.deskAheadMs);
  const judge = createJudge({
    findsAll: !plan.mishaps.some((one) => one === 'jump' || one === 'alter'),
    nowMs: scheduler.nowMs,
    deskNow,
    jumped: () => state.jumped,
  });
  const tables = createMemoryTables({
    onDelivery: {
      onChange: judge.onDelivery,
      onWrite: (before, after) => {
        judge.onDeliveryWrite(before, after);
        if (before.state === after.state) return;
        const { id, channelId, reason } = after;
        trace?.(
          `             ${id} (${channelId}): ${before.state} -> ${after.state} ${reason ?? ''}`,
        );
      },
    },
    onChannel: judge.onChannel,
    onHold: judge.onHold,
    onLook: (_before, look) =>
      trace?.(`             ${look.deliveryId} was looked for: ${look.verdict}, last ${look.last}`),
    onPost: judge.onPost,
  });
  judge.watch(tables);
  tables.people.push(...Object.values(testPeople));
  tables.units.push(...Object.values(testUnits));
  for (const channel of Object.values(testChannels)) {
    const sealed = {
      plain: JSON.stringify(
        channel.platform === 'x'
          ? { kind: 'x-oauth1', accessToken: channel.id, accessSecret: '' }
          : { kind: 'facebook-page', pageAccessToken: channel.id },
      ),
      context: `channel:${channel.id}:credentials`,
    };
    tables.channels.insert({ ...channel, sealed }, null);
  }
  const platforms = createPlatformsWorld({
    random,
    scheduler,
    deskNow,
    faults: () => (state.calm ? 0 : plan.platformFaults),
    refusesRepeats: plan.refusesRepeats,
    timeJumps: plan.mishaps.includes('jump'),
    callBegins: (owner, call) => judge.callBegins(owner, call),
    callEnds: judge.callEnds,
    stored: judge.stored,
  });
  const alarms: number[] = [];
  const log = loggerOf(trace, (what) => judge.fail('broke', what));
  const ownedBy = new Map<MemoryTx, Owner>();

  /** The way of one process to the database, with what may go wrong on it. */
  const ioOf = (owner: Owner): Io => ({
    yields: () => plan.yields && random.chance(0.3),
    pause: (tries) =>
      scheduler.operation(
        owner,
        'timer',
        'starts a transaction anew',
        () => undefined,
        random.int(0, Math.min(500, 5 * 1.5 ** tries)),
      ),
    run: (name, act, tx) => {
      if (tx !== null && tx.snapshot === null) ownedBy.set(tx, owner);
      return scheduler.operation(
        owner,
        'write',
        name,
        () => {
          if (tx !== null) tables.db.enter(tx);
          const fails =
            !state.calm &&
            plan.databaseFaults > 0 &&
            name !== 'abort' &&
            random.int(1, 10_000) <= plan.databaseFaults;
          if (!fails) return act();
          if (tx !== null) throw new WriteConflict('the connection was lost');
          // The answer may be lost after the work was done.
          if (random.chance(0.5)) act();
          throw new DatabaseAway(`${name}: the database is away`);
        },
        stallMs(),
      );
    },
  });
  const stallMs = (): number => {
    if (state.calm || plan.databaseStalls === 0) return 0;
    if (random.int(1, 10_000) > plan.databaseStalls) return 0;
    return random.chance(0.7) ? random.int(50, 3_000) : random.int(3_000, 150_000);
  };

  const processOf = (owner: Owner, source: ActionContext['source'], io: Io): ActionContext => {
    const stores = createMemoryStores(tables, io, () => new Date(scheduler.nowMs()));
    return contextOf({
      owner,
      source,
      scheduler,
      offsetMs: () => state.clockOff.get(owner.name) ?? 0,
      deskAheadMs: () => state.deskAheadMs,
      stores: options.spoil?.(stores) ?? stores,
      inTransaction: memoryTransactions(tables.db, io),
      platforms: Object.fromEntries(
        platformIds.map((id: PlatformId) => [id, platforms.platformFor(id, owner)]),
      ) as Platforms,
      ring: (at) => alarms.push(at.getTime() - state.deskAheadMs),
      log,
    });
  };

  const newOwner = (kind: string): Owner => {
    state.born += 1;
    return { name: `${kind}-${state.born}`, alive: true, frozenUntilMs: 0 };
  };
  const newWorker = (): Worker => {
    const owner = newOwner('worker');
    state.clockOff.set(owner.name, random.chance(0.7) ? 0 : random.int(-2_000, 2_000));
    const ctx = processOf(owner, 'worker', ioOf(owner));
    return {
      owner,
      ctx,
      drain: createDrain(ctx),
      running: { drains: 0, sweep: false, readBack: false },
    };
  };
  const newWeb = (): { owner: Owner; ctx: ActionContext } => {
    const owner = newOwner('web');
    return { owner, ctx: processOf(owner, 'web', ioOf(owner)) };
  };

  const workers = Array.from({ length: plan.workers }, newWorker);
  const web = newWeb();
  const server: Owner = { name: 'the database', alive: true, frozenUntilMs: 0 };
  /** The desk before anything goes wrong: its round trips are done at once. */
  const early = newOwner('early');
  const atOnce = processOf(early, 'web', {
    yields: () => false,
    pause: () => Promise.resolve(),
    run: (_name, act, tx) => {
      if (tx !== null) tables.db.enter(tx);
      return Promise.resolve(act());
    },
  });

  /** Ends a process; the server lets go of its transactions a little later. */
  const kill = (owner: Owner): void => {
    trace?.(`${clockOf(scheduler.nowMs())} ${owner.name} is killed`);
    scheduler.kill(owner, () => random.chance(0.5));
    for (const [tx, whose] of ownedBy) {
      if (tx.ended) ownedBy.delete(tx);
      else if (whose === owner) {
        void scheduler.operation(
          server,
          'timer',
          'lets go of a transaction',
          () => tables.db.end(tx, false),
          random.int(0, TRANSACTION_ENDS_MS),
        );
      }
    }
  };

  const run = (worker: Worker, what: string, job: Promise<unknown>, ended: () => void): void => {
    trace?.(`${clockOf(scheduler.nowMs())} ${worker.owner.name} begins to ${what}`);
    job.then(ended, (error: unknown) => {
      ended();
      // A loop that fails comes round again; two that make up for one row meet at its index.
      if (!isSimulated(error)) judge.fail('broke', `${what}: ${tellError(error)}`);
    });
  };

  return {
    plan,
    random,
    scheduler,
    state,
    deskNow,
    judge,
    tables,
    platforms,
    alarms,
    trace,
    workers,
    web,
    server,
    atOnce,
    kill,
    newWorker,
    replaceWeb(): void {
      Object.assign(web, newWeb());
    },
    wake(worker: Worker, unbounded: boolean): void {
      worker.running.drains += 1;
      run(worker, 'send', worker.drain.wake({ unbounded }), () => {
        worker.running.drains -= 1;
      });
    },
    sweep(worker: Worker): void {
      if (worker.running.sweep) return;
      worker.running.sweep = true;
      run(worker, 'sweep', sweepDeliveries(worker.ctx), () => {
        worker.running.sweep = false;
      });
    },
    readBack(worker: Worker): void {
      if (worker.running.readBack) return;
      worker.running.readBack = true;
      run(worker, 'read back', readBack(worker.ctx), () => {
        worker.running.readBack = false;
      });
    },
  };
}

export function tellError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Errors that simulated platforms and the simulated database make; every other one is a fault. */
function isSimulated(error: unknown): boolean {
  return (
    error instanceof DatabaseAway ||
    error instanceof DuplicateRow ||
    error instanceof WriteConflict ||
    (error instanceof Error && error.message === UNREADABLE)
  );
}

/** A logger that costs nothing unless somebody reads along, and tells of errors nobody made. */
function loggerOf(trace: ((line: string) => void) | null, broke: (what: string) => void): Logger {
  const say =
    (level: string) =>
    (facts: unknown, text = ''): void => {
      const { err } = facts as { err?: unknown };
      if (err !== undefined && !isSimulated(err)) broke(`${text}: ${tellError(err)}`);
      trace?.(`             ${level}: ${text} ${err === undefined ? '' : tellError(err)}`);
    };
  const nothing = (): undefined => undefined;
  return {
    error: say('error'),
    warn: say('warn'),
    info: nothing,
    debug: nothing,
  } as unknown as Logger;
}
