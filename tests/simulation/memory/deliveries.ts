import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { mayMove, standingStates } from '../../../src/domain/deliveries/transitions.ts';
import type { Stores } from '../../../src/stores/stores.ts';
import { createTable, updateMany } from './memory-db.ts';
import type { Io, MemoryDb, MemoryTx, Table, TableOptions } from './memory-db.ts';
import { memoryTx } from './transactions.ts';

/** What pages alone ask for. A new function of the store is named here, or made in memory below. */
type PagesOnly =
  'listDeliveriesDue' | 'listDeliveriesIn' | 'countDeliveries' | 'listOfHold' | 'countOfHolds';
/** Restored backups, the check half an hour before and take-downs are no part of a simulation. */
type NotSimulated =
  | 'listPossiblySent'
  | 'listPlannedBetween'
  | 'askTakeDown'
  | 'beginTakeDown'
  | 'listTakenDown'
  | 'listTakeDownsDue'
  | 'claimTakeDown'
  | 'saveTakeDown';

/** What a hold can still stop, or would have to when it comes back from the platform. */
const holdable = ['planned', 'claimed', 'sending', 'refused', 'unknown', 'waiting'] as const;

export type DeliveriesTable = Table<Delivery>;

export function deliveriesTable(
  db: MemoryDb,
  watch: Pick<TableOptions<Delivery>, 'onChange' | 'onWrite'> = {},
): DeliveriesTable {
  return createTable<Delivery>(db, {
    keyOf: (row) => row.id,
    uniqueName: (row) =>
      isOneOf(row.state, standingStates) ? `${row.postId} ${row.channelId} ${row.language}` : null,
    ...watch,
  });
}

