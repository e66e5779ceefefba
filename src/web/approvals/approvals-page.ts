import type { WaitingApprovals } from '../../actions/approvals/list-waiting-approvals.ts';
import { firstDueAt } from '../../domain/approvals/waiting-order.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { formatAxisDay } from '../../domain/time/format.ts';
import type { Translate } from '../../lib/i18n.ts';
import { timeLeft } from './time-left.ts';

export type ApprovalsRow = {
  id: string;
  title: string;
  unitName: string;
  submittedBy: string;
  submittedAt: Date | null;
  dueAt: Date | null;
  /** A short name of the day it is due. */
  day: string;
  left: string | null;
  isLate: boolean;
  channels: { name: string; platform: PlatformId; language: string }[];
};

export type ApprovalsPage = {
  waiting: ApprovalsRow[];
  partlyApproved: ApprovalsRow[];
  ownWork: ApprovalsRow[];
};

export function buildApprovalsPage(
  facts: WaitingApprovals,
  reader: { language: ReaderLanguage; t: Translate; now: Date },
): ApprovalsPage {
  const toRow = (post: Post): ApprovalsRow => {
    const hasTime = post.content.targets.some((target) => target.timing.kind === 'at');
    const dueAt = hasTime ? firstDueAt(post) : null;
    return {
      id: post.id,
      title: titleOf(post.content, reader.language),
      unitName: facts.units.find((unit) => unit.id === post.unitId)?.name[reader.language] ?? '',
      submittedBy: facts.names.get(post.submittedBy ?? '') ?? '',
      submittedAt: post.submittedAt,
      dueAt,
      day: dueAt === null ? '' : formatAxisDay(dueAt, reader.language),
      left: dueAt === null ? null : timeLeft(reader.t, dueAt, reader.now),
      isLate: post.content.targets.some((target) => new Date(target.timing.until) <= reader.now),
      channels: post.content.targets.flatMap((target) => {
        const channel = facts.channels.find((one) => one.id === target.channelId);
        return channel === undefined
          ? []
          : [{ name: channel.name, platform: channel.platform, language: target.language }];
      }),
    };
  };
  return {
    waiting: facts.waiting.map(toRow),
    partlyApproved: facts.partlyApproved.map(toRow),
    ownWork: facts.ownWork.map(toRow),
  };
}
