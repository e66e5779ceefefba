import type { ApprovalFacts } from '../../actions/approvals/load-approval-page.ts';
import { decideApproval, openTargets } from '../../domain/approvals/decide-approval.ts';
import type { ApprovalRefusal } from '../../domain/approvals/decide-approval.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { needsReason, reasonFor } from '../../domain/language/override.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Target } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { isPartlyOut } from '../../domain/deliveries/thread.ts';
import { cancellableStates } from '../../domain/deliveries/transitions.ts';
import type { Translate } from '../../lib/i18n.ts';
import { otherClocks } from '../deliveries/other-clocks.ts';
import type { OtherClock } from '../deliveries/other-clocks.ts';
import { previewTarget } from './channel-preview.ts';
import type { PreviewedTarget } from './channel-preview.ts';

/** When one target goes out, as the approver reads it. */
export type TargetTime = {
  kind: 'at' | 'on-approval' | 'signal';
  at: Date | null;
  until: Date;
  /** The other clocks that this time is told by; Hanoi's comes first and is not listed. */
  clocks: OtherClock[];
  isOver: boolean;
};

export type ApprovalTarget = PreviewedTarget & {
  time: TargetTime;
  channelName: string;
  platform: Channel['platform'];
  delivery: Delivery | null;
};

/** What the language guard says, with the author's reason where one was asked for. */
export type ApprovalWarning = {
  language: string;
  excerpt: string;
  sentence: string;
  reason: string | null;
};

export type ApprovalPage = {
  id: string;
  title: string;
  unitName: string;
  topic: Post['topic'];
  class: Post['class'];
  state: Post['state'];
  revision: number;
  contentSha256: string;
  /** The event that carries it, with its start; `signalBy` is who gives its signal. */
  event: { id: string; title: string; startsAt: Date; zone: string; signalBy: string[] } | null;
  targets: ApprovalTarget[];
  /** The first time among the targets that are still open. */
  firstAt: Date | null;
  before: { kind: 'approved' | 'seen'; revision: number; at: Date; isSame: boolean } | null;
  wrote: { name: string; at: Date } | null;
  edited: { name: string; at: Date }[];
  submitted: { name: string; at: Date } | null;
  warnings: ApprovalWarning[];
  returnReason: string | null;
  /** Why this person cannot approve now; null when they can. */
  blocked: ApprovalRefusal | null;
  canReturn: boolean;
  /** Languages that can be approved alone; empty when there is only one. */
  languages: string[];
  place: { n: number; total: number } | null;
  next: { id: string; title: string } | null;
  /** Set once the post is approved. */
  approved: { by: string; at: Date; canWithdraw: boolean; isAnythingOut: boolean } | null;
};

export function buildApprovalPage(
  facts: ApprovalFacts,
  reader: {
    actor: Actor;
    language: ReaderLanguage;
    now: Date;
    limits: PlatformLimits;
    t: Translate;
  },
): ApprovalPage {
  const { post, deliveries } = facts;
  const { actor, language, now } = reader;
  const open = openTargets(post, deliveries);
  const decision = decideApproval({
    post,
    actor,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: null,
    deliveries,
    now,
  });
  const isDecidable = decision.ok || decision.reason === 'window-over';
  const place = facts.waiting.findIndex((one) => one.id === post.id);
  const next = facts.waiting.find((one, index) => one.id !== post.id && index > place);
  const following = next ?? facts.waiting.find((one) => one.id !== post.id);
  const inTime = open.filter((target) => new Date(target.timing.until) > now);
  const languages = [...new Set(inTime.map((target) => target.language))];
  return {
    id: post.id,
    title: titleOf(post.content, language),
    unitName: facts.unit?.name[language] ?? '',
    topic: post.topic,
    class: post.class,
    state: post.state,
    revision: post.revision,
    contentSha256: post.contentSha256,
    event: eventOf(facts, language),
    targets: post.content.targets.flatMap((target) => toTarget(target, facts, reader)),
    firstAt: firstTime(open),
    before:
      facts.before === null
        ? null
        : {
            kind: facts.before.kind,
            revision: facts.before.revision,
            at: facts.before.at,
            isSame: sameWords(facts),
          },
    ...workOn(facts),
    warnings: warningsOf(facts, reader.t),
    returnReason: post.returnReason,
    blocked: decision.ok ? null : decision.reason,
    canReturn: post.state === 'submitted' && can(actor, 'post.return', post.unitId),
    languages: isDecidable && new Set(open.map((one) => one.language)).size > 1 ? languages : [],
    place: place === -1 ? null : { n: place + 1, total: facts.waiting.length },
    next:
      following === undefined
        ? null
        : { id: following.id, title: titleOf(following.content, language) },
    approved: approvedBy(facts, actor),
  };
}