/** The delivery ledger in memory, filter by filter as the real one has them. */
export function memoryDeliveries(
  table: DeliveriesTable,
  io: Io,
): Omit<Stores['deliveries'], PagesOnly | NotSimulated> {
  const list = (name: string, where: (row: Delivery) => boolean, tx: MemoryTx | null = null) =>
    io.run(name, () => table.filter(where, tx), tx);
  const update = (
    name: string,
    where: (row: Delivery) => boolean,
    change: (row: Delivery) => Delivery,
    tx: MemoryTx | null = null,
  ) => updateMany(io, name, table, (row) => row.id, where, change, tx);

  return {
    insertDeliveries: (deliveries, tx) =>
      io.run(
        'deliveries.insert',
        () => {
          for (const row of deliveries) table.insert(row, memoryTx(tx));
        },
        memoryTx(tx),
      ),
    findDelivery: (id, unitIds) =>
      io.run(
        'deliveries.find',
        () => {
          const row = table.find(id, null);
          return row === null || unitIds?.includes(row.unitId) === false ? null : row;
        },
        null,
      ),
    listDeliveriesOfPosts: async (postIds, tx) =>
      (
        await list('deliveries.ofPosts', (row) => postIds.includes(row.postId), memoryTx(tx))
      ).toSorted(byDue),
    listDeliveriesOnChannels: async ({ channelIds, from, to, exceptPostId }) =>
      (
        await list(
          'deliveries.onChannels',
          (row) =>
            channelIds.includes(row.channelId) &&
            row.dueAt >= from &&
            row.dueAt < to &&
            row.state !== 'cancelled' &&
            row.postId !== exceptPostId,
        )
      ).toSorted(byDue),
    listFirstDue: ({ now, notOlderThan, limit, notOnChannels }) =>
      io.run(
        'deliveries.firstDue',
        () => {
          const first = new Map<string, Delivery>();
          for (const row of table.filter(
            (one) =>
              one.state === 'planned' &&
              one.heldBy === null &&
              one.dueAt <= now &&
              (notOlderThan === null || one.dueAt >= notOlderThan) &&
              !notOnChannels.includes(one.channelId),
            null,
          )) {
            const known = first.get(row.channelId);
            if (known === undefined || row.dueAt < known.dueAt) first.set(row.channelId, row);
          }
          return [...first.values()]
            .sort(byDue)
            .slice(0, limit)
            .map(({ id, channelId }) => ({ id, channelId }));
        },
        null,
      ),
    claimDeliveries: async (ids, lease, now, dueBy) => {
      if (ids.length === 0) return [];
      await update(
        'deliveries.claim',
        (row) =>
          ids.includes(row.id) &&
          row.state === 'planned' &&
          row.dueAt <= (dueBy ?? now) &&
          row.heldBy === null,
        ({ disconnected: _stamp, ...row }) => ({
          ...row,
          state: 'claimed',
          stateSince: now,
          lease,
        }),
      );
      return list(
        'deliveries.claimed',
        (row) =>
          ids.includes(row.id) && row.state === 'claimed' && row.lease?.token === lease.token,
      );
    },
    startSending: async ({ looked, lease, now }) => {
      if (looked.length === 0) return [];
      const ids = looked.map((one) => one.id);
      await update(
        'deliveries.startSending',
        (row) =>
          looked.some(
            (one) =>
              one.id === row.id &&
              one.approvalId === row.approvalId &&
              one.revision === row.revision &&
              one.contentSha256 === row.contentSha256 &&
              one.payloadSha256 === row.payloadSha256,
          ) &&
          row.state === 'claimed' &&
          row.lease?.token === lease.token &&
          row.heldBy === null &&
          row.disconnected === undefined &&
          row.notBefore <= now &&
          row.until >= now,
        (row) => ({
          ...row,
          state: 'sending',
          stateSince: now,
          reason: null,
          lease,
          attempts: row.attempts + 1,
        }),
      );
      const rows = await list(
        'deliveries.started',
        (row) =>
          ids.includes(row.id) && row.state === 'sending' && row.lease?.token === lease.token,
      );
      return rows.map((row) => row.id);
    },
    renewClaim: (id, leaseToken, expiresAt) =>
      io.run(
        'deliveries.renewClaim',
        () =>
          table.updateOne(
            id,
            (row) =>
              row.state === 'claimed' && row.lease?.token === leaseToken && row.heldBy === null,
            (row) => ({
              ...row,
              lease: row.lease === null ? null : { ...row.lease, expiresAt, uploading: true },
            }),
            null,
          ),
        null,
      ),
    moveDelivery: async ({ id, from, to, at, change, leaseToken, attempts }, tx) => {
      requireEdge(from, to);
      return io.run(
        `deliveries.move ${from} ${to}`,
        () =>
          table.updateOne(
            id,
            (row) =>
              row.state === from &&
              (leaseToken === undefined || row.lease?.token === leaseToken) &&
              (attempts === undefined || row.attempts === attempts),
            (row) => ({ ...row, lease: null, ...change, state: to, stateSince: at }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    listStillSending: async (deliveries, tx) => {
      const ids = deliveries.map((one) => one.id);
      const tokens = deliveries.map((one) => one.lease?.token ?? '');
      const rows = await list(
        'deliveries.stillSending',
        (row) =>
          ids.includes(row.id) &&
          row.state === 'sending' &&
          row.lease !== null &&
          tokens.includes(row.lease.token),
        memoryTx(tx),
      );
      return new Set(rows.map((row) => row.id));
    },
    moveDeliveries: async (moves, tx) => {
      if (moves.length === 0) return;
      for (const { from, to } of moves) requireEdge(from, to);
      await io.run(
        'deliveries.moveMany',
        () => {
          for (const { id, from, to, at, change } of moves) {
            table.updateOne(
              id,
              (row) => row.state === from,
              (row) => ({ ...row, lease: null, ...change, state: to, stateSince: at }),
              memoryTx(tx),
            );
          }
        },
        memoryTx(tx),
      );
    },
    postponeChannel: async (channelId, to, now) => {
      const soon = (row: Delivery): boolean =>
        row.channelId === channelId && row.state === 'planned' && row.dueAt < to;
      await update(
        'deliveries.postpone',
        (row) => soon(row) && row.until >= to,
        (row) => ({ ...row, dueAt: to, reason: 'rate', stateSince: now }),
      );
      return list('deliveries.stranded', (row) => soon(row) && row.until < to);
    },
    cancelOfPost: (postId, states, reason, at, tx) =>
      update(
        'deliveries.cancelOfPost',
        (row) => row.postId === postId && states.includes(row.state),
        (row) => ({ ...row, state: 'cancelled', reason, stateSince: at, lease: null }),
        memoryTx(tx),
      ),
    stampDisconnected: async (channelId, tx) => {
      await update(
        'deliveries.stampDisconnected',
        (row) => row.channelId === channelId && isOneOf(row.state, ['planned', 'claimed']),
        (row) => ({ ...row, disconnected: true }),
        memoryTx(tx),
      );
    },
    markSeen: async (id, seenAt, permalink, tx) => {
      await io.run(
        'deliveries.markSeen',
        () =>
          table.updateOne(
            id,
            (row) => row.state === 'sent' && row.seenAt === null,
            (row) => ({ ...row, seenAt, ...(permalink === null ? {} : { permalink }) }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    findNextDue: async (after) =>
      (
        await list(
          'deliveries.nextDue',
          (row) => row.state === 'planned' && row.dueAt > after && row.heldBy === null,
        )
      ).toSorted(byDue)[0]?.dueAt ?? null,
    countBusy: async (now, silentChannels) =>
      (
        await list(
          'deliveries.busy',
          (row) =>
            row.state === 'claimed' ||
            row.state === 'sending' ||
            (row.state === 'planned' &&
              row.dueAt <= now &&
              row.heldBy === null &&
              silentChannels?.includes(row.channelId) !== true),
        )
      ).length,
    countOverdue: async (before) =>
      (
        await list(
          'deliveries.overdue',
          (row) => row.state === 'planned' && row.heldBy === null && row.dueAt < before,
        )
      ).length,
    listExpiredLeases: (states, expiredBefore) =>
      list(
        'deliveries.expired',
        (row) =>
          states.includes(row.state) && row.lease !== null && row.lease.expiresAt < expiredBefore,
      ),
    listOverdue: (now) =>
      list(
        'deliveries.listOverdue',
        (row) =>
          row.state === 'planned' && (row.until < now || (row.dueAt <= now && row.heldBy !== null)),
      ),
    listUnsettled: async ({ unknownUntil, sentFrom, sentUntil, channelId, limit }) =>
      (
        await list(
          'deliveries.unsettled',
          (row) =>
            row.seenAt === null &&
            (channelId === undefined || row.channelId === channelId) &&
            ((row.state === 'unknown' && row.stateSince <= unknownUntil) ||
              (row.state === 'sent' && row.stateSince >= sentFrom && row.stateSince <= sentUntil)),
        )
      )
        .toSorted((a, b) => a.stateSince.getTime() - b.stateSince.getTime())
        .slice(0, limit),
    listOwnersOf: async (channelIds, platformPostIds, tx) => {
      const rows = await list(
        'deliveries.owners',
        (row) =>
          channelIds.includes(row.channelId) &&
          row.platformPostId !== null &&
          platformPostIds.includes(row.platformPostId),
        memoryTx(tx),
      );
      return rows.map(({ id, channelId, platformPostId }) => ({
        id,
        channelId,
        platformPostId: platformPostId ?? '',
      }));
    },
    listSamePayload: (channelId, payloadSha256) =>
      list(
        'deliveries.samePayload',
        (row) =>
          row.channelId === channelId && row.payloadSha256 === payloadSha256 && row.attempts > 0,
      ),
    listHoldable: async ({ notUnder, channelId, postId, states }, tx) => {
      const rows = await list(
        'deliveries.holdable',
        (row) =>
          isOneOf(row.state, states ?? holdable) &&
          (notUnder === undefined || !row.holdIds.includes(notUnder)) &&
          (channelId === undefined || row.channelId === channelId) &&
          (postId === undefined || row.postId === postId),
        memoryTx(tx),
      );
      return rows.map((row) => ({
        id: row.id,
        postId: row.postId,
        channelId: row.channelId,
        unitId: row.unitId,
        state: row.state,
      }));
    },
    stampHold: async (holdId, ids, tx) => {
      if (ids.length === 0) return;
      await update(
        'deliveries.stampHold',
        (row) => ids.includes(row.id) && isOneOf(row.state, holdable),
        (row) => ({
          ...row,
          holdIds: row.holdIds.includes(holdId) ? row.holdIds : [...row.holdIds, holdId],
          heldBy: row.heldBy ?? holdId,
        }),
        memoryTx(tx),
      );
    },
    listHeldPlanned: async (limit) =>
      (
        await list(
          'deliveries.heldPlanned',
          (row) => row.state === 'planned' && row.heldBy !== null,
        )
      )
        .toSorted(byDue)
        .slice(0, limit),
    holdBack: async (ids, at, tx) => {
      const these = (row: Delivery): boolean =>
        ids.includes(row.id) && row.state === 'planned' && row.heldBy !== null;
      const rows = await list('deliveries.toHoldBack', these, memoryTx(tx));
      await update(
        'deliveries.holdBack',
        these,
        (row) => ({ ...row, state: 'waiting', reason: 'hold', stateSince: at, lease: null }),
        memoryTx(tx),
      );
      return rows.map((row) => row.id);
    },
    listUnder: async (holdId, limit, tx) =>
      (
        await list(
          'deliveries.underHold',
          (row) => row.holdIds.includes(holdId) && row.state !== 'sending',
          memoryTx(tx),
        )
      )
        .toSorted(byDue)
        .slice(0, limit),
    takeHoldOff: async (holdId, ids, at, tx) => {
      await update(
        'deliveries.takeHoldOff',
        (row) => ids.includes(row.id) && row.holdIds.includes(holdId),
        (row) => {
          const stops = row.state === 'planned' || row.state === 'claimed';
          const holdIds = row.holdIds.filter((id) => id !== holdId);
          const heldBy = holdIds[0] ?? null;
          const state = stops ? 'waiting' : row.state;
          const reason = stops ? 'hold' : row.reason;
          return {
            ...row,
            stateSince: stops ? at : row.stateSince,
            lease: stops ? null : row.lease,
            state,
            reason,
            holdIds,
            heldBy,
            reviewOf:
              heldBy === null && state === 'waiting' && reason === 'hold' ? holdId : row.reviewOf,
          };
        },
        memoryTx(tx),
      );
    },
    listStampedHolds: async (unitIds) => {
      const rows = await list(
        'deliveries.stampedHolds',
        (row) => row.heldBy !== null && unitIds?.includes(row.unitId) !== false,
      );
      return [...new Set(rows.flatMap((row) => row.holdIds))];
    },
    listDeliveriesOfEvents: async (eventIds, tx) =>
      (
        await list(
          'deliveries.ofEvents',
          (row) => row.eventId !== null && eventIds.includes(row.eventId),
          memoryTx(tx),
        )
      ).toSorted(byDue),
    moveWithEvent: async (moves, at, tx) => {
      for (const { from, to } of moves) {
        if (from.state !== to.state) requireEdge(from.state, to.state);
      }
      return io.run(
        'deliveries.moveWithEvent',
        () =>
          moves.filter(({ id, from, to }) =>
            table.updateOne(
              id,
              (row) => row.state === from.state && row.reason === from.reason,
              (row) => ({
                ...row,
                ...to,
                lease: null,
                stateSince:
                  from.state === to.state && from.reason === to.reason ? row.stateSince : at,
              }),
              memoryTx(tx),
            ),
          ).length,
        memoryTx(tx),
      );
    },
    listUnsignalled: (now) =>
      list(
        'deliveries.unsignalled',
        (row) => row.state === 'waiting' && row.reason === 'release' && row.until < now,
      ),
    listWaitingFor: async (reason, now, limit) =>
      (
        await list(
          'deliveries.waitingFor',
          (row) =>
            row.state === 'waiting' &&
            row.reason === reason &&
            row.until > now &&
            row.heldBy === null,
        )
      )
        .toSorted(byDue)
        .slice(0, limit),
  };
}

function byDue(a: Delivery, b: Delivery): number {
  return a.dueAt.getTime() - b.dueAt.getTime();
}

function isOneOf<T extends string>(value: string, values: readonly T[]): value is T {
  return (values as readonly string[]).includes(value);
}

function requireEdge(from: Delivery['state'], to: Delivery['state']): void {
  if (!mayMove(from, to)) throw new Error(`a delivery cannot go from ${from} to ${to}`);
}
