/** One thing that somebody, or the desk itself, did. Inserted with the change it tells of. */
export type AuditEntry = {
  id: string;
  at: Date;
  /** Null when the desk acted by itself. */
  actorId: string | null;
  actorName: string;
  action: AuditAction;
  objectType:
    | 'budget'
    | 'post'
    | 'delivery'
    | 'event'
    | 'channel'
    | 'person'
    | 'unit'
    | 'hold'
    | 'media'
    | 'report'
    | 'lexicon'
    | 'desk';
  objectId: string;
  unitId: string | null;
  /** Hashes of the object before and after, where it has content. */
  before: string | null;
  after: string | null;
  /** Plain facts for the reader; never a secret or a text of a post. */
  detail: Record<string, string | number | boolean | null>;
  /** `web`, `worker`, `command-line`. */
  source: string;
  requestId: string | null;
};

export const auditActions = [
  'post.created',
  'post.saved',
  'post.submitted',
  'post.returned',
  'post.approved',
  'post.withdrawn',
  'post.dropped',
  'post.restored',
  'post.printed',
  'delivery.sent',
  'delivery.part-sent',
  'delivery.refused',
  'delivery.unknown',
  'delivery.waiting',
  'delivery.cancelled',
  'delivery.released',
  'delivery.review',
  'delivery.moved',
  'delivery.altered',
  'delivery.answered-late',
  'delivery.found',
  'delivery.not-found',
  'delivery.marked-sent',
  'delivery.resend-asked',
  'delivery.resend-confirmed',
  'delivery.take-down-asked',
  'delivery.take-down-confirmed',
  'delivery.taken-down',
  'delivery.take-down-failed',
  'delivery.slipped',
  'event.created',
  'event.changed',
  'event.slipped',
  'event.cancelled',
  'event.revived',
  'event.ended',
  'event.released',
  'desk.restored',
  'hold.started',
  'hold.ended',
  'channel.added',
  'channel.disconnected',
  'channel.connected',
  'vault.rotated',
  'person.added',
  'person.changed',
  'person.password-changed',
  'person.signed-in',
  'person.sign-in-refused',
  'person.signed-out',
  'unit.added',
  'media.uploaded',
  'report.sent',
  'report.unclear',
  'report.refused',
  'practice.time-moved',
  'lexicon.proposed',
  'lexicon.confirmed',
  'lexicon.refused',
  'lexicon.withdrawn',
  'budget.changed',
  'budget.paused',
  'budget.resumed',
] as const;
export type AuditAction = (typeof auditActions)[number];
