/**
 * A database in memory that behaves as the product's MongoDB does where publishing depends on it:
 * single rows change atomically, a transaction reads one snapshot and its second writer of a row
 * starts anew, and a write outside a transaction waits for the one that holds its row. Rows are
 * never changed in place: a reader keeps what it read.
 */

/** One way to the database: every call is one round trip, run when whoever is asked lets it. */
export type Io = {
  run<T>(name: string, act: () => T, tx: MemoryTx | null): Promise<T>;
  /** Whether this write of many rows lets others write between two rows. */
  yields(): boolean;
  /** Waits before a transaction that met another one starts anew. */
  pause(tries: number): Promise<void>;
};

export type MemoryTx = {
  /** What the transaction sees; set by its first operation. */
  snapshot: number | null;
  written: { finish(commits: boolean): void }[];
  ended: boolean;
};

/** Another transaction was quicker: the whole transaction starts anew. */
export class WriteConflict extends Error {
  override name = 'WriteConflict';
}

/** The database could not be asked, or its answer was lost. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
}

/** A unique index holds such a row already; the code is MongoDB's. */
export class DuplicateRow extends Error {
  override name = 'DuplicateRow';
  readonly code = 11_000;
}

/** A transaction holds the row: whoever writes outside one comes again later. */
export const LOCKED = new Error('the row is held by a transaction');

type Version<Row> = { value: Row | null; seq: number; older: Version<Row> | null };
type Cell<Row> = Version<Row> & { key: string; lock: MemoryTx | null; pending: Row | null };

export type MemoryDb = ReturnType<typeof createMemoryDb>;
export type Table<Row> = ReturnType<typeof createTable<Row>>;

export function createMemoryDb() {
  const db = {
    seq: 0,
    open: new Set<MemoryTx>(),
    begin(): MemoryTx {
      return { snapshot: null, written: [], ended: false };
    },
    /** Every operation of a transaction comes through here before it reads or writes. */
    enter(tx: MemoryTx): void {
      if (tx.ended) throw new WriteConflict('the transaction is over');
      if (tx.snapshot !== null) return;
      tx.snapshot = db.seq;
      db.open.add(tx);
    },
    end(tx: MemoryTx, commits: boolean): void {
      if (tx.ended) {
        if (commits) throw new WriteConflict('the transaction is over');
        return;
      }
      tx.ended = true;
      db.open.delete(tx);
      if (commits) db.seq += 1;
      for (const one of tx.written) one.finish(commits);
    },
  };
  return db;
}

export type TableOptions<Row> = {
  keyOf(row: Row): string;
  /** Rows with one and the same name cannot be inserted twice; null for no bound. */
  uniqueName?(row: Row): string | null;
  /** Called with each write, also those of transactions that are not through yet. */
  onWrite?(before: Row, after: Row): void;
  /** Called with each change as it becomes visible to everyone. */
  onChange?(before: Row | null, after: Row): void;
};

