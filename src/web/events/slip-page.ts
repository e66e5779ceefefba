import type { EventFacts } from '../../actions/events/load-event.ts';
import type { SlipEffect, SlipLine } from '../../domain/events/slip.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { toLocalTime } from '../../domain/time/zones.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import { formatOf } from '../format.ts';
import type { Reader } from '../reader.ts';

export type SlipPage = {
  id: string;
  version: number;
  title: string;
  from: string;
  to: string;
  /** The new start as the form sends it. */
  startsAt: string;
  lines: {
    title: string;
    channelName: string;
    platform: string;
    tone: StateTone;
    effect: string;
    before: string;
    after: string | null;
    window: string;
  }[];
  /** Whether something it carries keeps the time that its authors wrote. */
  hasDrafts: boolean;
};

const tones: Record<SlipEffect, StateTone> = {
  slips: 'going',
  returns: 'going',
  asks: 'wrong',
  signal: '',
  'signal-lapses': 'wrong',
  stays: '',
};

/** What a new start does to each delivery, shown before anybody confirms it. */
export function slipPage(
  facts: EventFacts & { lines: SlipLine[] },
  startsAt: Date,
  { t, language }: Reader,
): SlipPage {
  const { event } = facts;
  const format = formatOf(language);
  const postOf = (id: string) => facts.posts.find((post) => post.id === id);
  return {
    id: event.id,
    version: event.version,
    title: event.title[language],
    from: format.instant(event.startsAt, event.zone),
    to: format.instant(startsAt, event.zone),
    startsAt: toLocalTime(startsAt, event.zone),
    lines: facts.lines.flatMap(({ delivery, effect, dueAt }) => {
      const post = postOf(delivery.postId);
      const channel = facts.channels.find((one) => one.id === delivery.channelId);
      if (post === undefined || channel === undefined) return [];
      const moves = effect !== 'signal' && effect !== 'signal-lapses';
      return [
        {
          title: titleOf(post.content, language),
          channelName: channel.name,
          platform: channel.platform,
          tone: tones[effect],
          effect: t(`events.effect.${effect}`),
          before: format.instant(delivery.dueAt, delivery.zone),
          after: moves ? format.instant(dueAt, delivery.zone) : null,
          window: t('events.window', {
            from: format.time(delivery.notBefore, delivery.zone),
            until: format.instant(delivery.until, delivery.zone),
          }),
        },
      ];
    }),
    hasDrafts: facts.posts.some((post) => post.state !== 'approved'),
  };
}
