import type { Official, OfficialPost, Tenure, Titles } from './titles.ts';

/** What is known of a person and a post on some days: `unsure` where nothing is confirmed. */
export type Standing = 'held' | 'not-held' | 'unsure';

/** Whether a person held a post on one of the days (`YYYY-MM-DD`) that a sentence speaks of. */
export function standingOn(
  person: Official,
  post: OfficialPost,
  days: readonly string[],
  titles: Titles,
): Standing {
  const own = person.held.filter((one) => one.post === post.id);
  if (days.some((day) => own.some((one) => isOn(one, day) && one.confidence !== 'B')))
    return 'held';
  if (days.some((day) => own.some((one) => isOn(one, day)))) return 'unsure';
  if (own.length > 0) return 'not-held';
  // Of a post that the person never had, only a known holder of it says that somebody else has it.
  const others = titles.people.filter((one) => one !== person);
  const isOthers = days.every((day) =>
    others.some((one) =>
      one.held.some((held) => held.post === post.id && isOn(held, day) && held.confidence !== 'B'),
    ),
  );
  return post.isSingle === true && isOthers ? 'not-held' : 'unsure';
}

/** The confirmed posts of a person on a day. */
export function postsOn(person: Official, day: string, titles: Titles): OfficialPost[] {
  return person.held
    .filter((one) => isOn(one, day) && one.confidence !== 'B')
    .flatMap((one) => titles.posts.find(({ id }) => id === one.post) ?? []);
}

function isOn({ from, to }: Tenure, day: string): boolean {
  return (from ?? '') <= day && (to === undefined || day <= to);
}
