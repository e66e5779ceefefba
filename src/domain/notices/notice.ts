/** Something one person must learn: shown on Today and sent by e-mail. */
export type Notice = {
  id: string;
  personId: string;
  kind: NoticeKind;
  postId: string | null;
  deliveryId: string | null;
  eventId: string | null;
  /** Facts for the sentence `notices.<kind>`. */
  parameters: Record<string, string | number>;
  createdAt: Date;
  readAt: Date | null;
  mail: NoticeMail;
};

/** `unknown`: the mail server did not say whether it took the mail; it is not sent again. */
export type NoticeMail = 'planned' | 'sending' | 'sent' | 'refused' | 'unknown' | 'none';

export const noticeKinds = [
  'post-submitted',
  'post-returned',
  'post-approved',
  'delivery-late',
  'delivery-held',
  'delivery-review',
  'delivery-confirmed',
  'delivery-withdrawn',
  'delivery-refused',
  'delivery-unknown',
  'delivery-found',
  'delivery-out-after-all',
  'delivery-not-found',
  'delivery-not-seen',
  'delivery-resend-asked',
  'delivery-take-down-asked',
  'delivery-taken-down',
  'delivery-take-down-failed',
  'delivery-altered',
  'delivery-slipped',
  'event-slipped',
  'event-cancelled',
  'event-revived',
  'event-released',
  'channel-disconnected',
  'desk-restored',
  'report-unclear',
  'channel-token-ending',
  'channel-token-dead',
  'channel-scope-missing',
  'budget-warning',
  'budget-used-up',
  'credits-used-up',
  'hold-started',
  'hold-ended',
  'preflight-failed',
  'deliveries-late',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What people are told about a channel's token; over once the channel is connected again. */
export const tokenNoticeKinds = [
  'channel-token-ending',
  'channel-token-dead',
  'channel-scope-missing',
] as const satisfies readonly NoticeKind[];

/** Whether a notice is about what an application may cost. */
export function isAboutMoney(kind: NoticeKind): boolean {
  return kind === 'budget-warning' || kind === 'budget-used-up' || kind === 'credits-used-up';
}

/** Whether a notice asks its reader for something that no list of posts or deliveries shows. */
export function asksByItself(kind: NoticeKind): boolean {
  const ofToken: readonly NoticeKind[] = tokenNoticeKinds;
  const ofDesk: readonly NoticeKind[] = [
    'delivery-not-seen',
    'report-unclear',
    'delivery-out-after-all',
    'desk-restored',
    'budget-used-up',
    'credits-used-up',
  ];
  return ofDesk.includes(kind) || ofToken.includes(kind);
}
