import type { Release, ReleaseStatement } from '../../domain/events/event.ts';
import type { ApprovalSigner } from '../../lib/approval-signer.ts';

/**
 * Whether a stored signal is still what was signed: its statement names this event, giver and
 * instant, and the signature verifies. Finds rows that were made or changed in the database.
 */
export function isReleaseIntact(release: Release, signer: ApprovalSigner): boolean {
  if (!signer.verify(release.statement, release.signature)) return false;
  const statement = JSON.parse(release.statement) as ReleaseStatement;
  return (
    // The schema keeps an approval's statement, signed by the same key, from passing for a signal.
    (statement.schema as string) === 'sugia.release.v1' &&
    statement.eventId === release.eventId &&
    statement.givenBy === release.givenBy &&
    statement.givenAt === release.givenAt.toISOString()
  );
}
