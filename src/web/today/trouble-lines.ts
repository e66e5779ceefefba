import type { TodayFacts } from '../../actions/people/load-today.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import { describeDelivery } from '../deliveries/delivery-words.ts';
import type { DeliveryWords } from '../deliveries/delivery-words.ts';
import { shownTitle } from '../events/shown-title.ts';
import type { Reader } from '../reader.ts';
import { urls } from '../urls.ts';
import { dayWhenOther } from './day-when-other.ts';

export type TroubleLine = DeliveryWords & {
  at: Date;
  /** The day, when it is not today. */
  day: string | null;
  title: string;
  isEmbargoed: boolean;
  lang: string;
  href: string;
  platform: PlatformId;
  channelName: string;
};

/** What went wrong, why, and who can do what. */
export function troubleLines(
  facts: TodayFacts,
  reader: Reader,
  catalogue: ErrorCatalogue,
): TroubleLine[] {
  return facts.trouble.deliveries.map((delivery) => {
    const post = facts.posts.find((one) => one.id === delivery.postId);
    return {
      ...describeDelivery(delivery, { ...reader, catalogue, attempts: facts.attempts }),
      at: delivery.dueAt,
      day: dayWhenOther(delivery.dueAt, reader),
      ...shownTitle(post, delivery.language, { embargoed: facts.embargoed, t: reader.t }),
      lang: delivery.language,
      href: urls.delivery(delivery.id),
      platform: delivery.platform,
      channelName: facts.channels.find((channel) => channel.id === delivery.channelId)?.name ?? '',
    };
  });
}
