import type { Content } from '../posts/content.ts';
import type { ContentProblem } from '../posts/readiness.ts';
import type { DeskEvent } from './event.ts';

/**
 * What of a post does not fit the event that carries it. `event` is null when there is none, or
 * none that may carry a post of this unit.
 */
export function eventProblems(
  content: Content,
  eventId: string | null,
  event: DeskEvent | null,
): ContentProblem[] {
  const signals = content.targets.flatMap(({ timing }, index) =>
    timing.kind === 'signal' ? [{ timing, field: `targets.${index}` }] : [],
  );
  if (eventId !== null && event === null) return [problem('event-unknown', 'event')];
  if (event !== null && event.state !== 'planned')
    return [problem(`event-${event.state}`, 'event')];
  const nobody = event?.releaserId === null && event.deputyId === null;
  return signals.flatMap(({ timing, field }) => {
    if (event?.id !== timing.eventId) return [problem('signal-without-event', field)];
    if (nobody) return [problem('signal-without-person', field)];
    return Date.parse(timing.until) > event.startsAt.getTime()
      ? []
      : [problem('signal-window-short', `${field}.until`)];
  });
}

function problem(code: ContentProblem['code'], field: string): ContentProblem {
  return { code, field, parameters: {} };
}
