import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { EventKind } from '../../domain/events/event.ts';
import type { Role } from '../../domain/people/permission.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Topic } from '../../domain/posts/post.ts';
import { projectRoot } from '../../lib/project-root.ts';

export type DemoUnit = {
  key: string;
  parent: string | null;
  zone: string;
  city: { vi: string; en: string };
  name: { vi: string; en: string };
};

export type DemoPerson = {
  key: string;
  name: string;
  email: string;
  password: string;
  roleKey: Role;
  language: ReaderLanguage;
  grants: { role: Role; unit: string }[];
  reportLanguages: ReaderLanguage[];
};

export type DemoChannel = {
  key: string;
  unit: string;
  platform: PlatformId;
  accountId: string;
  name: string;
  handle: string;
  language: string;
  zone: string;
  followers: number;
};

/** How far a demonstration post has come. */
export type DemoFate =
  | 'published'
  | 'unknown'
  | 'refused'
  | 'held'
  | 'scheduled'
  | 'submitted'
  | 'submitted-now'
  | 'returned'
  | 'withdrawn'
  | 'dropped'
  | 'draft';

export type DemoVersion = {
  text: string;
  link?: string;
  image?: { file: string; alt: string };
};

export type DemoPost = {
  fate: DemoFate;
  unit: string;
  author: string;
  /** The translator saved the English version after the author. */
  translator?: boolean;
  topic: Topic;
  /** Days from today, Hanoi time, and the time of day. */
  day: number;
  time: string;
  channels: string[];
  /** The platform that misbehaves when this post goes out. */
  faultOn?: PlatformId;
  returnReason?: string;
  holdReason?: string;
  vi: DemoVersion;
  en?: DemoVersion;
};

/** The coming event of the demonstration and the post that waits for its signal. */
export type DemoEvent = {
  event: {
    unit: string;
    planner: string;
    releaser: string;
    kind: EventKind;
    title: { vi: string; en: string };
    place: string;
    /** Days from today, Hanoi time, and the time of day. */
    day: number;
    time: string;
    hoursForSignal: number;
  };
  post: { topic: Topic; channels: string[]; vi: DemoVersion; en: DemoVersion };
};

const folder = join(projectRoot, 'config', 'data', 'demo');

export const demoUnits = (): DemoUnit[] => read('units.json') as DemoUnit[];
export const demoPeople = (): DemoPerson[] => read('people.json') as DemoPerson[];
export const demoChannels = (): DemoChannel[] => read('channels.json') as DemoChannel[];
export const demoPosts = (): DemoPost[] => (read('posts.json') as { posts: DemoPost[] }).posts;
export const demoEvent = (): DemoEvent => read('event.json') as DemoEvent;
export const demoImage = (file: string): Buffer => readFileSync(join(folder, file));

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
