import type { Clock } from '../lib/clock.ts';
import { backOffMs, HEALTHY_AFTER_MS } from './back-off.ts';

/** What ends a process. */
export type Handle = {
  /** Asks it to end; resolves when it has. */
  stop(): Promise<void>;
  /** Ends it without asking. */
  kill(): void;
};

/** One process as it runs. */
export type Running = Handle & {
  /** Resolves when the process has ended, with how. */
  exited: Promise<string>;
};

export type Service = {
  name: string;
  /** Resolves when it serves; rejects when it ends before. Calls `began` once it can be ended. */
  start(began: (handle: Handle) => void): Promise<Running>;
  /** Milliseconds from the beginning of the shut-down until it is ended without asking. */
  stopWithinMs: number;
};

export type Supervisor = {
  start(service: Service): Promise<void>;
  /** Stops everything in the given order of names. */
  stop(order: readonly string[]): Promise<void>;
  /** Ends everything at once, without asking. */
  kill(): void;
};

type Kept = { service: Service; current: Promise<Running>; handle: Handle | null };

export type SupervisorTools = {
  say: (line: string) => void;
  clock: Clock;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Keeps processes running: a crash is reported by name and answered by a new start, ever later. */
export function createSupervisor({ say, clock, sleep }: SupervisorTools): Supervisor {
  const kept = new Map<string, Kept>();
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;

  function launch(entry: Kept): void {
    entry.handle = null;
    entry.current = entry.service.start((handle) => {
      entry.handle = handle;
      // Everything may have been ended while this process was being born.
      if (stopping.signal.reason === 'kill') handle.kill();
    });
  }

  async function watch(entry: Kept): Promise<void> {
    const { service } = entry;
    let crashes = 0;
    while (!isStopping()) {
      const servedFrom = clock.real().getTime();
      const how = await entry.current.then(
        (running) => running.exited,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (isStopping()) return;
      if (clock.real().getTime() - servedFrom >= HEALTHY_AFTER_MS) crashes = 0;
      crashes += 1;
      const delay = backOffMs(crashes);
      say(`${service.name} ended unexpectedly (${how}); it starts again in ${delay / 1000} s.`);
      await sleep(delay, stopping.signal);
      if (isStopping()) return;
      launch(entry);
      await entry.current.then(
        () => {
          say(`${service.name} runs again.`);
        },
        () => undefined,
      );
    }
  }

  return {
    async start(service) {
      if (isStopping()) return;
      const entry: Kept = { service, current: new Promise(() => undefined), handle: null };
      kept.set(service.name, entry);
      launch(entry);
      await entry.current;
      void watch(entry);
    },

    async stop(order) {
      stopping.abort('stop');
      const beganAt = performance.now();
      for (const name of order) {
        const entry = kept.get(name);
        if (entry === undefined) continue;
        const left = entry.service.stopWithinMs - (performance.now() - beganAt);
        await stopWithin(entry, Math.max(0, left), say);
      }
    },

    kill() {
      stopping.abort('kill');
      for (const entry of kept.values()) entry.handle?.kill();
    },
  };
}

/** Asks a process to end, and ends it when it has not within the time left. */
async function stopWithin(entry: Kept, leftMs: number, say: (line: string) => void): Promise<void> {
  const stopped =
    entry.handle?.stop() ??
    entry.current.then(
      (running) => running.stop(),
      () => undefined,
    );
  const late = new Promise<'late'>((resolve) => {
    setTimeout(resolve, leftMs, 'late').unref();
  });
  if ((await Promise.race([stopped, late])) !== 'late') return;
  say(`${entry.service.name} did not stop in time and was ended.`);
  entry.handle?.kill();
}
