import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { sha256 } from '../lib/hashing.ts';
import type { Logger } from '../lib/logger.ts';
import { openJournal } from './journal.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { defaultSettings } from './types.ts';
import type { Account, Mail, Medium, Post, PracticePlatform, Settings } from './types.ts';

/** Everything the practice platforms know, in memory, with each change in the journal. */
export type World = ReturnType<typeof createWorld>;

const X_EPOCH_MS = 1_288_834_974_657;

const keyOf = (thing: { platform: PracticePlatform; id: string }): string =>
  `${thing.platform}:${thing.id}`;

export function createWorld(options: { dataDir: string; clock: Clock; logger: Logger }) {
  const { clock } = options;
  const folder = join(options.dataDir, 'practice');
  const accounts = new Map<string, Account>();
  const posts = new Map<string, Post>();
  const timelines = new Map<string, Post[]>();
  const media = new Map<string, Medium>();
  const mails = new Map<string, Mail>();
  let settings: Settings = defaultSettings;

  const apply = (entry: JournalEntry): void => {
    switch (entry.of) {
      case 'account':
        accounts.set(keyOf({ platform: entry.value.platform, id: entry.value.accountId }), {
          ...entry.value,
        });
        break;
      case 'post':
        applyPost(entry.value);
        break;
      case 'medium':
        media.set(keyOf(entry.value), entry.value);
        break;
      case 'mail':
        mails.set(entry.value.id, entry.value);
        break;
      case 'clock':
        clock.setOffsetMs(entry.value.offsetMs);
        break;
      case 'settings':
        settings = { ...defaultSettings, ...entry.value };
        break;
    }
  };

  const applyPost = (post: Post): void => {
    const timelineKey = keyOf({ platform: post.platform, id: post.accountId });
    const timeline = timelines.get(timelineKey) ?? [];
    timelines.set(timelineKey, timeline);
    const at = posts.has(keyOf(post)) ? timeline.findIndex((other) => other.id === post.id) : -1;
    if (at === -1) timeline.push(post);
    else timeline[at] = post;
    posts.set(keyOf(post), post);
  };

  const journal: Journal = openJournal(join(folder, 'journal.jsonl'), apply, (bytes) => {
    options.logger.warn({ bytes }, 'the last journal line was cut off and is dropped');
  });
  for (const name of ['media', 'mails']) mkdirSync(join(folder, name), { recursive: true });

  const save = (entry: JournalEntry): void => {
    journal.append(entry);
    apply(entry);
  };
  const now = (): number => clock.now().getTime();
  const isTaken = (platform: PracticePlatform, id: string): boolean =>
    posts.has(keyOf({ platform, id })) || media.has(keyOf({ platform, id }));

  /** An identifier as X makes them: time in the upper bits. */
  const newXId = (at: number): string => {
    let id = BigInt(at - X_EPOCH_MS) << 22n;
    while (isTaken('x', id.toString())) id += 1n;
    return id.toString();
  };

  /** A Facebook object number. Posts are kept under `page_number`, so `prefix` is part of it. */
  const newFacebookId = (at: number, prefix = ''): string => {
    let number = BigInt(at) * 1000n;
    while (isTaken('facebook', `${prefix}${number}`)) number += 1n;
    return `${prefix}${number}`;
  };

  return {
    clock,
    now,
    accounts: (): Account[] => [...accounts.values()],
    account: (platform: PracticePlatform, id: string): Account | null =>
      accounts.get(keyOf({ platform, id })) ?? null,
    findAccount: (matches: (account: Account) => boolean): Account | null =>
      [...accounts.values()].find(matches) ?? null,
    post: (platform: PracticePlatform, id: string): Post | null =>
      posts.get(keyOf({ platform, id })) ?? null,
    posts: (): Post[] => [...posts.values()],
    /** Posts of one account in order of arrival, deleted ones included. */
    timeline: (platform: PracticePlatform, accountId: string): readonly Post[] =>
      timelines.get(keyOf({ platform, id: accountId })) ?? [],
    medium: (platform: PracticePlatform, id: string): Medium | null =>
      media.get(keyOf({ platform, id })) ?? null,
    mails: (): Mail[] => [...mails.values()],
    mail: (id: string): Mail | null => mails.get(id) ?? null,
    settings: (): Settings => settings,

    saveAccount: (value: Account): void => {
      save({ of: 'account', value });
    },
    savePost: (value: Post): void => {
      save({ of: 'post', value });
    },
    saveMedium: (value: Medium): void => {
      save({ of: 'medium', value });
    },
    saveSettings: (value: Settings): void => {
      save({ of: 'settings', value });
    },
    setOffset: (offsetMs: number): void => {
      save({ of: 'clock', value: { offsetMs } });
    },
    saveMail: (value: Mail, raw: Uint8Array): void => {
      writeFileSync(join(folder, 'mails', `${value.id}.eml`), raw);
      save({ of: 'mail', value });
    },
    rawMail: (id: string): Buffer => readFileSync(join(folder, 'mails', `${id}.eml`)),
    /** Keeps bytes under their hash. */
    saveBytes: (bytes: Uint8Array): string => {
      const hash = sha256(bytes);
      const file = join(folder, 'media', hash);
      if (!existsSync(file)) writeFileSync(file, bytes);
      return hash;
    },
    readBytes: (hash: string): Buffer => readFileSync(join(folder, 'media', hash)),

    newXId,
    newFacebookId,
    newMailId: (): string => String(mails.size + 1).padStart(4, '0'),

    reset: (): void => {
      journal.clear();
      for (const name of ['media', 'mails']) {
        rmSync(join(folder, name), { recursive: true, force: true });
        mkdirSync(join(folder, name), { recursive: true });
      }
      for (const map of [accounts, posts, timelines, media, mails]) map.clear();
      settings = defaultSettings;
      clock.setOffsetMs(0);
    },
  };
}

/** The posts of a list as its readers see it now: published, visible, not deleted; newest first. */
export function visiblePosts(world: World, account: Account, delaySeconds: number): Post[] {
  const visibleUntil = world.now() - delaySeconds * 1000;
  return world
    .timeline(account.platform, account.accountId)
    .filter(
      (post) =>
        post.deletedAt === null && post.publishedAt !== null && post.publishedAt <= visibleUntil,
    )
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}
