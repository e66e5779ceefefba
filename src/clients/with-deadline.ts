/** How long a library may take to notice that its call was ended. */
const GRACE_MS = 100;

export type Deadline = { signal: AbortSignal; end(): void };

/** A deadline for one or more calls; `end` must be called when they are over. */
export function startDeadline(deadlineMs: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, deadlineMs);
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
    },
  };
}

export type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown; timedOut: boolean };

/**
 * Runs one call under a deadline and settles even when the call never does: a library that waits
 * for ever on a cut body must not hold a delivery for ever.
 */
export function settleWithin<T>(signal: AbortSignal, work: () => Promise<T>): Promise<Settled<T>> {
  return new Promise((resolve) => {
    let grace: NodeJS.Timeout | undefined;
    const settle = (result: Settled<T>): void => {
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = (): void => {
      grace = setTimeout(() => {
        settle({ ok: false, error: signal.reason, timedOut: true });
      }, GRACE_MS);
    };
    if (signal.aborted) {
      settle({ ok: false, error: signal.reason, timedOut: true });
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    work().then(
      (value) => {
        settle({ ok: true, value });
      },
      (error: unknown) => {
        settle({ ok: false, error, timedOut: signal.aborted });
      },
    );
  });
}
