import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type {
  ChangeState,
  ReferenceChange,
  ReferenceSet,
} from '../domain/language/reference/reference.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** The entry is kept as text: its fields are the data's own, and none is an operator. */
type Row = Omit<ReferenceChange, 'id' | 'value'> & { _id: string; value: string | null };

const schema = new Schema<Row>(
  {
    _id: String,
    set: String,
    key: String,
    value: String,
    reason: String,
    state: String,
    proposedBy: String,
    proposedByName: String,
    proposedAt: Date,
    decidedBy: String,
    decidedByName: String,
    decidedAt: Date,
    n: Number,
  },
  { ...rowOptions, collection: 'referenceChanges' },
);

/** Changes of terms, offices, partners and days, each with who proposed and who confirmed it. */
export function createLanguageStore(connection: Connection) {
  const model = connection.model<Row>('ReferenceChange', schema);
  return {
    async insertChange(change: ReferenceChange, tx: Tx): Promise<void> {
      await model.create([toRow(change)], within(tx));
    },
    async findChange(id: string, tx?: Tx): Promise<ReferenceChange | null> {
      const row = await model.findOne({ _id: id }, null, within(tx)).lean();
      return row === null ? null : toChange(row);
    },
    /** The newest proposals first. */
    async listChanges(
      query: { set?: ReferenceSet; key?: string; state?: ChangeState },
      tx?: Tx,
    ): Promise<ReferenceChange[]> {
      const rows = await model
        .find(query, null, within(tx))
        .sort({ proposedAt: -1, _id: 1 })
        .lean();
      return rows.map(toChange);
    },
    async listConfirmed(): Promise<ReferenceChange[]> {
      const rows = await model.find({ state: 'confirmed' }).sort({ n: 1 }).lean();
      return rows.map(toChange);
    },
    /** The number of the last confirmed change; 0 when there is none. */
    async lastConfirmed(tx?: Tx): Promise<number> {
      const row = await model
        .findOne({ n: op({ $ne: null }) }, { n: 1 }, within(tx))
        .sort({ n: -1 })
        .lean();
      return row?.n ?? 0;
    },
    /** Writes a decision over an open proposal; false when somebody decided before. */
    async decideChange(change: ReferenceChange, tx: Tx): Promise<boolean> {
      const { state, decidedBy, decidedByName, decidedAt, n } = change;
      const result = await model.updateOne(
        { _id: change.id, state: 'proposed' },
        { $set: { state, decidedBy, decidedByName, decidedAt, n } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
  };
}

function toRow({ id, value, ...rest }: ReferenceChange): Row {
  return { _id: id, ...rest, value: value === null ? null : JSON.stringify(value) };
}

function toChange(row: Row): ReferenceChange {
  const { value, ...rest } = toDomain(row);
  return {
    ...rest,
    value: value === null ? null : (JSON.parse(value) as ReferenceChange['value']),
  };
}
