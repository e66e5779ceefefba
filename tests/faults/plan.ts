import { refusalFaults, wireFaults } from '../../src/practice/faults.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

export type Way = 'press' | 'paris';

/** When a planned post is due: at its approval, or at a time after the posts were written. */
export type PlannedTiming = { kind: 'on-approval' } | { kind: 'at'; afterMs: number };

export type PlannedPost = { n: number; way: Way; timing: PlannedTiming; approveAtMs: number };

export type FaultPlan = {
  platform: 'facebook' | 'x';
  kind: string;
  when: 'before' | 'after';
  endpoint: 'publish' | 'any';
  times: number;
  delayMs?: number;
};

/** Something that happens to the desk at an instant of a run. */
export type Act = { atMs: number } & (
  | { kind: 'fault'; fault: FaultPlan }
  | { kind: 'kill-worker'; worker: number; restartAfterMs: number }
  | { kind: 'hold'; lastsMs: number | null }
  | { kind: 'withdraw'; post: number }
  | { kind: 'edit'; post: number; timing: PlannedTiming }
  | { kind: 'alter'; post: number }
  | { kind: 'release' }
  | { kind: 'alarms'; doubled: number; stale: number }
  | { kind: 'walk'; minutes: number }
  | { kind: 'step-down' }
  | { kind: 'restart-database' }
);

export type Plan = { seed: number; workers: number; posts: PlannedPost[]; acts: Act[] };

const LASTS_MS = 4_500;

/** An answer that repeats the tokens is a refusal in the platform's own words, and no spoilt wire. */
const SPOILT = wireFaults.filter((kind) => kind !== 'echo');
/**
 * Faults after which the platform has the post. Its documented refusals are left out: a platform
 * that stores a post and says in its own words that it refused it is not one that a desk can read.
 */
const AFTER = [...SPOILT, 'stored-but-500', 'unavailable', 'duplicate'] as const;
const BEFORE = [...SPOILT, ...refusalFaults.filter((kind) => kind !== 'stored-but-500')];
/** Refusals that stop a whole channel: rare, or most runs would end in waiting. */
const STOPS_CHANNEL = ['token-dead', 'permission', 'suspended'];

/** Everything random of one run, from one seed. */
export function makePlan(seed: number, options: { restartsDatabase: boolean }): Plan {
  const random = createRandom(seed);
  const workers = random.int(1, 3);
  const posts = Array.from({ length: random.int(12, 14) }, (_, n): PlannedPost => ({
    n,
    way: n % 2 === 0 ? 'press' : 'paris',
    timing: timing(random),
    approveAtMs: random.int(0, 1_800),
  }));
  const acts: Act[] = [];
  const at = (low = 0, high = LASTS_MS): { atMs: number } => ({ atMs: random.int(low, high) });
  const many = (low: number, high: number, make: () => Act): void => {
    const count = random.int(low, high);
    for (let done = 0; done < count; done += 1) acts.push(make());
  };
  const post = (): number => random.int(0, posts.length - 1);
  many(5, 9, () => ({ ...at(0, 3_500), kind: 'fault', fault: fault(random) }));
  many(0, 3, () => ({
    ...at(300),
    kind: 'kill-worker',
    worker: random.int(0, workers - 1),
    restartAfterMs: random.int(0, 900),
  }));
  many(0, 2, () => ({ ...at(100), kind: 'withdraw', post: post() }));
  many(1, 3, () => ({ ...at(100), kind: 'edit', post: post(), timing: timing(random) }));
  many(0, 1, () => ({ ...at(), kind: 'alter', post: post() }));
  many(1, 4, () => ({ ...at(1_000), kind: 'release' }));
  many(0, 2, () => ({ ...at(), kind: 'alarms', doubled: random.int(1, 3), stale: 2 }));
  if (random.chance(0.6)) {
    // One that never ends comes late, or nothing would be tried after it.
    acts.push(
      random.chance(0.85)
        ? { ...at(300, 3_500), kind: 'hold', lastsMs: random.int(200, 2_000) }
        : { ...at(3_000, 4_000), kind: 'hold', lastsMs: null },
    );
  }
  if (random.chance(0.3)) acts.push({ ...at(1_500), kind: 'walk', minutes: random.int(1, 8) });
  if (random.chance(0.3)) acts.push({ ...at(500, 3_500), kind: 'step-down' });
  if (options.restartsDatabase) acts.push({ ...at(1_500, 4_000), kind: 'restart-database' });
  return { seed, workers, posts, acts: acts.toSorted((a, b) => a.atMs - b.atMs) };
}

function timing(random: Random): PlannedTiming {
  if (random.chance(0.4)) return { kind: 'on-approval' };
  return random.chance(0.8)
    ? { kind: 'at', afterMs: random.int(1_500, 5_000) }
    : { kind: 'at', afterMs: random.int(10, 40) * 60_000 };
}

function fault(random: Random): FaultPlan {
  const when = random.chance(0.5) ? 'before' : 'after';
  let kind: string = random.pick(when === 'before' ? BEFORE : AFTER);
  if (STOPS_CHANNEL.includes(kind) && random.chance(0.6)) kind = random.pick(SPOILT);
  const delayMs =
    kind === 'stall' ? random.int(500, 2_000) : kind === 'slow' ? random.int(100, 2_500) : null;
  return {
    platform: random.pick(['facebook', 'x']),
    kind,
    when,
    endpoint: random.chance(0.8) ? 'publish' : 'any',
    times: random.chance(0.75) ? 1 : 2,
    ...(delayMs === null ? {} : { delayMs }),
  };
}
