import { describe, expect, it } from '@jest/globals';
import type { Stores } from '../../src/stores/stores.ts';
import type { Rule } from './judge.ts';
import { makePlan } from './plan.ts';
import { runWorld } from './run-world.ts';
import type { WorldResult } from './run-world.ts';
import { shrink } from './shrink.ts';
import type { WorldOptions } from './world.ts';

const LONG_MS = 240_000;

/** The first world of these that breaks one of the rules. */
async function firstFailure(
  worlds: number,
  options: WorldOptions,
  rules: readonly Rule[],
): Promise<WorldResult | null> {
  for (let seed = 1; seed <= worlds; seed += 1) {
    const result = await runWorld(makePlan(seed), options);
    if (result.violation !== null && rules.includes(result.violation.rule)) return result;
  }
  return null;
}

describe('the actions of publishing, in whatever order things happen', () => {
  it(
    'send each post once at most, as it was approved, never under a hold or before its time',
    async () => {
      let lives = 0;
      for (let seed = 1; seed <= 150; seed += 1) {
        const result = await runWorld(makePlan(seed));
        lives += result.lives;
        expect({ seed, violation: result.violation }).toEqual({ seed, violation: null });
      }
      expect(lives).toBeGreaterThan(1_500);
    },
    LONG_MS,
  );

  it('do the same step by step when a seed is played again', async () => {
    const play = async (seed: number): Promise<string[]> => {
      const names = new Map<string, string>();
      const lines: string[] = [];
      // Ids are new each time; what they name is not.
      const named = (line: string): string =>
        line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
          const name = names.get(id) ?? `#${names.size}`;
          names.set(id, name);
          return name;
        });
      await runWorld(makePlan(seed), { trace: (line) => lines.push(named(line)) });
      // What a log says beside a step holds lines of code.
      return lines.filter((line) => /^\d/.test(line));
    };
    for (const seed of [3, 17, 40]) expect(await play(seed)).toEqual(await play(seed));
  });
});

describe('a mistake that is planted in the stores', () => {
  type Spoilt = { name: string; rules: Rule[]; spoil(stores: Stores): Stores };
  const withDeliveries = (stores: Stores, change: Partial<Stores['deliveries']>): Stores => ({
    ...stores,
    deliveries: { ...stores.deliveries, ...change },
  });
  const mistakes: Spoilt[] = [
    {
      name: 'holds that nobody sees at the last look and that stamp nothing',
      rules: ['during-hold'],
      spoil: (stores) => ({
        ...withDeliveries(stores, { stampHold: () => Promise.resolve() }),
        holds: { ...stores.holds, listHoldsInForce: () => Promise.resolve([]) },
      }),
    },
    {
      name: 'a turn on a channel that anybody may take',
      rules: ['two-calls-on-a-channel'],
      spoil: (stores) => ({
        ...stores,
        turns: {
          ...stores.turns,
          listBusyChannels: () => Promise.resolve([]),
          takeTurns: ({ channelIds }) => Promise.resolve(new Map(channelIds.map((id) => [id, []]))),
        },
      }),
    },
    {
      name: 'a call that was lost and is planned again',
      rules: ['sent-again-by-itself', 'called-again', 'twice', 'edge'],
      spoil: (stores) =>
        withDeliveries(stores, {
          moveDeliveries: (moves, tx) =>
            stores.deliveries.moveDeliveries(
              moves.flatMap((move) =>
                move.to === 'unknown'
                  ? [move, { ...move, from: 'unknown', to: 'planned', change: { dueAt: move.at } }]
                  : [move],
              ),
              tx,
            ),
        }),
    },
    {
      name: 'read-back that does not ask whose a post is',
      rules: ['not-its-post', 'owned-by-two'],
      spoil: (stores) =>
        withDeliveries(stores, {
          listOwnersOf: () => Promise.resolve([]),
          listSamePayload: () => Promise.resolve([]),
        }),
    },
    {
      name: 'an attempt that is written nowhere',
      rules: ['no-attempt-row'],
      spoil: (stores) => ({
        ...stores,
        attempts: { ...stores.attempts, insertAttempts: () => Promise.resolve() },
      }),
    },
    {
      name: 'a withdrawal that leaves the deliveries',
      rules: ['not-approved', 'altered', 'not-settled'],
      spoil: (stores) => ({
        ...withDeliveries(stores, { cancelOfPost: () => Promise.resolve(0) }),
        approvals: { ...stores.approvals, voidApprovals: () => Promise.resolve() },
        posts: {
          ...stores.posts,
          listPostsById: async (ids) =>
            (await stores.posts.listPostsById(ids)).map((post) => ({
              ...post,
              state: 'approved' as const,
            })),
        },
      }),
    },
  ];

  it.each(mistakes)(
    '($name) is found, and found again in a smaller world',
    async ({ rules, spoil }) => {
      const found = await firstFailure(400, { spoil }, rules);
      expect(found?.violation?.rule).toBeDefined();
      if (found === null) return;
      const small = await shrink(found, { spoil });
      expect(small.violation?.rule).toBe(found.violation?.rule);
      expect(small.plan.posts + small.plan.mishaps.length).toBeLessThanOrEqual(
        found.plan.posts + found.plan.mishaps.length,
      );
      const again = await runWorld(small.plan, { spoil });
      expect(again.violation?.rule).toBe(small.violation?.rule);
      expect(again.steps).toBe(small.steps);
    },
    LONG_MS,
  );
});
