import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { ChannelLoginRow } from '../domain/channels/login.ts';
import { op, rowOptions, toDomain } from './rows.ts';
import type { SealedIdentity } from './channels-store.ts';

/** Secrets of a login are sealed by the vault, each for its own field. */
export type StoredLogin = ChannelLoginRow & {
  stateSha256: string;
  sealedVerifier: unknown;
  sealedAccounts: unknown;
};
type Row = Omit<StoredLogin, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    stateSha256: String,
    sessionSha256: String,
    personId: String,
    platform: String,
    channelId: String,
    step: String,
    sealedVerifier: Schema.Types.Mixed,
    sealedAccounts: Schema.Types.Mixed,
    accounts: [{ _id: false, accountId: String, name: String, handle: String, missing: [String] }],
    expiresAt: Date,
  },
  { ...rowOptions, collection: 'logins' },
);

/** Logins that are under way: from the way to the platform until the account is chosen. */
export function createLoginsStore(connection: Connection) {
  const model = connection.model<Row>('Login', schema);
  return {
    async insertLogin({ id, ...rest }: StoredLogin): Promise<void> {
      await model.create([{ _id: id, ...rest }]);
    },
    async findLogin(id: string): Promise<StoredLogin | null> {
      const row = await model.findById(id).lean();
      return row === null ? null : toDomain(row);
    },
    async findLoginByState(stateSha256: string): Promise<StoredLogin | null> {
      const row = await model.findOne({ stateSha256 }).lean();
      return row === null ? null : toDomain(row);
    },
    /** Takes the one answer that a login may have; false when it was taken before. */
    async takeAnswer(id: string): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, step: 'asked' },
        { $set: { step: 'answered', sealedVerifier: null } },
      );
      return result.modifiedCount === 1;
    },
    /** Keeps the accounts that may be chosen from, their tokens sealed. */
    async saveAccounts(
      id: string,
      accounts: StoredLogin['accounts'],
      sealedAccounts: unknown,
      expiresAt: Date,
    ): Promise<void> {
      await model.updateOne(
        { _id: id, step: 'answered' },
        { $set: { step: 'choosing', accounts, sealedAccounts, expiresAt } },
      );
    },
    /** Ends a login: whatever it still knew is forgotten, and it cannot be answered again. */
    async endLogin(id: string): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $set: { step: 'ended', sealedVerifier: null, sealedAccounts: null } },
      );
    },
    /** Every sealed secret of logins that are under way. */
    async listSealed(): Promise<{ id: string; field: LoginField; sealed: unknown }[]> {
      const rows = await model.find({ step: op({ $ne: 'ended' }) }).lean();
      return rows.flatMap((row) =>
        loginFields
          .map((field) => ({ id: row._id, field, sealed: row[field] }))
          .filter(({ sealed }) => sealed !== null),
      );
    },
    /** Puts a secret under another key, unless it was changed since it was read. */
    async rewrapSealed(
      id: string,
      field: LoginField,
      read: SealedIdentity,
      sealed: unknown,
    ): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, [`${field}.iv`]: read.iv, [`${field}.wrapIv`]: read.wrapIv },
        { $set: { [field]: sealed } },
      );
      return result.matchedCount === 1;
    },
  };
}

const loginFields = ['sealedVerifier', 'sealedAccounts'] as const;
export type LoginField = (typeof loginFields)[number];
