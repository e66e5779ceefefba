import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runSeed } from './one-run.ts';
import { startOwnDatabase } from './own-database.ts';
import type { OwnDatabase } from './own-database.ts';
import { makePlan } from './plan.ts';

const ONE_RUN_MS = 150_000;

let database: OwnDatabase;
const before = process.env['SUGIA_TEST_MONGODB_URI'];

beforeAll(async () => {
  database = await startOwnDatabase();
  process.env['SUGIA_TEST_MONGODB_URI'] = database.uri;
});
afterAll(async () => {
  process.env['SUGIA_TEST_MONGODB_URI'] = before;
  await database.stop();
});

describe('whatever goes wrong between the desk and the platforms', () => {
  // Seeds with two and three killed workers, a primary that steps down, holds, edits and forgeries.
  it.each([6, 8, 17])(
    'each post goes out once at most, as it was approved, never under a hold or before its time (plan %i)',
    async (seed) => {
      const result = await runSeed(seed, { database, restartsDatabase: false });
      expect(result.violations).toEqual([]);
      expect(result.figures?.posts).toBeGreaterThan(0);
    },
    ONE_RUN_MS,
  );
});

describe('a plan of faults', () => {
  it('is the same whenever its seed is played again, so that a failure can be seen twice', () => {
    expect(makePlan(42, { restartsDatabase: true })).toEqual(
      makePlan(42, { restartsDatabase: true }),
    );
    expect(makePlan(42, { restartsDatabase: true })).not.toEqual(
      makePlan(43, { restartsDatabase: true }),
    );
  });

  it('brings at least five faults on at least twenty deliveries to four channels', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const { posts, acts } = makePlan(seed, { restartsDatabase: false });
      expect(posts.length * 2).toBeGreaterThanOrEqual(20);
      expect(acts.filter((act) => act.kind === 'fault').length).toBeGreaterThanOrEqual(5);
      expect(new Set(posts.map((post) => post.way))).toEqual(new Set(['press', 'paris']));
    }
  });
});
