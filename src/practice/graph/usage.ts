import type { World } from '../world.ts';

const HOUR_MS = 3_600_000;
/** Calls an hour that count as 100 %. */
const FULL_HOUR = 4_800;

/** The usage headers of the Graph API: percentages of an hour's budget, as JSON texts. */
export function createUsageMeter(world: World) {
  const hours = new Map<string, { startedAt: number; calls: number }>();
  const percentOf = (key: string): number => {
    const now = world.now();
    const known = hours.get(key);
    const hour =
      known !== undefined && now >= known.startedAt && now < known.startedAt + HOUR_MS
        ? known
        : { startedAt: now, calls: 0 };
    hour.calls += 1;
    hours.set(key, hour);
    return Math.min(100, Math.floor((hour.calls * 100) / FULL_HOUR));
  };
  return {
    /** Counts one call of a Page and gives the headers of its answer. */
    headers: (accountId: string): Record<string, string> => {
      const [app, page] = [percentOf('app'), percentOf(accountId)];
      return {
        'x-app-usage': JSON.stringify({ call_count: app, total_cputime: app, total_time: app }),
        'x-business-use-case-usage': usageOf(accountId, page, 0),
      };
    },
  };
}

export function usageOf(accountId: string, percent: number, regainMinutes: number): string {
  return JSON.stringify({
    [accountId]: [
      {
        type: 'pages',
        call_count: percent,
        total_cputime: percent,
        total_time: percent,
        estimated_time_to_regain_access: regainMinutes,
      },
    ],
  });
}
