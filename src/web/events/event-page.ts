import type { EventFacts } from '../../actions/events/load-event.ts';
import { openTargets } from '../../domain/approvals/decide-approval.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideSignal } from '../../domain/events/signal.ts';
import { can } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Target } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { toLocalTime } from '../../domain/time/zones.ts';
import { stateTag } from '../deliveries/delivery-words.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import { formatOf } from '../format.ts';
import type { Reader } from '../reader.ts';
import { eventState } from './events-page.ts';

export type CarriedLine = {
  channelName: string;
  platform: Channel['platform'];
  language: string;
  tone: StateTone;
  label: string;
  /** Why it waits, in a few words; null when nothing is wrong. */
  why: string | null;
  when: string;
  deliveryId: string | null;
  /** The word on the button with which a person lets it go on; null when there is none. */
  goOn: string | null;
};

export type EventPage = {
  id: string;
  version: number;
  title: string;
  other: string;
  kind: string;
  place: string;
  unitName: string;
  startsAt: Date;
  zone: string;
  startsAtLocal: string;
  slippedFrom: Date | null;
  tone: StateTone;
  state: string;
  releaser: string | null;
  deputy: string | null;
  signal: { given: string | null; mayGive: boolean };
  posts: { id: string; title: string; state: string; isApproved: boolean; lines: CarriedLine[] }[];
  may: { edit: boolean; cancel: boolean; revive: boolean; end: boolean; write: boolean };
  refused: string | null;
};

export function eventPage(
  facts: EventFacts,
  reader: Reader,
  refused: string | null = null,
): EventPage {
  const { event, release, names } = facts;
  const { t, language, actor, now } = reader;
  const format = formatOf(language);
  const manages = can(actor, 'event.manage', event.unitId);
  return {
    id: event.id,
    version: event.version,
    title: event.title[language],
    other: event.title[language === 'vi' ? 'en' : 'vi'],
    kind: t(`events.kind.${event.kind}`),
    place: event.place,
    unitName: facts.unit?.name[language] ?? '',
    startsAt: event.startsAt,
    zone: event.zone,
    startsAtLocal: toLocalTime(event.startsAt, event.zone),
    slippedFrom: event.slippedFrom,
    ...eventState(event, release !== null, reader),
    releaser: event.releaserId === null ? null : (names.get(event.releaserId) ?? ''),
    deputy: event.deputyId === null ? null : (names.get(event.deputyId) ?? ''),
    signal: {
      given:
        release === null
          ? null
          : t('events.facts.signalGiven', {
              who: release.givenByName,
              at: format.instant(release.givenAt, event.zone),
            }),
      mayGive: decideSignal(event, actor, release).ok,
    },
    posts: facts.posts.map((post) => ({
      id: post.id,
      title: titleOf(post.content, language),
      state: t(`states.post.${post.state}`),
      isApproved: post.state === 'approved',
      lines: linesOf(post, facts, reader),
    })),
    may: {
      edit: manages && event.state === 'planned',
      cancel: manages && event.state === 'planned',
      revive: manages && event.state === 'cancelled',
      end: manages && event.state === 'planned' && event.startsAt <= now,
      write: can(actor, 'post.write', event.unitId) && event.state === 'planned',
    },
    refused,
  };
}

/** A post's deliveries that stand, then the channels that no approval covers yet. */
function linesOf(post: Post, facts: EventFacts, reader: Reader): CarriedLine[] {
  const { t } = reader;
  const standing = facts.deliveries.filter(
    (one) => one.postId === post.id && one.state !== 'cancelled',
  );
  const shown = (channelId: string): Pick<CarriedLine, 'channelName' | 'platform'>[] =>
    facts.channels
      .filter((one) => one.id === channelId)
      .slice(0, 1)
      .map(({ name, platform }) => ({ channelName: name, platform }));
  return [
    ...standing.flatMap((delivery) =>
      shown(delivery.channelId).map((channel) => ({
        ...channel,
        language: delivery.language,
        ...stateTag(delivery, t),
        why: delivery.state === 'waiting' ? t(`states.waiting.${delivery.reason}`) : null,
        when: whenOf(delivery, timingOf(post, delivery), reader),
        deliveryId: delivery.id,
        goOn: goOnOf(delivery, timingOf(post, delivery), facts, reader),
      })),
    ),
    ...openTargets(post, standing).flatMap((target) =>
      shown(target.channelId).map((channel) => ({
        ...channel,
        language: target.language,
        tone: 'waits' as const,
        label: t('events.notApproved'),
        why: null,
        when: targetTime(target, reader),
        deliveryId: null,
        goOn: null,
      })),
    ),
  ];
}

function timingOf(post: Post, delivery: Delivery): Target['timing'] | null {
  const target = post.content.targets.find(
    (one) => one.channelId === delivery.channelId && one.language === delivery.language,
  );
  return target?.timing ?? null;
}

function whenOf(delivery: Delivery, timing: Target['timing'] | null, reader: Reader): string {
  const format = formatOf(reader.language);
  const { zone, until } = delivery;
  if (delivery.sentAt !== null) return format.instant(delivery.sentAt, zone);
  if (timing?.kind === 'signal' && delivery.state === 'waiting')
    return reader.t('events.onSignal', { until: format.instant(until, zone) });
  return format.instant(delivery.dueAt, zone);
}

function targetTime({ timing, zone }: Target, { t, language }: Reader): string {
  const format = formatOf(language);
  const until = format.instant(new Date(timing.until), zone);
  switch (timing.kind) {
    case 'signal':
      return t('events.onSignal', { until });
    case 'on-approval':
      return t('posts.onApproval', { until });
    case 'at':
      return format.instant(new Date(timing.at), zone);
  }
}

/** After a revival each delivery goes on by a person's word, to its time or back to the signal. */
function goOnOf(
  delivery: Delivery,
  timing: Target['timing'] | null,
  { event, release }: EventFacts,
  { t, actor }: Reader,
): string | null {
  if (delivery.reason !== 'event-cancelled' || event.state !== 'planned') return null;
  if (!can(actor, 'delivery.settle', delivery.unitId)) return null;
  const backToSignal = timing?.kind === 'signal' && release === null;
  return t(backToSignal ? 'events.goOnSignal' : 'events.goOn');
}
