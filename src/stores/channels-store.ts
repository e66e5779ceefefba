import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Channel, ChannelState } from '../domain/channels/channel.ts';
import { insertOnce, NotFoundError, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** `sealedCredentials` is what the vault made of the tokens; nothing else of them is stored. */
type Row = Omit<Channel, 'id'> & { _id: string; sealedCredentials: unknown };

const schema = new Schema<Row>(
  {
    _id: String,
    unitId: String,
    platform: String,
    accountId: String,
    name: String,
    handle: String,
    language: String,
    state: String,
    stateReason: String,
    publicUrl: String,
    createdAt: Date,
    sealedCredentials: Schema.Types.Mixed,
  },
  { ...rowOptions, collection: 'channels' },
);

export function createChannelsStore(connection: Connection) {
  const model = connection.model<Row>('Channel', schema);
  return {
    async findChannel(id: string): Promise<Channel | null> {
      const row = await model.findById(id).lean();
      return row === null ? null : toChannel(row);
    },
    async getChannel(id: string): Promise<Channel> {
      const row = await model.findById(id).lean();
      if (row === null) throw new NotFoundError('channel', id);
      return toChannel(row);
    },
    /** Channels of the given units, or of all when `unitIds` is left out (the desk itself). */
    async listChannels(
      query: { unitIds?: readonly string[]; ids?: readonly string[] } = {},
    ): Promise<Channel[]> {
      const rows = await model
        .find({
          ...(query.unitIds === undefined ? {} : { unitId: op({ $in: [...query.unitIds] }) }),
          ...(query.ids === undefined ? {} : { _id: op({ $in: [...query.ids] }) }),
        })
        .sort({ platform: 1, name: 1 })
        .lean();
      return rows.map(toChannel);
    },
    async insertChannel(channel: Channel, sealedCredentials: unknown, tx?: Tx): Promise<void> {
      const { id, ...rest } = channel;
      await insertOnce('channel', () =>
        model.create([{ _id: id, ...rest, sealedCredentials }], within(tx)),
      );
    },
    /** The sealed tokens of a channel; null when it has none. */
    async findSealedCredentials(channelId: string): Promise<unknown> {
      const row = await model.findById(channelId, { sealedCredentials: 1 }).lean();
      return row?.sealedCredentials ?? null;
    },
    /** The sealed tokens of those of these channels that have any. */
    async listSealedCredentials(
      channelIds: readonly string[],
    ): Promise<{ channelId: string; sealed: unknown }[]> {
      const rows = await model
        .find({ _id: op({ $in: [...channelIds] }) }, { sealedCredentials: 1 })
        .lean();
      return rows
        .filter((row) => row.sealedCredentials !== null && row.sealedCredentials !== undefined)
        .map((row) => ({ channelId: row._id, sealed: row.sealedCredentials }));
    },
    async saveSealedCredentials(channelId: string, sealed: unknown, tx?: Tx): Promise<void> {
      await model.updateOne(
        { _id: channelId },
        { $set: { sealedCredentials: sealed } },
        within(tx),
      );
    },
    /** Moves a channel to a state; false when it already was there. */
    async saveChannelState(
      channelId: string,
      state: ChannelState,
      stateReason: string | null,
      tx?: Tx,
    ): Promise<boolean> {
      const result = await model.updateOne(
        { _id: channelId, state: op({ $ne: state }) },
        { $set: { state, stateReason } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
  };
}

function toChannel(row: Row): Channel {
  return {
    id: row._id,
    unitId: row.unitId,
    platform: row.platform,
    accountId: row.accountId,
    name: row.name,
    handle: row.handle,
    language: row.language,
    state: row.state,
    stateReason: row.stateReason,
    publicUrl: row.publicUrl,
    createdAt: row.createdAt,
  };
}
