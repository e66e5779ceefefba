import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Hold } from '../domain/deliveries/hold.ts';
import { op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** `announced`: deliveries are being stamped, and the hold itself is not saved yet. */
type Row = Omit<Hold, 'id'> & { _id: string; announced: boolean };

const schema = new Schema<Row>(
  {
    _id: String,
    announced: Boolean,
    kind: String,
    scope: Schema.Types.Mixed,
    exempt: [String],
    reason: String,
    byUnitId: String,
    startedBy: String,
    startedByName: String,
    startedAt: Date,
    until: Date,
    endedBy: String,
    endedAt: Date,
  },
  { ...rowOptions, collection: 'holds' },
);

export function createHoldsStore(connection: Connection) {
  const model = connection.model<Row>('Hold', schema);
  return {
    /** Makes a hold known before its stamps, so that nobody takes them for left-overs. */
    async announceHold({ id, ...rest }: Hold): Promise<void> {
      await model.create([{ _id: id, ...rest, announced: true }]);
    },
    /** Saves a hold: from the commit on it is in force. */
    async saveHold({ id, ...rest }: Hold, tx: Tx): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $set: { ...rest, announced: false } },
        { ...within(tx), upsert: true },
      );
    },
    async findHold(id: string): Promise<Hold | null> {
      const row = await model.findOne({ _id: id, announced: false }).lean();
      return row === null ? null : toHold(row);
    },
    async listHoldsInForce(tx?: Tx): Promise<Hold[]> {
      const rows = await model.find({ endedAt: null, announced: false }, null, within(tx)).lean();
      return rows.map(toHold);
    },
    /** Holds that ended, the newest end first. */
    async listEndedHolds(limit: number): Promise<Hold[]> {
      const rows = await model
        .find({ endedAt: op({ $ne: null }), announced: false })
        .sort({ endedAt: -1 })
        .limit(limit)
        .lean();
      return rows.map(toHold);
    },
    /** Holds in force at any time of a span: the report marks these days. */
    async listHoldsBetween(from: Date, to: Date): Promise<Hold[]> {
      const rows = await model
        .find({
          announced: false,
          startedAt: op({ $lt: to }),
          $or: [{ endedAt: null }, { endedAt: op({ $gt: from }) }],
        })
        .sort({ startedAt: 1 })
        .lean();
      return rows.map(toHold);
    },
    /** Whether stamps of this hold are left-overs: it ended, or was announced and never saved. */
    async isOver(id: string, announcedBefore: Date): Promise<boolean> {
      const row = await model.findOne({ _id: id }).lean();
      if (row === null) return true;
      return row.announced ? row.startedAt < announcedBefore : row.endedAt !== null;
    },
    /** A unit that is made below a held one is held from its first post on. */
    async coverNewUnit(unitId: string, parentId: string, tx: Tx): Promise<void> {
      await model.updateMany(
        { endedAt: null, 'scope.kind': 'unit', 'scope.unitIds': parentId },
        { $addToSet: { 'scope.unitIds': unitId } },
        within(tx),
      );
    },
    /** Ends a hold once; false when it was over already. */
    async endHold(id: string, endedBy: string | null, endedAt: Date, tx: Tx): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, endedAt: null, announced: false },
        { $set: { endedBy, endedAt } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
  };
}

function toHold({ _id, announced: _announced, ...rest }: Row): Hold {
  return { ...rest, id: _id };
}
