import type { TodayFacts } from '../../actions/people/load-today.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { dayOf } from '../../domain/time/zones.ts';
import { stateTag } from '../deliveries/delivery-words.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import { otherClocks } from '../deliveries/other-clocks.ts';
import type { OtherClock } from '../deliveries/other-clocks.ts';
import { shownTitle } from '../events/shown-title.ts';
import type { Reader } from '../reader.ts';
import { urls } from '../urls.ts';

export type TimelineEntry = {
  at: Date;
  clocks: OtherClock[];
  title: string;
  isEmbargoed: boolean;
  lang: string;
  href: string;
  platform: PlatformId;
  channelName: string;
  tone: StateTone;
  label: string;
};

/** What goes out today in the order of its times, and what hopes to once it is approved. */
export function todayTimeline(facts: TodayFacts, { t, now, language }: Reader): TimelineEntry[] {
  const clocksOf = (unitId: string): OtherClock[] =>
    otherClocks([facts.units.find((unit) => unit.id === unitId)], language);
  const channelOf = (id: string) => facts.channels.find((channel) => channel.id === id);
  const planned = facts.dueToday.flatMap((delivery): TimelineEntry[] => {
    const post = facts.posts.find((one) => one.id === delivery.postId);
    if (post === undefined) return [];
    const { tone, label } = stateTag(delivery, t);
    return [
      {
        at: delivery.sentAt ?? delivery.dueAt,
        clocks: clocksOf(delivery.unitId),
        ...shownTitle(post, delivery.language, { embargoed: facts.embargoed, t }),
        lang: delivery.language,
        href: urls.delivery(delivery.id),
        platform: delivery.platform,
        channelName: channelOf(delivery.channelId)?.name ?? '',
        tone: tone === '' && delivery.state === 'planned' ? 'going' : tone,
        label,
      },
    ];
  });
  const today = dayOf(now);
  const hoped = facts.hopedToday.flatMap((post) =>
    post.content.targets.flatMap((target): TimelineEntry[] => {
      const channel = channelOf(target.channelId);
      if (target.timing.kind !== 'at' || channel === undefined) return [];
      const at = new Date(target.timing.at);
      if (dayOf(at) !== today) return [];
      return [
        {
          at,
          clocks: clocksOf(post.unitId),
          ...shownTitle(post, target.language, { embargoed: facts.embargoed, t }),
          lang: target.language,
          href: urls.post(post.id),
          platform: channel.platform,
          channelName: channel.name,
          tone: 'waits',
          label: t('states.post.submitted'),
        },
      ];
    }),
  );
  return [...planned, ...hoped].sort((a, b) => a.at.getTime() - b.at.getTime());
}
