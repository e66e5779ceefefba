import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Notice, NoticeKind, NoticeMail } from '../domain/notices/notice.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Notice, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    personId: String,
    kind: String,
    postId: String,
    deliveryId: String,
    eventId: String,
    parameters: Schema.Types.Mixed,
    createdAt: Date,
    readAt: Date,
    mail: String,
  },
  { ...rowOptions, collection: 'notices' },
);

export function createNoticesStore(connection: Connection) {
  const model = connection.model<Row>('Notice', schema);
  return {
    async insertNotices(notices: readonly Notice[], tx?: Tx): Promise<void> {
      if (notices.length === 0) return;
      await model.insertMany(
        notices.map(({ id, ...rest }) => ({ _id: id, ...rest })),
        within(tx),
      );
    },
    async listUnread(personId: string, limit: number): Promise<Notice[]> {
      const rows = await model
        .find({ personId, readAt: null })
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean();
      return rows.map(toDomain);
    },
    /** Marks one of the person's own notices as read. */
    async markRead(id: string, personId: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id, personId, readAt: null }, { $set: { readAt: at } });
    },
    /** Marks what a person was told about a post as read, once the post moved on. */
    async markPostRead(postId: string, personId: string, at: Date): Promise<void> {
      await model.updateMany({ postId, personId, readAt: null }, { $set: { readAt: at } });
    },
    /**
     * Takes back what people were told about a delivery: read, and not mailed any more. Returns
     * those whose mail is out already.
     */
    async settleOfDelivery(
      deliveryId: string,
      kinds: readonly NoticeKind[],
      at: Date,
      tx: Tx,
    ): Promise<string[]> {
      const these = { deliveryId, kind: op({ $in: [...kinds] }) };
      const mailed = await model
        .find({ ...these, mail: op({ $nin: ['planned', 'none'] }) }, { personId: 1 }, within(tx))
        .lean();
      await model.updateMany({ ...these, readAt: null }, { $set: { readAt: at } }, within(tx));
      await model.updateMany({ ...these, mail: 'planned' }, { $set: { mail: 'none' } }, within(tx));
      return [...new Set(mailed.map((row) => row.personId))];
    },
    /** Takes back what people were told about a channel: read, and not mailed any more. */
    async settleOfChannel(
      channelId: string,
      kinds: readonly NoticeKind[],
      at: Date,
      tx?: Tx,
    ): Promise<void> {
      const these = { 'parameters.channelId': channelId, kind: op({ $in: [...kinds] }) };
      await model.updateMany({ ...these, readAt: null }, { $set: { readAt: at } }, within(tx));
      await model.updateMany({ ...these, mail: 'planned' }, { $set: { mail: 'none' } }, within(tx));
    },
    /** Counts what was told before this instant as read and mails nothing of it any more. */
    async settleOlderThan(before: Date, readAt: Date): Promise<void> {
      await model.updateMany(
        { createdAt: op({ $lt: before }) },
        { $set: { readAt, mail: 'none' } },
      );
    },
    /** Nobody has to learn any more that a post waits, once it was decided on. */
    async settleSubmission(postId: string, at: Date): Promise<void> {
      await model.updateMany(
        { postId, kind: 'post-submitted', readAt: null },
        { $set: { readAt: at } },
      );
    },
    /** Takes the next notice to be mailed: it is `sending` from here on and never taken again. */
    async claimForMail(): Promise<Notice | null> {
      const row = await model
        .findOneAndUpdate(
          { mail: 'planned' },
          { $set: { mail: 'sending' } },
          { sort: { createdAt: 1 } },
        )
        .lean();
      return row === null ? null : { ...toDomain(row), mail: 'sending' };
    },
    async saveMail(id: string, mail: NoticeMail): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { mail } });
    },
  };
}
