import mongoose from 'mongoose';
import type { ClientSession } from 'mongoose';

/** A running transaction, handed from an action to each store function that takes part in it. */
export type Tx = ClientSession;

/** Rows carry our own string ids; indexes come from migrations alone. */
export const rowOptions = {
  autoIndex: false,
  autoCreate: false,
  versionKey: false,
  minimize: false,
  strict: 'throw',
} as const;

/** The option object of a query that may run inside a transaction. */
export function within(tx: Tx | undefined): { session: Tx } | Record<string, never> {
  return tx === undefined ? {} : { session: tx };
}

/** Marks an operator as ours: every other operator in a filter is refused (`sanitizeFilter`). */
export const op = mongoose.trusted;

/** Thrown by `getX` when the row is not there. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';
  readonly what: string;

  constructor(what: string, id: string) {
    super(`there is no ${what} ${id}`);
    this.what = what;
  }
}

/** Turns a lean row into a domain value: `_id` becomes `id`, everything else stays. */
export function toDomain<Row extends { _id: string }>(row: Row): Omit<Row, '_id'> & { id: string } {
  const { _id, ...rest } = row;
  return { ...rest, id: _id };
}

/** Decides whether a write failed because a unique index already holds such a row. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11_000;
}

/** Thrown when a row that must be the only one of its kind is there already. */
class ConflictError extends Error {
  override name = 'ConflictError';
}

/** Runs an insert; a second row where a unique index allows one is a conflict, and no fault. */
export async function insertOnce(what: string, insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (isDuplicateKey(error))
      throw new ConflictError(`there is such a ${what} already`, { cause: error });
    throw error;
  }
}
