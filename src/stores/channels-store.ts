import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type {
  Channel,
  ChannelState,
  Connection as Connected,
  LookFirst,
} from '../domain/channels/channel.ts';
import type { TokenFacts } from '../domain/channels/token.ts';
import { insertOnce, NotFoundError, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** `sealedCredentials` is what the vault made of the tokens; nothing else of them is stored. */
type Row = Omit<Channel, 'id'> & {
  _id: string;
  sealedCredentials: unknown;
  /** When the token is asked about next. */
  tokenCheckAt?: Date | null;
};

/** What tells one ciphertext from any other: sealing the same text again gives another one. */
export type SealedIdentity = { iv: string; wrapIv: string };

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
    lookFirst: { type: { since: Date, until: Date }, _id: false },
    createdAt: Date,
    sealedCredentials: Schema.Types.Mixed,
    token: Schema.Types.Mixed,
    connectedBy: Schema.Types.Mixed,
    tokenCheckAt: Date,
  },
  { ...rowOptions, collection: 'channels' },
);

/** A channel whose token is to be asked about; `dueAt` is null when it has no time yet. */
export type TokenCheck = { channel: Channel; dueAt: Date | null };

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
    async findSealedCredentials(channelId: string, tx?: Tx): Promise<unknown> {
      const row = await model.findById(channelId, { sealedCredentials: 1 }, within(tx)).lean();
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
    /**
     * Puts renewed tokens in the place of those that were traded for them; false when somebody else
     * has put others there meanwhile. A change of the master key alone is no change.
     */
    async replaceSealedCredentials(
      channelId: string,
      traded: Pick<SealedIdentity, 'iv'>,
      sealed: unknown,
    ): Promise<boolean> {
      const result = await model.updateOne(
        { _id: channelId, 'sealedCredentials.iv': traded.iv },
        { $set: { sealedCredentials: sealed } },
      );
      return result.matchedCount === 1;
    },
    /** Forgets a channel's tokens. */
    async removeCredentials(channelId: string, tx?: Tx): Promise<void> {
      await model.updateOne(
        { _id: channelId },
        { $set: { sealedCredentials: null, token: null } },
        within(tx),
      );
    },
    /** Every sealed secret that channels have. */
    async listSealed(): Promise<{ id: string; sealed: unknown }[]> {
      const rows = await model
        .find({ sealedCredentials: op({ $ne: null }) }, { sealedCredentials: 1 })
        .lean();
      return rows.map((row) => ({ id: row._id, sealed: row.sealedCredentials }));
    },
    /** Puts a secret under another key, unless it was changed since it was read. */
    async rewrapSealed(id: string, read: SealedIdentity, sealed: unknown): Promise<boolean> {
      const result = await model.updateOne(
        {
          _id: id,
          'sealedCredentials.iv': read.iv,
          'sealedCredentials.wrapIv': read.wrapIv,
        },
        { $set: { sealedCredentials: sealed } },
      );
      return result.matchedCount === 1;
    },
    /** Keeps what is known of a token, and when it is asked about next. */
    async saveToken(
      channelId: string,
      token: TokenFacts | null,
      tokenCheckAt: Date,
      tx?: Tx,
    ): Promise<void> {
      await model.updateOne({ _id: channelId }, { $set: { token, tokenCheckAt } }, within(tx));
    },
    async saveConnectedBy(channelId: string, connectedBy: Connected, tx?: Tx): Promise<void> {
      await model.updateOne({ _id: channelId }, { $set: { connectedBy } }, within(tx));
    },
    /** Channels with tokens whose check is due, or was never given a time. */
    async listTokenChecks(now: Date, limit: number): Promise<TokenCheck[]> {
      const rows = await model
        .find({
          state: op({ $ne: 'disconnected' }),
          $or: [{ tokenCheckAt: null }, { tokenCheckAt: op({ $lte: now }) }],
        })
        .sort({ tokenCheckAt: 1 })
        .limit(limit)
        .lean();
      return rows.map((row) => ({ channel: toChannel(row), dueAt: row.tokenCheckAt ?? null }));
    },
    /** Takes a check for this process by moving its time; false when somebody else just did. */
    async claimTokenCheck(channelId: string, dueAt: Date | null, next: Date): Promise<boolean> {
      const result = await model.updateOne(
        { _id: channelId, tokenCheckAt: dueAt },
        { $set: { tokenCheckAt: next } },
      );
      return result.modifiedCount === 1;
    },
    /** Every channel is looked at before the next post on it. */
    async lookFirstEverywhere(lookFirst: LookFirst, tx: Tx): Promise<void> {
      await model.updateMany({}, { $set: { lookFirst } }, within(tx));
    },
    /**
     * Moves a channel to a state; false when it already was there, or was connected anew after the
     * instant that the change is about.
     */
    async saveChannelState(
      channelId: string,
      state: ChannelState,
      stateReason: string | null,
      tx?: Tx,
      since?: Date,
    ): Promise<boolean> {
      const result = await model.updateOne(
        {
          _id: channelId,
          state: op({ $ne: state }),
          ...(since === undefined ? {} : { 'connectedBy.at': op({ $not: { $gt: since } }) }),
        },
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
    lookFirst: row.lookFirst ?? null,
    createdAt: row.createdAt,
    ...(row.token === undefined ? {} : { token: row.token }),
    ...(row.connectedBy === undefined ? {} : { connectedBy: row.connectedBy }),
  };
}
