import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { DeskEvent, EventState, Release } from '../domain/events/event.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<DeskEvent, 'id'> & { _id: string };
/** Named by its event, so that a second signal finds the first one in its place. */
type ReleaseRow = Omit<Release, 'eventId'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    unitId: String,
    kind: String,
    title: { vi: String, en: String },
    place: String,
    startsAt: Date,
    zone: String,
    state: String,
    releaserId: String,
    deputyId: String,
    slippedFrom: Date,
    version: Number,
    createdBy: String,
    createdAt: Date,
    updatedAt: Date,
  },
  { ...rowOptions, collection: 'events' },
);

const releaseSchema = new Schema<ReleaseRow>(
  {
    _id: String,
    statement: String,
    signature: { value: String, publicKey: String },
    givenBy: String,
    givenByName: String,
    givenAt: Date,
  },
  { ...rowOptions, collection: 'releases' },
);

export type EventsQuery = {
  unitIds: readonly string[];
  states?: readonly EventState[];
  from?: Date;
  to?: Date;
  /** What begins last comes first. */
  lastFirst?: boolean;
  limit: number;
};

/** Events, and the signals that release what waits for them. */
export function createEventsStore(connection: Connection) {
  const model = connection.model<Row>('DeskEvent', schema);
  const releases = connection.model<ReleaseRow>('Release', releaseSchema);
  return {
    async insertEvent(event: DeskEvent, tx: Tx): Promise<void> {
      const { id, ...rest } = event;
      await model.create([{ _id: id, ...rest }], within(tx));
    },
    async findEvent(id: string, unitIds?: readonly string[], tx?: Tx): Promise<DeskEvent | null> {
      const scope = unitIds === undefined ? {} : { unitId: op({ $in: [...unitIds] }) };
      const row = await model.findOne({ _id: id, ...scope }, null, within(tx)).lean();
      return row === null ? null : toDomain(row);
    },
    async listEventsById(ids: readonly string[], tx?: Tx): Promise<DeskEvent[]> {
      if (ids.length === 0) return [];
      const rows = await model.find({ _id: op({ $in: [...ids] }) }, null, within(tx)).lean();
      return rows.map(toDomain);
    },
    async listEvents(query: EventsQuery): Promise<DeskEvent[]> {
      const { from, to } = query;
      const span = {
        ...(from === undefined ? {} : { $gte: from }),
        ...(to === undefined ? {} : { $lt: to }),
      };
      const rows = await model
        .find({
          unitId: op({ $in: [...query.unitIds] }),
          ...(query.states === undefined ? {} : { state: op({ $in: [...query.states] }) }),
          ...(from === undefined && to === undefined ? {} : { startsAt: op(span) }),
        })
        .sort({ startsAt: query.lastFirst === true ? -1 : 1, _id: 1 })
        .limit(query.limit)
        .lean();
      return rows.map(toDomain);
    },
    /**
     * Marks an event as decided about, inside a transaction that read it: whoever else decides about
     * what it carries comes before or after, so that no approval slips between a signal, a slip or
     * a cancellation and the deliveries that these move.
     */
    async touchEvent(id: string, tx: Tx): Promise<void> {
      await model.updateOne({ _id: id }, { $inc: { version: 1 } }, within(tx));
    },
    /** Writes an event over the version that was read; false when somebody else was quicker. */
    async saveEvent(event: DeskEvent, tx: Tx): Promise<boolean> {
      const { id, version, ...rest } = event;
      const result = await model.updateOne(
        { _id: id, version },
        { $set: rest, $inc: { version: 1 } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /**
     * Records the signal of an event, in a transaction that found none. A row that nobody signed,
     * made behind the desk's back, gives way to the real one.
     */
    async saveRelease({ eventId, ...release }: Release, tx: Tx): Promise<void> {
      await releases.updateOne(
        { _id: eventId },
        { $set: release },
        { upsert: true, ...within(tx) },
      );
    },
    async listReleases(eventIds: readonly string[], tx?: Tx): Promise<Release[]> {
      if (eventIds.length === 0) return [];
      const rows = await releases
        .find({ _id: op({ $in: [...eventIds] }) }, null, within(tx))
        .lean();
      return rows.map(({ _id, ...rest }) => ({ eventId: _id, ...rest }));
    },
  };
}
