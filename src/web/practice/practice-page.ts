import type { PracticeFacts, TourFacts } from '../../actions/practice/read-practice.ts';
import { timeSteps, walkTarget } from '../../actions/practice/walk-time.ts';
import type { TimeStep } from '../../actions/practice/walk-time.ts';
import { urls } from '../urls.ts';
import type { DemoPerson } from '../web-deps.ts';

/** The steps of the tour, in order; sentences are under `practice.tour.<step>`. */
export const tourSteps = ['write', 'submit', 'approve', 'publish', 'measure', 'report'] as const;
export type TourStep = (typeof tourSteps)[number];

export type PracticePage = {
  now: Date;
  walk: { to: Date; percent: number } | null;
  buttons: { step: TimeStep; to: Date }[];
  /** Null when the tour is finished. */
  current: TourStep | null;
  steps: { step: TourStep; isDone: boolean; isCurrent: boolean; href: string | null }[];
  /** Who the tour asks to sign in as; null on a desk without the demonstration. */
  officer: DemoPerson | null;
  spokesperson: DemoPerson | null;
  places: { platforms: string; faults: string; mailbox: string } | null;
  /** Nobody walks time while no worker runs. */
  isWorkerMissing: boolean;
};

export function buildPracticePage(
  facts: PracticeFacts,
  given: { people: readonly DemoPerson[]; practiceUrl: string | null },
): PracticePage {
  const { practiceUrl } = given;
  const done = doneSteps(facts.tour);
  const current = tourSteps.find((step) => !done[step]) ?? null;
  const person = (role: string): DemoPerson | null =>
    given.people.find((one) => one.roleKey === role) ?? null;
  return {
    now: facts.now,
    walk: facts.walk === null ? null : { to: facts.walk.to, percent: percentOf(facts) },
    buttons: timeSteps.flatMap((step) => {
      const to = walkTarget(step, facts.now, facts.nextDue);
      return to === null ? [] : [{ step, to }];
    }),
    current,
    steps: tourSteps.map((step) => ({
      step,
      isDone: done[step],
      isCurrent: step === current,
      href: placeOf(step, facts.tour, practiceUrl),
    })),
    officer: person('press-officer'),
    spokesperson: person('spokesperson'),
    places:
      practiceUrl === null
        ? null
        : {
            platforms: `${practiceUrl}/`,
            faults: `${practiceUrl}/practice`,
            mailbox: `${practiceUrl}/mailbox`,
          },
    isWorkerMissing: facts.trouble.includes('no-worker'),
  };
}

function doneSteps(tour: TourFacts): Record<TourStep, boolean> {
  const standing = tour.deliveries.filter((one) => one.state !== 'cancelled');
  return {
    write: tour.postId !== null,
    submit: tour.isSubmitted,
    approve: tour.isApproved,
    publish: standing.length > 0 && standing.every((one) => one.state === 'sent'),
    measure: tour.isMeasured,
    report: tour.isReported,
  };
}

function placeOf(step: TourStep, tour: TourFacts, practiceUrl: string | null): string | null {
  const { postId } = tour;
  switch (step) {
    case 'write':
      return urls.newPost();
    case 'submit':
      return postId === null ? null : urls.editPost(postId);
    case 'approve':
      return postId === null ? null : urls.approval(postId);
    case 'publish':
      return tour.isApproved ? urls.queue() : null;
    case 'measure':
      return postId !== null && tour.isMeasured ? urls.postAudience(postId) : null;
    case 'report':
      return practiceUrl === null || !tour.isReported ? null : `${practiceUrl}/mailbox`;
  }
}

function percentOf({ walk, now }: PracticeFacts): number {
  if (walk === null) return 0;
  const whole = walk.to.getTime() - walk.from.getTime();
  const gone = now.getTime() - walk.from.getTime();
  return whole <= 0 ? 100 : Math.max(0, Math.min(100, Math.round((gone / whole) * 100)));
}
