import type { Approval, ApprovalStatement } from '../../domain/approvals/approval.ts';
import { canonicalJson, sha256 } from '../../lib/hashing.ts';
import type { ApprovalSigner } from '../../lib/approval-signer.ts';

/**
 * Whether a stored approval is still what was signed: its content hashes to the stated hash, its
 * statement names that hash and these targets, and the signature verifies. Finds rows that were
 * changed in the database behind the desk's back.
 */
export function isApprovalIntact(
  approval: Approval,
  signer: Pick<ApprovalSigner, 'verify'>,
): boolean {
  if (sha256(approval.contentJson) !== approval.contentSha256) return false;
  if (!signer.verify(approval.statement, approval.signature)) return false;
  const statement = statementOf(approval);
  return (
    statement.contentSha256 === approval.contentSha256 &&
    statement.postId === approval.postId &&
    statement.revision === approval.revision &&
    statement.approverId === approval.approverId &&
    statement.approvedAt === approval.approvedAt.toISOString() &&
    canonicalJson(statement.targets) === canonicalJson(approval.targets)
  );
}

/** What was signed. Only that of an intact approval is to be believed. */
export function statementOf({ statement }: Approval): ApprovalStatement {
  return JSON.parse(statement) as ApprovalStatement;
}
