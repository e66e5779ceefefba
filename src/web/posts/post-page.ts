import type { PostFacts } from '../../actions/posts/load-post-page.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import { cancellableStates } from '../../domain/deliveries/transitions.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Target } from '../../domain/posts/content.ts';
import { previewTarget } from '../approvals/channel-preview.ts';
import type { PreviewedTarget } from '../approvals/channel-preview.ts';
import type { Translate } from '../../lib/i18n.ts';
import { describeDelivery } from '../deliveries/delivery-words.ts';
import { holdWords } from '../holds/hold-words.ts';
import type { HoldWords } from '../holds/hold-words.ts';
import { formatOf } from '../format.ts';
import { urls, withQuery } from '../urls.ts';
import { postTag } from './post-state.ts';
import type { StateTag } from './post-state.ts';
import { compareRevisions } from './revision-difference.ts';
import type { RevisionComparison } from './revision-difference.ts';

export type PostPage = {
  id: string;
  revision: number;
  title: string;
  titleLanguage: string | null;
  state: StateTag;
  facts: { label: string; value: string }[];
  isEmbargoed: boolean;
  /** The event that carries it, for whoever may see events. */
  event: { href: string; label: string } | null;
  returnReason: string | null;
  corrects: { href: string; title: string } | null;
  targets: { preview: PreviewedTarget; when: string[] }[];
  /** Versions that no channel is chosen for. */
  loose: { language: string; text: string }[];
  deliveries: DeliveryRow[];
  holds: HoldWords[];
  can: PostActions;
  comparison: RevisionComparison | null;
  revisions: { n: number; who: string; at: Date }[];
  /** Why what was asked for did not happen, and what to mend. */
  refusal: { sentence: string; problems: string[] } | null;
};

export type PostActions = {
  edit: boolean;
  submit: boolean;
  approve: boolean;
  withdraw: { cancelled: number; standing: number; isApproved: boolean } | null;
  drop: boolean;
  restore: boolean;
  correct: string | null;
  /** Where a hold of this post alone is started. */
  hold: string | null;
};

export type DeliveryRow = {
  href: string;
  channel: { platform: Delivery['platform']; name: string };
  language: string;
  state: StateTag;
  reason: string;
  due: string;
  sent: string | null;
  permalink: string | null;
};

export type PostReader = {
  actor: Actor;
  language: ReaderLanguage;
  t: Translate;
  now: Date;
  limits: PlatformLimits;
  catalogue: ErrorCatalogue;
};

/** A post as its reader may see it, with what the reader may do now. */
export function postPage(
  facts: PostFacts,
  chosen: { from: number | null; to: number | null; refusal: PostPage['refusal'] },
  reader: PostReader,
): PostPage {
  const { post, deliveries, channels, names } = facts;
  const { t, language } = reader;
  const title = titleOf(post.content, language);
  const targeted = new Set(post.content.targets.map((target) => target.language));
  return {
    id: post.id,
    revision: post.revision,
    title: title === '' ? t('posts.untitled') : title,
    titleLanguage:
      title === ''
        ? null
        : post.content.versions[language]
          ? language
          : (Object.keys(post.content.versions)[0] ?? null),
    state: postTag(post.state, deliveries, t),
    facts: factsOf(facts, reader),
    isEmbargoed: facts.isEmbargoed,
    event: eventOf(facts, reader),
    returnReason: post.state === 'returned' ? post.returnReason : null,
    corrects:
      facts.corrects === null
        ? null
        : {
            href: urls.post(facts.corrects.id),
            title: titleOf(facts.corrects.content, language) || t('posts.untitled'),
          },
    targets: post.content.targets.flatMap((target) => {
      const channel = channels.find((one) => one.id === target.channelId);
      const preview =
        channel === undefined
          ? null
          : previewTarget(target, channel, post.content, null, reader.limits);
      return preview === null ? [] : [{ preview, when: whenOf(target, reader) }];
    }),
    loose: Object.entries(post.content.versions).flatMap(([code, version]) =>
      targeted.has(code) ? [] : [{ language: code, text: version.text }],
    ),
    deliveries: deliveries.map((delivery) => deliveryRow(delivery, facts, reader)),
    holds: facts.holds.map((hold) => holdWords(hold, reader)),
    can: actionsOf(facts, reader.actor),
    comparison: compareRevisions(facts.revisions, chosen, names, t),
    revisions: facts.revisions
      .map(({ n, savedBy, savedAt }) => ({ n, who: names.get(savedBy) ?? '', at: savedAt }))
      .reverse(),
    refusal: chosen.refusal,
  };
}

