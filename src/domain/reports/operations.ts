import { medianOf } from '../audience/roll-up.ts';
import type { Delivery, DeliveryReason } from '../deliveries/delivery.ts';
import { ninthDecileOf } from './comparison.ts';

/** A delivery that was due in the week, as it stands when the report is built. */
export type ReportDelivery = Pick<
  Delivery,
  'id' | 'postId' | 'channelId' | 'platform' | 'state' | 'reason' | 'dueAt' | 'sentAt'
> & { title: string; deskUrl: string | null };

export type TroubleKind = 'late' | 'refused' | 'unknown' | 'waiting';

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
};

export type OperationsReport = {
  sent: number;
  onTime: number;
  /** Sent, but after its minute. */
  late: number;
  refused: number;
  unknown: number;
  waiting: number;
  troubled: TroubledDelivery[];
  /** Minutes from submission to approval, over the `n` posts approved in the week. */
  approval: { medianMinutes: number | null; ninthDecileMinutes: number | null; n: number };
};

/** A post set for 08:30 that goes out at 08:31 or after is late. */
const LATE_AFTER_MS = 60_000;

/** Counts what was to go out in the week and names every delivery that did not simply go out. */
export function operationsOf(
  deliveries: readonly ReportDelivery[],
  approvalMinutes: readonly number[],
  channelName: (channelId: string) => string,
): OperationsReport {
  const sent = deliveries.filter((delivery) => delivery.state === 'sent');
  const troubled = deliveries
    .flatMap((delivery) => {
      const kind = troubleOf(delivery);
      return kind === null ? [] : [describe(delivery, kind, channelName)];
    })
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const count = (kind: TroubleKind): number => troubled.filter((one) => one.kind === kind).length;
  return {
    sent: sent.length,
    onTime: sent.length - count('late'),
    late: count('late'),
    refused: count('refused'),
    unknown: count('unknown'),
    waiting: count('waiting'),
    troubled,
    approval: {
      medianMinutes: medianOf(approvalMinutes),
      ninthDecileMinutes: ninthDecileOf(approvalMinutes),
      n: approvalMinutes.length,
    },
  };
}

function troubleOf(delivery: ReportDelivery): TroubleKind | null {
  switch (delivery.state) {
    case 'sent':
      return delivery.sentAt !== null &&
        delivery.sentAt.getTime() - delivery.dueAt.getTime() >= LATE_AFTER_MS
        ? 'late'
        : null;
    case 'refused':
      return 'refused';
    case 'unknown':
      return 'unknown';
    case 'planned':
    case 'claimed':
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
  };
}