/** Hints are the authors' own affair; what they wrote as a reason is shown with what it answers. */
function warningsOf({ post, findings }: ApprovalFacts, t: Translate): ApprovalWarning[] {
  const seen = new Set<string>();
  return findings.flatMap((finding) => {
    const { language, excerpt, rule, severity, message, parameters } = finding;
    const key = `${rule} ${language} ${excerpt}`;
    if (severity === 'hint' || seen.has(key)) return [];
    seen.add(key);
    const sentence = t(`findings.${message}`, parameters);
    const reason = needsReason(finding) ? reasonFor(finding, post.content.reasons) : null;
    return [{ language, excerpt, sentence, reason }];
  });
}

function toTarget(
  target: Target,
  facts: ApprovalFacts,
  { limits, now, language }: { limits: PlatformLimits; now: Date; language: ReaderLanguage },
): ApprovalTarget[] {
  const channel = facts.channels.find((one) => one.id === target.channelId);
  if (channel === undefined) return [];
  const { content } = facts.post;
  const previewed = previewTarget(target, channel, content, facts.before?.content ?? null, limits);
  if (previewed === null) return [];
  const delivery = facts.deliveries.find(
    (one) =>
      one.channelId === target.channelId &&
      one.language === target.language &&
      one.state !== 'cancelled',
  );
  const { timing } = target;
  const until = new Date(timing.until);
  return [
    {
      ...previewed,
      channelName: channel.name,
      platform: channel.platform,
      time: {
        kind: timing.kind,
        at: timing.kind === 'at' ? new Date(timing.at) : null,
        until,
        clocks: otherClocks([facts.unit], language, target.zone),
        isOver: delivery === undefined && until <= now,
      },
      delivery: delivery ?? null,
    },
  ];
}

function firstTime(targets: readonly Target[]): Date | null {
  const times = targets.flatMap(({ timing }) =>
    timing.kind === 'at' ? [new Date(timing.at).getTime()] : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function sameWords(facts: ApprovalFacts): boolean {
  const before = facts.before?.content;
  return (
    before !== undefined &&
    JSON.stringify(before.versions) === JSON.stringify(facts.post.content.versions)
  );
}

function workOn(facts: ApprovalFacts): Pick<ApprovalPage, 'wrote' | 'edited' | 'submitted'> {
  const { post, names, revisions } = facts;
  const nameOf = (id: string): string => names.get(id) ?? '';
  const first = revisions[0];
  const edits = new Map<string, Date>();
  for (const revision of revisions.slice(1)) {
    edits.delete(revision.savedBy);
    edits.set(revision.savedBy, revision.savedAt);
  }
  return {
    wrote: first === undefined ? null : { name: nameOf(first.savedBy), at: first.savedAt },
    edited: [...edits].map(([id, at]) => ({ name: nameOf(id), at })),
    submitted:
      post.submittedBy === null || post.submittedAt === null
        ? null
        : { name: nameOf(post.submittedBy), at: post.submittedAt },
  };
}

function approvedBy(facts: ApprovalFacts, actor: Actor): ApprovalPage['approved'] {
  const { post, approvals, deliveries } = facts;
  const standing = approvals.findLast((approval) => approval.voidedAt === null);
  if (post.state !== 'approved' || standing === undefined) return null;
  const cancellable: readonly string[] = cancellableStates;
  return {
    by: standing.approverName,
    at: standing.approvedAt,
    canWithdraw: can(actor, 'post.withdraw', post.unitId),
    isAnythingOut: deliveries.some(
      (one) => isPartlyOut(one) || (one.state !== 'cancelled' && !cancellable.includes(one.state)),
    ),
  };
}

function eventOf({ event, names }: ApprovalFacts, language: ReaderLanguage): ApprovalPage['event'] {
  if (event === null) return null;
  const { id, title, startsAt, zone, releaserId, deputyId } = event;
  const named = [releaserId, deputyId].flatMap((one) => one ?? []);
  return {
    id,
    title: title[language],
    startsAt,
    zone,
    signalBy: named.flatMap((one) => names.get(one) ?? []),
  };
}
