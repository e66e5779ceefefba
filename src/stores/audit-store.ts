import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { AuditAction, AuditEntry } from '../domain/records/audit.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<AuditEntry, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    at: Date,
    actorId: String,
    actorName: String,
    action: String,
    objectType: String,
    objectId: String,
    unitId: String,
    before: String,
    after: String,
    detail: Schema.Types.Mixed,
    source: String,
    requestId: String,
  },
  { ...rowOptions, collection: 'audit' },
);

export type AuditStore = ReturnType<typeof createAuditStore>;

/** Entries are only ever added, in the transaction of the change that they tell of. */
export function createAuditStore(connection: Connection) {
  const model = connection.model<Row>('AuditEntry', schema);
  return {
    async insertEntries(entries: readonly AuditEntry[], tx?: Tx): Promise<void> {
      if (entries.length === 0) return;
      await model.insertMany(
        entries.map(({ id, ...rest }) => ({ _id: id, ...rest })),
        within(tx),
      );
    },
    async listEntriesOf(objectIds: readonly string[]): Promise<AuditEntry[]> {
      const rows = await model
        .find({ objectId: op({ $in: [...objectIds] }) })
        .sort({ at: 1, _id: 1 })
        .lean();
      return rows.map(toDomain);
    },
    /** When the last entry was made; null on a desk where nothing happened yet. */
    async findNewestTime(): Promise<Date | null> {
      const row = await model.findOne({}, { at: 1 }).sort({ at: -1 }).lean();
      return row?.at ?? null;
    },
    /** The newest entries of some actions, newest first. */
    async listNewest(actions: readonly AuditAction[], limit: number): Promise<AuditEntry[]> {
      const rows = await model
        .find({ action: op({ $in: [...actions] }) })
        .sort({ at: -1, _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(toDomain);
    },
    /** Newest first. Entries without a unit belong to the whole desk; `actorId` null is the desk itself. */
    async listEntries(query: {
      unitIds: readonly string[];
      withoutUnit: boolean;
      actorId?: string | null;
      page: number;
      pageSize: number;
    }): Promise<{ entries: AuditEntry[]; total: number }> {
      const filter = {
        unitId: op({ $in: query.withoutUnit ? [...query.unitIds, null] : [...query.unitIds] }),
        ...(query.actorId === undefined ? {} : { actorId: query.actorId }),
      };
      const [rows, total] = await Promise.all([
        model
          .find(filter)
          .sort({ at: -1, _id: 1 })
          .skip((query.page - 1) * query.pageSize)
          .limit(query.pageSize)
          .lean(),
        model.countDocuments(filter),
      ]);
      return { entries: rows.map(toDomain), total };
    },
  };
}