function factsOf({ post, unit, names }: PostFacts, { t, language }: PostReader): PostPage['facts'] {
  const format = formatOf(language);
  const nameOf = (id: string): string => names.get(id) ?? t('posts.somebody');
  const facts = [
    { label: t('posts.fact.unit'), value: unit?.name[language] ?? '' },
    { label: t('posts.fact.topic'), value: t(`common.topic.${post.topic}`) },
    { label: t('posts.fact.class'), value: t(`common.class.${post.class}`) },
    { label: t('posts.fact.contributors'), value: post.contributors.map(nameOf).join(', ') },
    {
      label: t('posts.fact.changed'),
      value: `${format.instant(post.updatedAt)} · ${t('posts.revision', { n: post.revision })}`,
    },
  ];
  if (post.submittedAt !== null && post.submittedBy !== null) {
    facts.push({
      label: t('posts.fact.submitted'),
      value: `${nameOf(post.submittedBy)}, ${format.instant(post.submittedAt)}`,
    });
  }
  return facts;
}

function eventOf({ event }: PostFacts, { actor, language }: PostReader): PostPage['event'] {
  if (event === null || !can(actor, 'event.read', event.unitId)) return null;
  const when = formatOf(language).instant(event.startsAt, event.zone);
  return { href: urls.event(event.id), label: `${event.title[language]} · ${when}` };
}

/** When a target goes out, on its own clock and on Hanoi's. */
export function whenOf(
  { timing, zone }: Target,
  { t, language }: Pick<PostReader, 't' | 'language'>,
): string[] {
  const format = formatOf(language);
  const until = format.instant(new Date(timing.until), zone);
  if (timing.kind === 'on-approval') return [t('posts.onApproval', { until })];
  if (timing.kind === 'signal') return [t('posts.onSignal', { until })];
  const at = new Date(timing.at);
  const times = [format.instant(at, zone)];
  if (zone !== 'Asia/Ho_Chi_Minh') times.push(t('posts.inHanoi', { at: format.instant(at) }));
  return [...times, t('posts.until', { until: format.time(new Date(timing.until), zone) })];
}

function deliveryRow(
  delivery: Delivery,
  { channels, attempts }: PostFacts,
  reader: PostReader,
): DeliveryRow {
  const { t, language } = reader;
  const format = formatOf(language);
  const words = describeDelivery(delivery, { ...reader, attempts });
  return {
    href: urls.delivery(delivery.id),
    channel: {
      platform: delivery.platform,
      name: channels.find((one) => one.id === delivery.channelId)?.name ?? '',
    },
    language: t(`common.version.${delivery.language}`),
    state: { tone: words.tone, label: words.label },
    reason: words.why,
    due: format.instant(delivery.dueAt, delivery.zone),
    sent: delivery.sentAt === null ? null : format.instant(delivery.sentAt, delivery.zone),
    permalink: delivery.permalink,
  };
}

function actionsOf({ post, deliveries }: PostFacts, actor: Actor): PostActions {
  const may = (permission: Parameters<typeof can>[1]): boolean =>
    can(actor, permission, post.unitId);
  const withAuthors = post.state === 'draft' || post.state === 'returned';
  const wasSent = deliveries.some((one) => one.state === 'sent');
  const cancelled = deliveries.filter((one) =>
    (cancellableStates as readonly string[]).includes(one.state),
  ).length;
  const standing = deliveries.filter((one) => one.state !== 'cancelled').length - cancelled;
  const canWithdraw = post.state === 'submitted' || post.state === 'approved';
  return {
    edit: withAuthors && may('post.write'),
    submit: withAuthors && may('post.submit'),
    approve:
      post.state === 'submitted' &&
      may('post.approve') &&
      !post.contributors.includes(actor.personId),
    withdraw:
      canWithdraw && may('post.withdraw')
        ? { cancelled, standing, isApproved: post.state === 'approved' }
        : null,
    drop: withAuthors && may('post.drop'),
    hold:
      post.state !== 'dropped' && may('hold.start')
        ? withQuery(urls.holds(), { scope: `post:${post.id}` })
        : null,
    restore: post.state === 'dropped' && may('post.drop'),
    correct: wasSent && may('post.write') ? withQuery(urls.newPost(), { corrects: post.id }) : null,
  };
}
