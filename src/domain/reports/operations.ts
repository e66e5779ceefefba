import { medianOf } from '../audience/roll-up.ts';
import type { Delivery, DeliveryReason } from '../deliveries/delivery.ts';
import { ninthDecileOf } from './comparison.ts';

/** A delivery that was due in the week, as it stands when the report is built. */
export type ReportDelivery = Pick<
  Delivery,
  | 'id'
  | 'postId'
  | 'channelId'
  | 'platform'
  | 'state'
  | 'reason'
  | 'dueAt'
  | 'sentAt'
  | 'seenAt'
  | 'takeDown'
> & { title: string; deskUrl: string | null };

export type TroubleKind = 'late' | 'unseen' | 'refused' | 'unknown' | 'waiting' | 'takenDown';

export type TroubledDelivery = {
  kind: TroubleKind;
  deliveryId: string;
  postId: string;
  channelId: string;
  channelName: string;
  title: string;
  deskUrl: string | null;
  reason: DeliveryReason | null;
  dueAt: Date;
  sentAt: Date | null;
  /** When it was gone from its platform. */
  takenDownAt: Date | null;
};

export type OperationsReport = {
  sent: number;
  /** Sent, and found on its platform by a read-back. */
  seen: number;
  onTime: number;
  /** Sent, but after its minute. */
  late: number;
  refused: number;
  unknown: number;
  waiting: number;
  /** Planned, and its time is not come: only while the week runs. */
  upcoming: number;
  /** Taken down in the week, whenever it was published. */
  takenDown: number;
  troubled: TroubledDelivery[];
  /** Minutes from submission to approval, over the `n` posts approved in the week. */
  approval: { medianMinutes: number | null; ninthDecileMinutes: number | null; n: number };
};

/** What the operations of a week are counted from. */
type OperationsFacts = {
  /** What was due in the week. */
  deliveries: readonly ReportDelivery[];
  /** What was taken down in the week. */
  takenDown: readonly ReportDelivery[];
  approvalMinutes: readonly number[];
  builtAt: Date;
};

/** A post set for 08:30 that goes out at 08:31 or after is late. */
const LATE_AFTER_MS = 60_000;
/** What was sent is looked for within minutes; what nobody saw for longer is named. */
const UNSEEN_AFTER_MS = 3_600_000;

/**
 * Counts what was to go out in the week and names every delivery that did not simply go out, and
 * every one that was taken down in the week.
 */
export function operationsOf(
  { deliveries, takenDown, approvalMinutes, builtAt }: OperationsFacts,
  channelName: (channelId: string) => string,
): OperationsReport {
  const sent = deliveries.filter((delivery) => delivery.state === 'sent');
  const troubled = [
    ...deliveries.flatMap((delivery) => {
      const kind = troubleOf(delivery, builtAt);
      return kind === null ? [] : [describe(delivery, kind, channelName)];
    }),
    ...takenDown.map((delivery) => describe(delivery, 'takenDown', channelName)),
  ].toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const count = (kind: TroubleKind): number => troubled.filter((one) => one.kind === kind).length;
  return {
    sent: sent.length,
    seen: sent.filter((delivery) => delivery.seenAt !== null).length,
    onTime: sent.length - sent.filter(isLate).length,
    late: sent.filter(isLate).length,
    refused: count('refused'),
    unknown: count('unknown'),
    waiting: count('waiting'),
    upcoming: deliveries.filter((delivery) => isUpcoming(delivery, builtAt)).length,
    takenDown: takenDown.length,
    troubled,
    approval: {
      medianMinutes: medianOf(approvalMinutes),
      ninthDecileMinutes: ninthDecileOf(approvalMinutes),
      n: approvalMinutes.length,
    },
  };
}

function isLate({ sentAt, dueAt }: ReportDelivery): boolean {
  return sentAt !== null && sentAt.getTime() - dueAt.getTime() >= LATE_AFTER_MS;
}

function isUpcoming({ state, dueAt }: ReportDelivery, builtAt: Date): boolean {
  return (state === 'planned' || state === 'claimed') && dueAt > builtAt;
}

function isUnseen({ sentAt, seenAt, takeDown }: ReportDelivery, builtAt: Date): boolean {
  if (seenAt !== null || takeDown?.state === 'done') return false;
  return sentAt !== null && builtAt.getTime() - sentAt.getTime() >= UNSEEN_AFTER_MS;
}

function troubleOf(delivery: ReportDelivery, builtAt: Date): TroubleKind | null {
  switch (delivery.state) {
    case 'sent':
      if (isUnseen(delivery, builtAt)) return 'unseen';
      return isLate(delivery) ? 'late' : null;
    case 'refused':
      return 'refused';
    case 'unknown':
      return 'unknown';
    case 'planned':
    case 'claimed':
      return isUpcoming(delivery, builtAt) ? null : 'waiting';
    case 'sending':
    case 'waiting':
      return 'waiting';
    case 'cancelled':
      return null;
  }
}

function describe(
  delivery: ReportDelivery,
  kind: TroubleKind,
  channelName: (channelId: string) => string,
): TroubledDelivery {
  return {
    kind,
    deliveryId: delivery.id,
    postId: delivery.postId,
    channelId: delivery.channelId,
    channelName: channelName(delivery.channelId),
    title: delivery.title,
    deskUrl: delivery.deskUrl,
    reason: delivery.reason,
    dueAt: delivery.dueAt,
    sentAt: delivery.sentAt,
    takenDownAt: delivery.takeDown?.endedAt ?? null,
  };
}
