import { noticeFacts } from '../../actions/notices/mail-notices.ts';
import type { TodayFacts } from '../../actions/people/load-today.ts';
import { firstDueAt } from '../../domain/approvals/waiting-order.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { asksByItself, isAboutMoney } from '../../domain/notices/notice.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { Role } from '../../domain/people/permission.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { timeLeft } from '../approvals/time-left.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import type { Reader } from '../reader.ts';
import { urls, withQuery } from '../urls.ts';
import { dayWhenOther } from './day-when-other.ts';
import { todayTimeline } from './today-timeline.ts';
import type { TimelineEntry } from './today-timeline.ts';
import { troubleLines } from './trouble-lines.ts';
import type { TroubleLine } from './trouble-lines.ts';

export type WaitingLine = {
  title: string;
  href: string;
  /** The instant that presses, or null. */
  at: Date | null;
  /** How far away it is, or which day when that says more. */
  left: string | null;
  why: string;
  tone: StateTone;
  label: string;
  /** Set when the line is a notice that can be marked as read. */
  noticeId: string | null;
};

export type TodayPage = {
  waits: WaitingLine[];
  /** What its reader may like to know and need do nothing about. */
  news: WaitingLine[];
  /** Drafts stand apart: they wait on their author alone and never press. */
  drafts: { title: string; href: string; savedAt: Date }[];
  timeline: TimelineEntry[];
  /** Before which entry the line of the present stands. */
  nowAt: number;
  trouble: TroubleLine[];
  moreTrouble: number;
  canWrite: boolean;
  /** Which first step the empty page teaches. */
  role: Role;
  isNewDesk: boolean;
};

const MOST_DRAFTS = 5;
const MOST_NEWS = 8;
/** The whole reason stands on the post itself. */
const MOST_REASON_CHARACTERS = 240;

export function buildTodayPage(
  facts: TodayFacts,
  reader: Reader,
  catalogue: ErrorCatalogue,
): TodayPage {
  const timeline = todayTimeline(facts, reader);
  const told = noticesBeside(facts);
  const asks = (notice: Notice): boolean => asksByItself(notice.kind);
  const nowAt = timeline.findIndex((entry) => entry.at > reader.now);
  return {
    waits: [
      ...facts.signals.map((event) => signalLine(event, reader)),
      ...facts.toApprove.map((post) => approvalLine(post, reader)),
      ...facts.returned.map((post) => returnedLine(post, reader)),
      ...told.filter(asks).map((notice) => noticeLine(notice, reader, catalogue)),
    ],
    news: told
      .filter((notice) => !asks(notice))
      .slice(0, MOST_NEWS)
      .map((notice) => noticeLine(notice, reader, catalogue)),
    drafts: facts.drafts.slice(0, MOST_DRAFTS).map((post) => ({
      title: titleOf(post.content, reader.language) || reader.t('today.untitled'),
      href: urls.editPost(post.id),
      savedAt: post.updatedAt,
    })),
    timeline,
    nowAt: nowAt === -1 ? timeline.length : nowAt,
    trouble: troubleLines(facts, reader, catalogue),
    moreTrouble: Math.max(0, facts.trouble.total - facts.trouble.deliveries.length),
    canWrite: canAnywhere(reader.actor, 'post.write'),
    role: reader.actor.grants[0]?.role ?? 'report-reader',
    isNewDesk: facts.isNewDesk,
  };
}

/** An event whose signal is the reader's to give. */
function signalLine(event: DeskEvent, { language, t, now }: Reader): WaitingLine {
  return {
    title: event.title[language],
    href: urls.signal(event.id),
    at: event.startsAt,
    left: timeLeft(t, event.startsAt, now),
    why: t('today.why.signal'),
    tone: 'waits',
    label: t('events.signal.waitsForYou'),
    noticeId: null,
  };
}

function approvalLine(post: Post, { language, t, now }: Reader): WaitingLine {
  const hasTime = post.content.targets.some((target) => target.timing.kind === 'at');
  const at = hasTime ? firstDueAt(post) : null;
  return {
    title: titleOf(post.content, language),
    href: urls.approval(post.id),
    at,
    left: at === null ? null : timeLeft(t, at, now),
    why: t('today.why.approve'),
    tone: 'waits',
    label: t('states.post.submitted'),
    noticeId: null,
  };
}

function shortened(reason: string): string {
  return reason.length <= MOST_REASON_CHARACTERS
    ? reason
    : `${reason.slice(0, MOST_REASON_CHARACTERS).trimEnd()}…`;
}

function returnedLine(post: Post, { language, t, now }: Reader): WaitingLine {
  const times = post.content.targets.flatMap(({ timing }) =>
    timing.kind === 'at' ? [new Date(timing.at).getTime()] : [],
  );
  const at = times.length === 0 ? null : new Date(Math.min(...times));
  return {
    title: titleOf(post.content, language),
    href: urls.editPost(post.id),
    at,
    left: at === null ? null : timeLeft(t, at, now),
    why: t('today.why.returned', { reason: shortened(post.returnReason ?? '') }),
    tone: 'waits',
    label: t('states.post.returned'),
    noticeId: null,
  };
}

/** Notices that tell more than the page says anyway. */
function noticesBeside(facts: TodayFacts): Notice[] {
  const inTrouble = new Set(
    [...facts.trouble.deliveries, ...facts.atRisk.map((one) => one.delivery)].map(({ id }) => id),
  );
  return facts.notices.filter((notice) => {
    if (notice.deliveryId !== null) return !inTrouble.has(notice.deliveryId);
    // Such a post stands among what waits, or was decided on since.
    return notice.kind !== 'post-submitted' && notice.kind !== 'post-returned';
  });
}

function noticeLine(notice: Notice, reader: Reader, catalogue: ErrorCatalogue): WaitingLine {
  const { t } = reader;
  const words = noticeFacts(notice, t, catalogue);
  return {
    title: t(`notices.${notice.kind}.subject`, words),
    href: noticeHref(notice),
    at: notice.createdAt,
    left: dayWhenOther(notice.createdAt, reader),
    why: t(
      `notices.${notice.kind}.${notice.kind === 'post-approved' ? 'next' : 'sentence'}`,
      words,
    ),
    tone: '',
    label: t('today.news'),
    noticeId: notice.id,
  };
}

function noticeHref(notice: Notice): string {
  if (notice.kind === 'report-unclear') return urls.reports();
  if (notice.kind === 'desk-restored') return urls.queue();
  if (notice.kind === 'deliveries-late') return withQuery(urls.queue(), { show: 'trouble' });
  if (isAboutMoney(notice.kind)) return urls.budget();
  if (notice.deliveryId !== null) return urls.delivery(notice.deliveryId);
  const { channelId } = notice.parameters;
  if (typeof channelId === 'string') return urls.channel(channelId);
  // Rows of an older desk have no event.
  if (typeof notice.eventId === 'string') return urls.event(notice.eventId);
  const { holdId } = notice.parameters;
  if (typeof holdId === 'string') return urls.hold(holdId);
  if (notice.postId === null) return urls.today();
  return notice.kind === 'post-submitted' ? urls.approval(notice.postId) : urls.post(notice.postId);
}
