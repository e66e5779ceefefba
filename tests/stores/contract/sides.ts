import type fc from 'fast-check';
import type { Connection } from 'mongoose';
import { expect } from '@jest/globals';
import { canonicalJson } from '../../../src/lib/hashing.ts';
import { transactions } from '../../../src/stores/connection.ts';
import type { InTransaction } from '../../../src/stores/connection.ts';
import { createStores } from '../../../src/stores/stores.ts';
import type { Stores } from '../../../src/stores/stores.ts';
import type { Io } from '../../simulation/memory/memory-db.ts';
import { createMemoryStores, createMemoryTables } from '../../simulation/memory/stores.ts';
import type { MemoryTables } from '../../simulation/memory/stores.ts';
import { memoryTransactions } from '../../simulation/memory/transactions.ts';

/** The simulation's stores, or the real ones: both are held to one contract. */
export type Side = { stores: Stores; inTransaction: InTransaction };

/** Stores in memory whose round trips are done at once. */
export function inMemory(): Side & { tables: MemoryTables } {
  const tables = createMemoryTables();
  const io: Io = {
    yields: () => false,
    pause: () => Promise.resolve(),
    run: (_name, act, tx) =>
      Promise.resolve().then(() => {
        if (tx !== null) tables.db.enter(tx);
        return act();
      }),
  };
  const stores = createMemoryStores(tables, io, () => new Date());
  return { tables, stores, inTransaction: memoryTransactions(tables.db, io) };
}

export function inMongo(connection: Connection): Side {
  return { stores: createStores(connection), inTransaction: transactions(connection) };
}

/** One call of a store, chosen by chance, and how it is told of when both sides differ. */
export type Act = { told: string; run(side: Side): Promise<unknown> };

export function act<Args>(
  name: string,
  args: fc.Arbitrary<Args>,
  run: (side: Side, args: Args) => Promise<unknown>,
): fc.Arbitrary<Act> {
  return args.map((given) => ({
    told: `${name} ${JSON.stringify(given)}`,
    run: (side) => run(side, given),
  }));
}

/** Makes the same calls on both sides, one after the other, and compares every answer. */
export async function compare(sides: readonly [Side, Side], acts: readonly Act[]): Promise<void> {
  for (const [n, one] of acts.entries()) {
    const [memory, mongo] = [await answerOf(sides[0], one), await answerOf(sides[1], one)];
    const after = acts.slice(0, n).map(({ told }) => told);
    expect({ after, call: one.told, answer: memory }).toEqual({
      after,
      call: one.told,
      answer: mongo,
    });
  }
}

async function answerOf(side: Side, one: Act): Promise<unknown> {
  try {
    return (await one.run(side)) ?? null;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return { refused: code === 11_000 ? 'there is one' : String(error) };
  }
}

/** A list whose order nobody promised. */
export function inAnyOrder(rows: Iterable<unknown>): unknown[] {
  return [...rows].sort((a, b) => canonicalJson(a).localeCompare(canonicalJson(b)));
}
