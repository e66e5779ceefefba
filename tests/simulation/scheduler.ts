import type { Random } from '../faults/random.ts';
import { LOCKED } from './memory/memory-db.ts';

/** A process of the simulation: a worker, or the web side on which people act. */
export type Owner = {
  name: string;
  alive: boolean;
  /** It stands still until then, as a machine does that swaps or is suspended. */
  frozenUntilMs: number;
};

/** An `arrival` is out of its process already: it comes to pass though that process stands still. */
export type OperationKind = 'write' | 'network' | 'arrival' | 'timer';

type Parked = {
  owner: Owner;
  name: string;
  kind: OperationKind;
  /** Not before this instant of simulated time. */
  readyAtMs: number;
  run(): void;
  /** What becomes of it when its process ends before it was run: it may still happen. */
  lose(): void;
};

export type Scheduler = ReturnType<typeof createScheduler>;

/**
 * Every round trip of every process parks here, and the seed says which goes next. Between two of
 * them all code runs until it waits again, so one seed is one order of events.
 */
export function createScheduler(
  random: Random,
  options: { startMs: number; trace: ((line: string) => void) | null },
) {
  let ready: Parked[] = [];
  let delayed: Parked[] = [];
  let nowMs = options.startMs;
  let steps = 0;

  const take = (): Parked | null => {
    if (ready.length === 0) return null;
    const index = ready.length === 1 ? 0 : random.int(0, ready.length - 1);
    const chosen = ready[index];
    const last = ready.pop();
    if (chosen === undefined || last === undefined) return null;
    if (index < ready.length) ready[index] = last;
    return chosen;
  };

  const wakeUp = (): void => {
    if (delayed.length === 0) return;
    let woken = false;
    for (const one of delayed) {
      if (one.readyAtMs <= nowMs) {
        ready.push(one);
        woken = true;
      }
    }
    if (woken) delayed = delayed.filter((one) => one.readyAtMs > nowMs);
  };

  const park = (operation: Parked): void => {
    if (!operation.owner.alive) return;
    if (operation.kind !== 'arrival') {
      operation.readyAtMs = Math.max(operation.readyAtMs, operation.owner.frozenUntilMs);
    }
    if (operation.readyAtMs > nowMs) delayed.push(operation);
    else ready.push(operation);
  };

  return {
    nowMs: () => nowMs,
    steps: () => steps,
    ready: () => ready.length,
    parked: () => ready.length + delayed.length,
    /** When the first of those that wait for a time may go; null when none waits. */
    nextAtMs(): number | null {
      let first: number | null = null;
      for (const { readyAtMs } of delayed) {
        if (first === null || readyAtMs < first) first = readyAtMs;
      }
      return first;
    },
    advanceTo(ms: number): void {
      if (ms <= nowMs) return;
      nowMs = ms;
      wakeUp();
    },
    /** Parks one operation; its promise never ends when its process ends before. */
    operation<T>(
      owner: Owner,
      kind: OperationKind,
      name: string,
      act: () => T,
      delayMs = 0,
    ): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const parked: Parked = {
          owner,
          name,
          kind,
          readyAtMs: nowMs + delayMs,
          run: () => {
            let value: T;
            try {
              value = act();
            } catch (error) {
              if (error === LOCKED) {
                // Whoever holds the row ends soon: come again.
                parked.readyAtMs = nowMs + 5;
                park(parked);
                return;
              }
              // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handed on as it is
              reject(error);
              return;
            }
            resolve(value);
          },
          lose: () => {
            try {
              act();
            } catch {
              // Nobody is there to learn of it.
            }
          },
        };
        park(parked);
      });
    },
    /** Runs one parked operation, and then all code up to its next round trip. */
    async step(latencyMs: number): Promise<void> {
      const chosen = take();
      if (chosen === null) return;
      steps += 1;
      options.trace?.(`${clockOf(nowMs)} ${chosen.owner.name}: ${chosen.name}`);
      chosen.run();
      await quiet();
      if (latencyMs > 0) this.advanceTo(nowMs + latencyMs);
    },
    /** A process stands still: what it asked for, and its timers, wait. */
    freeze(owner: Owner, untilMs: number): void {
      owner.frozenUntilMs = untilMs;
      const stands = (one: Parked): boolean => one.owner === owner && one.kind !== 'arrival';
      const its = ready.filter(stands);
      ready = ready.filter((one) => !stands(one));
      for (const one of its) one.readyAtMs = untilMs;
      for (const one of delayed) {
        if (stands(one)) one.readyAtMs = Math.max(one.readyAtMs, untilMs);
      }
      delayed.push(...its);
    },
    /** A process ends at once; some of what it had asked for happens all the same. */
    kill(owner: Owner, happens: () => boolean): void {
      owner.alive = false;
      const its = [...ready, ...delayed].filter((one) => one.owner === owner);
      ready = ready.filter((one) => one.owner !== owner);
      delayed = delayed.filter((one) => one.owner !== owner);
      for (const one of its) {
        if (one.kind !== 'timer' && happens()) {
          options.trace?.(`${clockOf(nowMs)} ${owner.name}: ${one.name} (after its end)`);
          one.lose();
        }
      }
    },
  };
}

/**
 * Ends when no code can run without another round trip: a tick comes only once every promise that
 * could go on has gone on.
 */
export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

export function clockOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}
