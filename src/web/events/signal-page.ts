import type { EventFacts } from '../../actions/events/load-event.ts';
import { openTargets } from '../../domain/approvals/decide-approval.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { previewTarget } from '../approvals/channel-preview.ts';
import type { ChannelPreview } from '../approvals/channel-preview.ts';
import { formatOf } from '../format.ts';
import type { Reader } from '../reader.ts';

export type SignalPage = {
  id: string;
  title: string;
  startsAt: Date;
  zone: string;
  step: 1 | 2;
  /** Exactly what goes out, as the channels will show it. */
  goes: { deliveryId: string; preview: ChannelPreview; until: string }[];
  /** What waits for the signal and does not go out by it, with the reason. */
  stays: { title: string; channelName: string; why: string }[];
  /** Who gave the signal and when; null while nobody did. */
  given: string | null;
  refused: string | null;
};

export function signalPage(
  facts: EventFacts,
  shown: { step: 1 | 2; refused: string | null },
  reader: Reader & { limits: PlatformLimits },
): SignalPage {
  const { event, release } = facts;
  const { t, language } = reader;
  const format = formatOf(language);
  const going = facts.signal.filter(({ effect }) => effect === 'goes');
  const kept = facts.signal.filter(({ effect }) => effect !== 'goes');
  return {
    id: event.id,
    title: event.title[language],
    startsAt: event.startsAt,
    zone: event.zone,
    step: shown.step,
    goes: going.flatMap(({ delivery }) => {
      const preview = previewOf(delivery, facts, reader.limits);
      const until = format.instant(delivery.until, delivery.zone);
      return preview === null
        ? []
        : [{ deliveryId: delivery.id, preview, until: t('events.signal.until', { until }) }];
    }),
    stays: [
      ...kept.flatMap(({ delivery, effect }) =>
        named(delivery.postId, delivery.channelId, facts, reader).map((one) => ({
          ...one,
          why: t(`events.signal.effect.${effect}`),
        })),
      ),
      ...facts.posts.flatMap((post) => openOnSignal(post, facts, reader)),
    ],
    given:
      release === null
        ? null
        : t('events.signal.givenBefore', {
            who: release.givenByName,
            at: format.instant(release.givenAt, event.zone),
          }),
    refused: shown.refused,
  };
}

function previewOf(
  delivery: Delivery,
  { posts, channels }: EventFacts,
  limits: PlatformLimits,
): ChannelPreview | null {
  const post = posts.find((one) => one.id === delivery.postId);
  const channel = channels.find((one) => one.id === delivery.channelId);
  const target = post?.content.targets.find(
    (one) => one.channelId === delivery.channelId && one.language === delivery.language,
  );
  if (post === undefined || channel === undefined || target === undefined) return null;
  return previewTarget(target, channel, post.content, null, limits)?.preview ?? null;
}

/** Channels of a post that wait for the signal and that nobody approved yet. */
function openOnSignal(post: Post, facts: EventFacts, reader: Reader): SignalPage['stays'] {
  const deliveries = facts.deliveries.filter((one) => one.postId === post.id);
  return openTargets(post, deliveries)
    .filter(({ timing }) => timing.kind === 'signal')
    .flatMap(({ channelId }) =>
      named(post.id, channelId, facts, reader).map((one) => ({
        ...one,
        why: reader.t('events.signal.effect.open'),
      })),
    );
}

function named(
  postId: string,
  channelId: string,
  { posts, channels }: EventFacts,
  { language }: Reader,
): { title: string; channelName: string }[] {
  const post = posts.find((one) => one.id === postId);
  const channel = channels.find((one) => one.id === channelId);
  return post === undefined || channel === undefined
    ? []
    : [{ title: titleOf(post.content, language), channelName: channel.name }];
}
