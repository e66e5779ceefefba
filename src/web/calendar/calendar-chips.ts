import type { CalendarFacts } from '../../actions/deliveries/load-calendar.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import type { Translate } from '../../lib/i18n.ts';
import { stateTag } from '../deliveries/delivery-words.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import { otherClocks } from '../deliveries/other-clocks.ts';
import type { OtherClock } from '../deliveries/other-clocks.ts';
import { shownTitle } from '../events/shown-title.ts';
import { urls } from '../urls.ts';

/** One version on one channel at one time. */
export type CalendarChip = {
  at: Date;
  clocks: OtherClock[];
  title: string;
  isEmbargoed: boolean;
  lang: string;
  platform: PlatformId;
  channelName: string;
  href: string;
  isApproved: boolean;
  tone: StateTone;
  label: string;
};

/** Everything that has a time in the span, in its order. */
export function calendarChips(
  facts: CalendarFacts,
  { actor, language, t }: { actor: Actor; language: ReaderLanguage; t: Translate },
): CalendarChip[] {
  const readersUnit = facts.units.find((unit) => unit.id === actor.grants[0]?.unitId);
  const clocksOf = (unitId: string): OtherClock[] =>
    otherClocks([facts.units.find((one) => one.id === unitId), readersUnit], language);
  const approved = facts.deliveries.map((delivery): CalendarChip => {
    const post = facts.posts.find((one) => one.id === delivery.postId);
    const { tone, label } = stateTag(delivery, t);
    return {
      at: delivery.dueAt,
      clocks: clocksOf(delivery.unitId),
      ...shownTitle(post, delivery.language, { embargoed: facts.embargoed, t }),
      lang: delivery.language,
      platform: delivery.platform,
      channelName: facts.channels.find((one) => one.id === delivery.channelId)?.name ?? '',
      href: urls.delivery(delivery.id),
      isApproved: true,
      tone,
      label,
    };
  });
  const hoped = facts.hoped.flatMap((post) =>
    post.content.targets.flatMap((target): CalendarChip[] => {
      const channel = facts.channels.find((one) => one.id === target.channelId);
      if (target.timing.kind !== 'at' || channel === undefined) return [];
      return [
        {
          at: new Date(target.timing.at),
          clocks: clocksOf(post.unitId),
          ...shownTitle(post, target.language, { embargoed: facts.embargoed, t }),
          lang: target.language,
          platform: channel.platform,
          channelName: channel.name,
          href: urls.post(post.id),
          isApproved: false,
          tone: post.state === 'draft' ? '' : 'waits',
          label: t(`states.post.${post.state}`),
        },
      ];
    }),
  );
  return [...approved, ...hoped].sort((a, b) => a.at.getTime() - b.at.getTime());
}