export function createTable<Row>(db: MemoryDb, options: TableOptions<Row>) {
  const cells = new Map<string, Cell<Row>>();

  const visible = (cell: Cell<Row>, tx: MemoryTx | null): Row | null => {
    if (tx === null) return cell.value;
    if (cell.lock === tx) return cell.pending;
    if (tx.snapshot === null || cell.seq <= tx.snapshot) return cell.value;
    let version = cell.older;
    while (version !== null && version.seq > tx.snapshot) version = version.older;
    return version === null ? null : version.value;
  };

  const publish = (cell: Cell<Row>, value: Row): void => {
    const before = cell.value;
    cell.older = db.open.size > 0 ? { value: before, seq: cell.seq, older: cell.older } : null;
    cell.value = value;
    cell.seq = db.seq;
    options.onChange?.(before, value);
  };

  const write = (cell: Cell<Row>, value: Row, tx: MemoryTx | null): void => {
    if (tx === null) {
      if (cell.lock !== null) throw LOCKED;
      db.seq += 1;
      publish(cell, value);
      return;
    }
    if (cell.lock !== tx) {
      if (cell.lock !== null || cell.seq > (tx.snapshot ?? db.seq)) throw conflict();
      cell.lock = tx;
      tx.written.push({
        finish: (commits) => {
          const { pending } = cell;
          cell.lock = null;
          cell.pending = null;
          if (commits && pending !== null) publish(cell, pending);
          else if (cell.value === null) cells.delete(cell.key);
        },
      });
    }
    cell.pending = value;
  };

  const requireUnique = (row: Row, tx: MemoryTx | null): void => {
    const name = options.uniqueName?.(row) ?? null;
    if (name === null) return;
    for (const cell of cells.values()) {
      const standing = cell.lock === null ? cell.value : cell.pending;
      if (standing === null || options.uniqueName?.(standing) !== name) continue;
      if (cell.lock !== null && cell.lock !== tx) throw tx === null ? LOCKED : conflict();
      // A row that came after the snapshot is not to be seen: the transaction starts anew.
      if (tx !== null && cell.seq > (tx.snapshot ?? db.seq)) throw conflict();
      throw new DuplicateRow(`there is such a row: ${name}`);
    }
  };

  return {
    insert(row: Row, tx: MemoryTx | null): void {
      requireUnique(row, tx);
      const key = options.keyOf(row);
      const found = cells.get(key);
      if (found !== undefined) {
        if (found.lock !== null && found.lock !== tx) throw tx === null ? LOCKED : conflict();
        if (tx !== null && found.seq > (tx.snapshot ?? db.seq)) throw conflict();
        throw new DuplicateRow(`there is a row ${key}`);
      }
      const cell: Cell<Row> = { key, value: null, seq: 0, older: null, lock: null, pending: null };
      cells.set(key, cell);
      write(cell, row, tx);
    },
    find(key: string, tx: MemoryTx | null): Row | null {
      const cell = cells.get(key);
      return cell === undefined ? null : visible(cell, tx);
    },
    /** In the order of insertion. */
    filter(where: (row: Row) => boolean, tx: MemoryTx | null): Row[] {
      const rows: Row[] = [];
      for (const cell of cells.values()) {
        const row = visible(cell, tx);
        if (row !== null && where(row)) rows.push(row);
      }
      return rows;
    },
    /** Changes one row when it is as expected; false when it is not. */
    updateOne(
      key: string,
      where: (row: Row) => boolean,
      change: (row: Row) => Row,
      tx: MemoryTx | null,
    ): boolean {
      const cell = cells.get(key);
      const row = cell === undefined ? null : visible(cell, tx);
      if (cell === undefined || row === null) return false;
      // Whoever comes second at a row waits for what the first one made of it.
      if (tx === null && cell.lock !== null && where(row)) throw LOCKED;
      if (!where(row)) return false;
      const changed = change(row);
      write(cell, changed, tx);
      options.onWrite?.(row, changed);
      return true;
    },
    /** Removes a row at once; only rows that no transaction writes are ever removed. */
    remove(key: string, where: (row: Row) => boolean): void {
      const cell = cells.get(key);
      const value = cell?.value ?? null;
      if (value !== null && where(value)) cells.delete(key);
    },
    /** What everyone sees now, for whoever watches. */
    all(): Row[] {
      return this.filter(() => true, null);
    },
  };
}

function conflict(): WriteConflict {
  return new WriteConflict('another transaction writes this row');
}

/** Changes every row that fits, each in one atomic write; returns how many that were. */
export async function updateMany<Row>(
  io: Io,
  name: string,
  table: Table<Row>,
  keyOf: (row: Row) => string,
  where: (row: Row) => boolean,
  change: (row: Row) => Row,
  tx: MemoryTx | null,
): Promise<number> {
  if (tx !== null || !io.yields()) {
    return io.run(
      name,
      () => {
        const keys = table.filter(where, tx).map(keyOf);
        return keys.filter((key) => table.updateOne(key, where, change, tx)).length;
      },
      tx,
    );
  }
  const keys = await io.run(`${name} (looks)`, () => table.filter(where, null).map(keyOf), null);
  let changed = 0;
  for (const key of keys) {
    const done = await io.run(name, () => table.updateOne(key, where, change, null), null);
    if (done) changed += 1;
  }
  return changed;
}
