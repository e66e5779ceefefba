import type { PostRecord } from '../../actions/posts/load-post-record.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { Translate } from '../../lib/i18n.ts';
import { attemptLines } from '../deliveries/attempt-lines.ts';
import type { AttemptLine } from '../deliveries/attempt-lines.ts';
import { describeDelivery } from '../deliveries/delivery-words.ts';
import { formatOf } from '../format.ts';
import type { Format } from '../format.ts';
import { urls } from '../urls.ts';
import { whenOf } from './post-page.ts';
import { postTag } from './post-state.ts';
import type { StateTag } from './post-state.ts';
import { contentDifference, contentOf } from './revision-difference.ts';
import type { VersionDifference } from './revision-difference.ts';

type Reader = { t: Translate; language: ReaderLanguage; now: Date; actor: { name: string } };

export type RecordPage = {
  post: { id: string; href: string; title: string; state: StateTag; sha256: string };
  /** When this was made, and for whom. */
  made: string;
  facts: { label: string; value: string }[];
  targets: { channel: string; language: string; when: string }[];
  revisions: RecordedRevision[];
  steps: { at: string; who: string; what: string; detail: string | null }[];
  approvals: RecordedApproval[];
  deliveries: RecordedDelivery[];
  audit: { at: string; who: string; action: string; source: string; detail: string }[] | null;
};

export type RecordedRevision = {
  n: number;
  who: string;
  at: string;
  sha256: string;
  versions: VersionDifference[];
  others: string[];
  pictures: { language: string; sha256: string; alt: string }[];
};

export type RecordedApproval = {
  at: string;
  who: string;
  revision: number;
  contentSha256: string;
  statement: string;
  signature: { value: string; publicKey: string };
  isIntact: boolean;
  voided: string | null;
  targets: { channel: string; language: string; payloadSha256: string }[];
};

export type RecordedDelivery = {
  id: string;
  channel: string;
  platform: Delivery['platform'];
  language: string;
  state: StateTag;
  reason: string;
  due: string;
  sent: string | null;
  permalink: string | null;
  platformPostId: string | null;
  payloadSha256: string;
  attempts: (AttemptLine & { started: string; ended: string | null })[];
};

/** Everything that is recorded of a post, every instant on Hanoi's clock to the second. */
export function recordPage(
  record: PostRecord,
  reader: Reader,
  catalogue: ErrorCatalogue,
): RecordPage {
  const { post, unit, names, channels } = record;
  const { t, language, now } = reader;
  const format = formatOf(language);
  const at = (instant: Date): string => exactly(instant, format);
  const channelName = (id: string): string => channels.find((one) => one.id === id)?.name ?? id;
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    post: {
      id: post.id,
      href: urls.post(post.id),
      title: titleOf(post.content, language) || t('posts.untitled'),
      state: postTag(post.state, record.deliveries, t),
      sha256: post.contentSha256,
    },
    made: t('posts.record.made', { at: at(now), who: reader.actor.name }),
    facts: [
      { label: t('posts.fact.unit'), value: unit?.name[language] ?? '' },
      { label: t('posts.fact.topic'), value: t(`common.topic.${post.topic}`) },
      { label: t('posts.fact.class'), value: t(`common.class.${post.class}`) },
      { label: t('posts.fact.contributors'), value: post.contributors.map(nameOf).join(', ') },
      { label: t('posts.fact.created'), value: `${nameOf(post.createdBy)}, ${at(post.createdAt)}` },
    ],
    targets: post.content.targets.map((target) => ({
      channel: channelName(target.channelId),
      language: t(`common.version.${target.language}`),
      when: whenOf(target, reader).join(' · '),
    })),
    revisions: record.revisions.map((revision, index) => {
      const before = record.revisions[index - 1];
      const content = contentOf(revision);
      return {
        n: revision.n,
        who: nameOf(revision.savedBy),
        at: at(revision.savedAt),
        sha256: revision.contentSha256,
        ...contentDifference(before === undefined ? content : contentOf(before), content, t),
        pictures: Object.entries(content.versions).flatMap(([code, version]) =>
          version.media.map((medium) => ({ language: code, ...medium })),
        ),
      };
    }),
    steps: record.steps.map((entry) => ({
      at: at(entry.at),
      who: entry.actorName,
      what: t(`posts.step.${stepKey(entry)}`),
      detail: stepDetail(entry, t),
    })),
    approvals: record.approvals.map((approval) => ({
      at: at(approval.approvedAt),
      who: approval.approverName,
      revision: approval.revision,
      contentSha256: approval.contentSha256,
      statement: approval.statement,
      signature: approval.signature,
      isIntact: approval.isIntact,
      voided: approval.voidedAt === null ? null : at(approval.voidedAt),
      targets: approval.targets.map((target) => ({
        channel: channelName(target.channelId),
        language: t(`common.version.${target.language}`),
        payloadSha256: target.payloadSha256,
      })),
    })),
    deliveries: record.deliveries.map((delivery) =>
      deliveryOf(delivery, record, reader, catalogue),
    ),
    audit:
      record.audit?.map((entry) => ({
        at: at(entry.at),
        who: entry.actorName,
        action: entry.action,
        source: entry.source,
        detail: detailText(entry),
      })) ?? null,
  };
}

/** An instant to the second on Hanoi's clock. */
function exactly(instant: Date, format: Format): string {
  const seconds = String(instant.getUTCSeconds()).padStart(2, '0');
  return `${format.time(instant)}:${seconds}, ${format.day(instant)}`;
}

const told = [
  'created',
  'saved',
  'submitted',
  'returned',
  'approved',
  'withdrawn',
  'dropped',
  'restored',
  'printed',
];

function stepKey({ action }: AuditEntry): string {
  const [, step] = action.split('.');
  return step !== undefined && told.includes(step) ? step : 'other';
}

function stepDetail({ detail }: AuditEntry, t: Translate): string | null {
  const { reason, revision } = detail;
  if (typeof reason === 'string') return reason;
  return typeof revision === 'number' ? t('posts.revision', { n: revision }) : null;
}

function deliveryOf(
  delivery: Delivery,
  { channels, attempts }: PostRecord,
  { t, language, now }: Reader,
  catalogue: ErrorCatalogue,
): RecordedDelivery {
  const format = formatOf(language);
  const words = describeDelivery(delivery, { t, now, catalogue, attempts });
  const own = attempts.filter((attempt) => attempt.deliveryId === delivery.id);
  return {
    id: delivery.id,
    channel: channels.find((one) => one.id === delivery.channelId)?.name ?? delivery.channelId,
    platform: delivery.platform,
    language: t(`common.version.${delivery.language}`),
    state: { tone: words.tone, label: words.label },
    reason: words.why,
    due: exactly(delivery.dueAt, format),
    sent: delivery.sentAt === null ? null : exactly(delivery.sentAt, format),
    permalink: delivery.permalink,
    platformPostId: delivery.platformPostId,
    payloadSha256: delivery.payloadSha256,
    attempts: attemptLines(own, t).map((line) => ({
      ...line,
      started: exactly(line.startedAt, format),
      ended: line.endedAt === null ? null : exactly(line.endedAt, format),
    })),
  };
}

function detailText({ detail, before, after }: AuditEntry): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name}: ${String(value)}`);
  if (before !== null) parts.push(`before: ${before.slice(0, 12)}`);
  if (after !== null) parts.push(`after: ${after.slice(0, 12)}`);
  return parts.join('; ');
}
