import type { Post } from '../posts/post.ts';

/** One channel and language that the approval covers, with the hash of the exact payload. */
export type ApprovedTarget = { channelId: string; language: string; payloadSha256: string };

/**
 * The spokesperson's decision over an exact content. `contentJson` and `statement` are stored as
 * the exact strings that were hashed and signed.
 */
export type Approval = {
  id: string;
  postId: string;
  revision: number;
  contentJson: string;
  contentSha256: string;
  statement: string;
  targets: ApprovedTarget[];
  approverId: string;
  approverName: string;
  signature: ApprovalSignature;
  approvedAt: Date;
  /** Set when the post was withdrawn or edited after this approval; it then covers nothing. */
  voidedAt: Date | null;
};

/** Ed25519 over the UTF-8 bytes of `statement`, base64, with the SPKI public key that verifies it. */
export type ApprovalSignature = {
  kind: 'server-ed25519';
  value: string;
  publicKey: string;
};

/** What is signed: a canonical JSON string of this value. */
export type ApprovalStatement = {
  schema: 'sugia.approval.v1';
  decision: 'approve';
  postId: string;
  revision: number;
  contentSha256: string;
  /** Left out where it was signed before it was part of a statement. */
  filedUnder?: FiledUnder;
  targets: ApprovedTarget[];
  approverId: string;
  approvedAt: string;
};

/** What decides which holds cover a post. It stands outside the content and is approved with it. */
export type FiledUnder = Pick<Post, 'unitId' | 'topic' | 'eventId'>;

/** The part of a post that an approval signs beside its content. */
export function filedUnder({ unitId, topic, eventId }: Post): FiledUnder {
  return { unitId, topic, eventId };
}
