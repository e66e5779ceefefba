/**
 * The one place that reads the machine's clock.
 *
 * `now()` is the desk's time: real time plus the practice offset (0 in live mode). Everything the
 * public can see happens by it. `real()` is for what must never be moved by a practice button:
 * sessions, tokens, signatures, leases between processes.
 */
export type Clock = {
  now(): Date;
  real(): Date;
  /** Milliseconds between desk time and real time. */
  offsetMs(): number;
  setOffsetMs(offsetMs: number): void;
  /** Milliseconds that only ever grow, also while the machine's clock is set: for measuring spans. */
  steadyMs(): number;
  /** Waits for real time to pass. */
  sleep(ms: number): Promise<void>;
};

export function createClock(real: () => Date = () => new Date()): Clock {
  let offset = 0;
  return {
    now: () => new Date(real().getTime() + offset),
    real,
    offsetMs: () => offset,
    setOffsetMs: (offsetMs) => {
      offset = offsetMs;
    },
    steadyMs: () => performance.now(),
    sleep,
  };
}

/** Waits for real time to pass. Ends early, without an error, when the signal fires. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
