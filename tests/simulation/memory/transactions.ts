import type { InTransaction } from '../../../src/stores/connection.ts';
import type { Tx } from '../../../src/stores/rows.ts';
import { WriteConflict } from './memory-db.ts';
import type { Io, MemoryDb, MemoryTx } from './memory-db.ts';

/** Transactions as the driver runs them: a conflict runs the whole callback again. */
export function memoryTransactions(db: MemoryDb, io: Io): InTransaction {
  return async (work) => {
    for (let tries = 1; ; tries += 1) {
      const tx = db.begin();
      try {
        const result = await work(asTx(tx));
        await io.run('commit', () => db.end(tx, true), null);
        return result;
      } catch (error) {
        await io.run('abort', () => db.end(tx, false), null);
        if (!(error instanceof WriteConflict)) throw error;
        await io.pause(tries);
      }
    }
  };
}

/** Stores take the session of a transaction and hand it on; here it is one in memory. */
function asTx(tx: MemoryTx): Tx {
  return tx as unknown as Tx;
}

export function memoryTx(tx: Tx | undefined): MemoryTx | null {
  return tx === undefined ? null : (tx as unknown as MemoryTx);
}
