import { canAnywhere } from '../domain/people/person.ts';
import type { Actor } from '../domain/people/person.ts';
import type { Permission } from '../domain/people/permission.ts';
import { urls } from './urls.ts';
import type { Place, Shell } from './web-deps.ts';

export type NavItem = {
  place: Place;
  href: string;
  count: number | null;
  isCurrent: boolean;
  /** Whether a phone shows it in the bar; the others are under "More". */
  inBar: boolean;
};

type Entry = { place: Place; href: string; permission: Permission | null; inBar?: true };

const main: Entry[] = [
  { place: 'today', href: urls.today(), permission: null, inBar: true },
  { place: 'compose', href: urls.newPost(), permission: 'post.write', inBar: true },
  { place: 'approvals', href: urls.approvals(), permission: 'post.approve', inBar: true },
  { place: 'calendar', href: urls.calendar(), permission: 'post.read', inBar: true },
  { place: 'events', href: urls.events(), permission: 'event.read' },
  { place: 'queue', href: urls.queue(), permission: 'delivery.read', inBar: true },
  { place: 'posts', href: urls.posts(), permission: 'post.read' },
  { place: 'audience', href: urls.audience(), permission: 'audience.read' },
  { place: 'reports', href: urls.reports(), permission: 'report.read' },
];

const more: Entry[] = [
  { place: 'holds', href: urls.holds(), permission: 'delivery.read' },
  { place: 'channels', href: urls.channels(), permission: 'channel.read' },
  { place: 'budget', href: urls.budget(), permission: 'channel.read' },
  { place: 'lexicon', href: urls.lexicon('terms'), permission: 'post.read' },
  { place: 'people', href: urls.people(), permission: 'person.read' },
  { place: 'records', href: urls.records(), permission: 'audit.read' },
];

export type Navigation = { main: NavItem[]; more: NavItem[] };

/** The places this person may open, with what waits at each. */
export function navigationFor(
  actor: Actor,
  counts: Shell['counts'],
  current: Place | null,
): Navigation {
  const toItems = (entries: Entry[]): NavItem[] =>
    entries
      .filter((entry) => entry.permission === null || canAnywhere(actor, entry.permission))
      .map((entry) => ({
        place: entry.place,
        href: entry.href,
        count: counts[entry.place] ?? null,
        isCurrent: entry.place === current,
        inBar: entry.inBar === true,
      }));
  return { main: toItems(main), more: toItems(more) };
}
