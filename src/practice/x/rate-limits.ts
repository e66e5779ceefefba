import type { World } from '../world.ts';

const WINDOW_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Calls per account and 15 minutes (docs.x.com/x-api/fundamentals/rate-limits, Nov 2026). */
const LIMITS = {
  'POST /2/tweets': 100,
  'DELETE /2/tweets': 50,
  'GET /2/tweets': 5_000,
  'GET /2/users/me': 75,
  'GET /2/users': 900,
  'GET /2/users/tweets': 900,
  media: 1_875,
  'media metadata': 500,
} as const;
/** Posts per app and 24 hours. */
const APP_DAY_LIMIT = 10_000;

export type RateBucket = keyof typeof LIMITS;
type Window = { startedAt: number; used: number };

export type RateLimiter = ReturnType<typeof createRateLimiter>;

/** Fixed windows in practice time. Kept in memory: the real ones are not ours to see either. */
export function createRateLimiter(world: World) {
  const windows = new Map<string, Window>();
  const open = (key: string, lengthMs: number): Window => {
    const known = windows.get(key);
    const now = world.now();
    if (known !== undefined && now >= known.startedAt && now < known.startedAt + lengthMs) {
      return known;
    }
    const fresh = { startedAt: now, used: 0 };
    windows.set(key, fresh);
    return fresh;
  };
  const seconds = (ms: number): string => String(Math.ceil(ms / 1000));

  const headersOf = (window: Window, limit: number): Record<string, string> => ({
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(Math.max(0, limit - window.used)),
    'x-rate-limit-reset': seconds(window.startedAt + WINDOW_MS),
  });
  const dayHeaders = (window: Window): Record<string, string> => {
    const left = String(Math.max(0, APP_DAY_LIMIT - window.used));
    const reset = seconds(window.startedAt + DAY_MS);
    return Object.fromEntries(
      ['app', 'user'].flatMap((scope) => [
        [`x-${scope}-limit-24hour-limit`, String(APP_DAY_LIMIT)],
        [`x-${scope}-limit-24hour-remaining`, left],
        [`x-${scope}-limit-24hour-reset`, reset],
      ]),
    );
  };

  return {
    /** Counts a call; `allowed` is false when the window was already full. */
    count: (bucket: RateBucket, who: string) => {
      const limit = LIMITS[bucket];
      const window = open(`${bucket} ${who}`, WINDOW_MS);
      const day = bucket === 'POST /2/tweets' ? open('app day', DAY_MS) : null;
      const allowed =
        !world.settings().rateLimits ||
        (window.used < limit && (day === null || day.used < APP_DAY_LIMIT));
      if (allowed) {
        window.used += 1;
        if (day !== null) day.used += 1;
      }
      return {
        allowed,
        headers: { ...headersOf(window, limit), ...(day === null ? {} : dayHeaders(day)) },
      };
    },
    /** The headers of a refusal by a scripted fault: nothing is left until the reset. */
    exhaustedHeaders: (): Record<string, string> => ({
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': seconds(world.now() + WINDOW_MS),
    }),
    clear: (): void => {
      windows.clear();
    },
  };
}
