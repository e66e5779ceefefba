import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Unit } from '../domain/people/unit.ts';
import { insertOnce, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Unit, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    key: String,
    name: { vi: String, en: String },
    parentId: String,
    zone: String,
    city: { vi: String, en: String },
  },
  { ...rowOptions, collection: 'units' },
);

export function createUnitsStore(connection: Connection) {
  const model = connection.model<Row>('Unit', schema);
  return {
    async listUnits(): Promise<Unit[]> {
      return (await model.find().sort({ key: 1 }).lean()).map(toDomain);
    },
    async findUnitByKey(key: string): Promise<Unit | null> {
      const row = await model.findOne({ key }).lean();
      return row === null ? null : toDomain(row);
    },
    async insertUnit(unit: Unit, tx?: Tx): Promise<void> {
      const { id, ...rest } = unit;
      await insertOnce('unit', () => model.create([{ _id: id, ...rest }], within(tx)));
    },
  };
}
