import type { Stores } from '../../../src/stores/stores.ts';
import { createTable, updateMany } from './memory-db.ts';
import type { Io, MemoryDb, Table } from './memory-db.ts';

export type TurnRow = {
  id: string;
  token: string | null;
  expiresAt: Date | null;
  freeAt: Date;
  recent: Date[];
};

const MOST_RECENT = 100;
const LONG_AGO = new Date(0);

export function turnsTable(db: MemoryDb): Table<TurnRow> {
  return createTable<TurnRow>(db, { keyOf: (row) => row.id });
}

/** Whose turn it is on each channel, in memory. */
export function memoryTurns(table: Table<TurnRow>, io: Io): Stores['turns'] {
  const keyOf = (row: TurnRow): string => row.id;
  return {
    listBusyChannels: (now, real) =>
      io.run(
        'turns.busy',
        () =>
          table
            .filter(
              (row) => row.freeAt > now || (row.expiresAt !== null && row.expiresAt > real),
              null,
            )
            .map(keyOf),
        null,
      ),
    findNextFree: (after) =>
      io.run(
        'turns.nextFree',
        () => {
          const ahead = table.filter((row) => row.freeAt > after, null);
          return ahead.length === 0
            ? null
            : new Date(Math.min(...ahead.map((row) => row.freeAt.getTime())));
        },
        null,
      ),
    takeTurns: async ({ channelIds, token, expiresAt, now, real }) => {
      const take = () =>
        updateMany(
          io,
          'turns.take',
          table,
          keyOf,
          (row) =>
            channelIds.includes(row.id) &&
            row.freeAt <= now &&
            (row.token === null || (row.expiresAt !== null && row.expiresAt <= real)),
          (row) => ({ ...row, token, expiresAt }),
          null,
        );
      if ((await take()) < channelIds.length) {
        const added = await io.run(
          'turns.addMissing',
          () => {
            const missing = channelIds.filter((id) => table.find(id, null) === null);
            for (const id of missing) {
              table.insert(
                { id, token: null, expiresAt: null, freeAt: LONG_AGO, recent: [] },
                null,
              );
            }
            return missing.length;
          },
          null,
        );
        if (added > 0) await take();
      }
      const mine = await io.run(
        'turns.mine',
        () => table.filter((row) => channelIds.includes(row.id) && row.token === token, null),
        null,
      );
      return new Map(mine.map((row) => [row.id, row.recent]));
    },
    endTurns: async (ends) => {
      if (ends.length === 0) return;
      await io.run(
        'turns.end',
        () => {
          for (const { token, channelId, freeAt, postedAt } of ends) {
            table.updateOne(
              channelId,
              (row) => row.token === token,
              (row) => ({
                ...row,
                token: null,
                expiresAt: null,
                freeAt,
                recent:
                  postedAt === null ? row.recent : [...row.recent, postedAt].slice(-MOST_RECENT),
              }),
              null,
            );
          }
        },
        null,
      );
    },
  };
}
