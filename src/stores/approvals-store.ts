import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Approval } from '../domain/approvals/approval.ts';
import { op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Approval, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    postId: String,
    revision: Number,
    contentJson: String,
    contentSha256: String,
    statement: String,
    targets: [{ _id: false, channelId: String, language: String, payloadSha256: String }],
    approverId: String,
    approverName: String,
    signature: { kind: { type: String }, value: String, publicKey: String },
    approvedAt: Date,
    voidedAt: Date,
  },
  { ...rowOptions, collection: 'approvals' },
);

export function createApprovalsStore(connection: Connection) {
  const model = connection.model<Row>('Approval', schema);
  return {
    async insertApproval(approval: Approval, tx: Tx): Promise<void> {
      const { id, ...rest } = approval;
      await model.create([{ _id: id, ...rest }], within(tx));
    },
    async listApprovalsById(ids: readonly string[]): Promise<Approval[]> {
      return (await model.find({ _id: op({ $in: [...ids] }) }).lean()).map(toApproval);
    },
    /** Every approval a post ever had, the first one first. */
    async listApprovalsOfPost(postId: string): Promise<Approval[]> {
      return (await model.find({ postId }).sort({ approvedAt: 1 }).lean()).map(toApproval);
    },
    async voidApprovals(postId: string, at: Date, tx: Tx): Promise<void> {
      await model.updateMany({ postId, voidedAt: null }, { $set: { voidedAt: at } }, within(tx));
    },
  };
}

function toApproval(row: Row): Approval {
  return {
    id: row._id,
    postId: row.postId,
    revision: row.revision,
    contentJson: row.contentJson,
    contentSha256: row.contentSha256,
    statement: row.statement,
    targets: row.targets.map(({ channelId, language, payloadSha256 }) => ({
      channelId,
      language,
      payloadSha256,
    })),
    approverId: row.approverId,
    approverName: row.approverName,
    signature: {
      kind: row.signature.kind,
      value: row.signature.value,
      publicKey: row.signature.publicKey,
    },
    approvedAt: row.approvedAt,
    voidedAt: row.voidedAt,
  };
}
