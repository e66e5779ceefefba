import type { TodayFacts } from '../../actions/people/load-today.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import { describeDelivery } from '../deliveries/delivery-words.ts';
import type { DeliveryWords } from '../deliveries/delivery-words.ts';
import { preflightSentence } from '../deliveries/preflight-words.ts';
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

/** What would not go out, and what went wrong: why, and who can do what. */
export function troubleLines(
  facts: TodayFacts,
  reader: Reader,
  catalogue: ErrorCatalogue,
): TroubleLine[] {
  const { t } = reader;
  const atRisk = facts.atRisk.map(({ delivery, problems }) => ({
    ...lineOf(delivery, facts, reader),
    tone: 'wrong' as const,
    label: t('deliveries.preflight.label'),
    why: problems.map((problem) => preflightSentence(problem, t)).join(' '),
    who: '',
    next: '',
    fixer: null,
    again: null,
  }));
  const wrong = facts.trouble.deliveries.map((delivery) => ({
    ...describeDelivery(delivery, { ...reader, catalogue, attempts: facts.attempts }),
    ...lineOf(delivery, facts, reader),
  }));
  return [...atRisk, ...wrong];
}

function lineOf(
  delivery: Delivery,
  facts: TodayFacts,
  reader: Reader,
): Omit<TroubleLine, keyof DeliveryWords> {
  const post = facts.posts.find((one) => one.id === delivery.postId);
  return {
    at: delivery.dueAt,
    day: dayWhenOther(delivery.dueAt, reader),
    ...shownTitle(post, delivery.language, { embargoed: facts.embargoed, t: reader.t }),
    lang: delivery.language,
    href: urls.delivery(delivery.id),
    platform: delivery.platform,
    channelName: facts.channels.find((channel) => channel.id === delivery.channelId)?.name ?? '',
  };
}
