import { createRandom } from '../faults/random.ts';
import type { Random } from '../faults/random.ts';

/** What may happen to a desk besides its own work. */
export const mishaps = [
  'hold',
  'end-hold',
  'withdraw',
  'edit',
  'release',
  'ask-resend',
  'confirm-resend',
  'drop-unknown',
  'mark-sent',
  'alter',
  'crash',
  'crash-web',
  'freeze',
  'jump',
  'set-clock',
  'stray-alarm',
  'disconnect',
  'reconnect',
] as const;
export type Mishap = (typeof mishaps)[number];

/**
 * Everything that one world is made from. The same plan gives the same world, step by step; a
 * smaller plan is a smaller world.
 */
export type Plan = {
  seed: number;
  posts: number;
  workers: number;
  mishaps: Mishap[];
  /** Of a thousand publishing calls, how many go wrong in some way. */
  platformFaults: number;
  /** Of ten thousand round trips to the database, how many fail, and how many are slow. */
  databaseFaults: number;
  databaseStalls: number;
  /** Whether some posts say the same as others on the same channel. */
  twins: boolean;
  /** Whether the platforms refuse what they have already. */
  refusesRepeats: boolean;
  /** Whether writes of many rows let others write between two rows. */
  yields: boolean;
};

const weights: Record<Mishap, number> = {
  hold: 3,
  'end-hold': 4,
  withdraw: 4,
  edit: 5,
  release: 8,
  'ask-resend': 6,
  'confirm-resend': 6,
  'drop-unknown': 1,
  'mark-sent': 3,
  alter: 1,
  crash: 6,
  'crash-web': 1,
  freeze: 3,
  jump: 3,
  'set-clock': 2,
  'stray-alarm': 6,
  disconnect: 1,
  reconnect: 2,
};
const weighted = mishaps.flatMap((mishap) => Array<Mishap>(weights[mishap]).fill(mishap));

export function makePlan(seed: number): Plan {
  const random = createRandom(seed ^ 0x5eed);
  return {
    seed,
    posts: random.int(4, 14),
    workers: random.int(1, 3),
    mishaps: manyOf(random, random.int(0, 26)),
    platformFaults: random.pick([0, 50, 150, 300, 500]),
    databaseFaults: random.pick([0, 0, 0, 20, 100]),
    databaseStalls: random.pick([0, 20, 100]),
    twins: random.chance(0.3),
    refusesRepeats: random.chance(0.4),
    yields: random.chance(0.3),
  };
}

function manyOf(random: Random, count: number): Mishap[] {
  return Array.from({ length: count }, () => random.pick(weighted));
}
