import type {
  AddressAnswer,
  Platform,
  PublishCall,
  RecentAnswer,
} from '../../src/clients/platform.ts';
import type { PlatformId } from '../../src/domain/channels/channel.ts';
import type { PublishOutcome, RefusalReason } from '../../src/domain/deliveries/outcome.ts';
import type { SeenPost } from '../../src/domain/deliveries/read-back.ts';
import type { Random } from '../faults/random.ts';
import type { Owner, Scheduler } from './scheduler.ts';

/** A post as a simulated platform holds it. */
export type StoredPost = {
  id: string;
  platform: PlatformId;
  accountId: string;
  text: string;
  link: string | null;
  mediaCount: number;
  /** Desk time. */
  createdAt: Date;
  /** Desk time from which readers see it. */
  visibleAt: Date;
  deliveryId: string;
};

type Fate = 'accepted' | 'refused' | 'lost-before' | 'lost-after' | 'late' | 'breaks' | 'slow';

export type PlatformsWorld = {
  random: Random;
  scheduler: Scheduler;
  deskNow(): Date;
  /** Of a thousand calls. */
  faults(): number;
  refusesRepeats: boolean;
  timeJumps: boolean;
  /** A call begins; returns the delivery it is for. */
  callBegins(owner: Owner, call: PublishCall, platform: PlatformId): string;
  /** The platform is done with a call at this instant of simulated time. */
  callEnds(deliveryId: string, atMs: number): void;
  stored(post: StoredPost): void;
};

/** What a client throws that cannot make anything of an answer. */
export const UNREADABLE = 'the answer could not be read';
const DEADLINE_MS = 45_000;
const REPEAT_SPAN_MS = 24 * 3_600_000;
const NO_RAW = { status: null, code: null, text: null };
const lostReasons = ['connection-lost', 'answer-cut', 'server-error', 'answer-unreadable'] as const;

/** What both platforms hold, for all processes. */
export function createPlatformsWorld(world: PlatformsWorld) {
  const { random, scheduler } = world;
  const posts: StoredPost[] = [];
  let count = 0;

  const fateOf = (): Fate => {
    if (random.int(1, 1000) > world.faults()) return random.chance(0.03) ? 'slow' : 'accepted';
    const fates = ['refused', 'lost-before', 'lost-after', 'late', 'breaks', 'slow'] as const;
    const fate = random.pick(fates);
    // A jump of practice time would carry a late post out of every window.
    return fate === 'late' && world.timeJumps ? 'lost-after' : fate;
  };

  const lastsFor = (answer: PublishOutcome | 'breaks', fate: Fate): number => {
    if (answer !== 'breaks' && answer.kind === 'unknown' && answer.reason === 'timed-out') {
      return DEADLINE_MS;
    }
    return fate === 'slow' ? random.int(1_000, DEADLINE_MS - 1_000) : 0;
  };

  const store = (call: PublishCall, platform: PlatformId, deliveryId: string): StoredPost => {
    count += 1;
    const post: StoredPost = {
      id: `${platform}-${count}`,
      platform,
      accountId: call.payload.accountId,
      text: call.payload.text,
      link: call.payload.link,
      mediaCount: call.payload.media.length,
      createdAt: new Date(Math.floor(world.deskNow().getTime() / 1000) * 1000),
      visibleAt: new Date(
        world.deskNow().getTime() + (random.chance(0.5) ? 0 : random.int(0, 35_000)),
      ),
      deliveryId,
    };
    posts.push(post);
    world.stored(post);
    return post;
  };

  const hasAlready = (call: PublishCall): boolean =>
    world.refusesRepeats &&
    posts.some(
      (post) =>
        post.accountId === call.payload.accountId &&
        post.text === call.payload.text &&
        world.deskNow().getTime() - post.createdAt.getTime() < REPEAT_SPAN_MS,
    );

  const refusal = (): PublishOutcome => {
    const at = new Date(world.deskNow().getTime() + random.int(1, 600) * 1000);
    const kinds: [RefusalReason, Extract<PublishOutcome, { kind: 'refused' }>['retry']][] = [
      ['rate-limited', { kind: 'at', at }],
      ['platform-down', { kind: 'later' }],
      ['not-reached', { kind: 'later' }],
      ['text-too-long', { kind: 'never' }],
      ['unlisted', { kind: 'never' }],
    ];
    const rare: typeof kinds = [
      ['token-dead', { kind: 'never' }],
      ['permission-missing', { kind: 'never' }],
    ];
    const [reason, retry] = random.chance(0.1) ? random.pick(rare) : random.pick(kinds);
    return { kind: 'refused', reason, retry, raw: { status: 403, code: null, text: null } };
  };

  const unknown = (timedOut: boolean): PublishOutcome => ({
    kind: 'unknown',
    reason: timedOut ? 'timed-out' : random.pick(lostReasons),
    raw: NO_RAW,
  });

  /** The request is at the platform: what it makes of it is final from here on. */
  const arrives = (
    call: PublishCall,
    platform: PlatformId,
    deliveryId: string,
    fate: Fate,
  ): PublishOutcome | 'breaks' => {
    if (hasAlready(call)) {
      const raw = { status: platform === 'x' ? 403 : 400, code: null, text: null };
      return { kind: 'refused', reason: 'duplicate', retry: { kind: 'never' }, raw };
    }
    switch (fate) {
      case 'refused':
        return refusal();
      case 'lost-before':
        return unknown(random.chance(0.3));
      case 'late':
        void scheduler.operation(
          wire,
          'network',
          `${platform} makes a post late`,
          () => {
            if (!hasAlready(call)) store(call, platform, deliveryId);
          },
          random.int(0, 20_000),
        );
        return unknown(random.chance(0.5));
      case 'lost-after':
        store(call, platform, deliveryId);
        return unknown(random.chance(0.3));
      case 'breaks':
        if (random.chance(0.5)) store(call, platform, deliveryId);
        return 'breaks';
      case 'accepted':
      case 'slow': {
        const { id } = store(call, platform, deliveryId);
        const allowance = random.chance(0.02)
          ? { usedPercent: 90, resumesAt: new Date(world.deskNow().getTime() + 120_000) }
          : undefined;
        return {
          kind: 'accepted',
          platformPostId: id,
          permalink: addressOf(call.payload.accountId, id),
          raw: { status: 200, code: null, text: null },
          ...(allowance === undefined ? {} : { allowance }),
        };
      }
    }
  };
  const wire: Owner = { name: 'the wire', alive: true, frozenUntilMs: 0 };

  const platformFor = (id: PlatformId, owner: Owner): Platform => {
    const network = <T>(name: string, act: () => T, delayMs = 0): Promise<T> =>
      scheduler.operation(owner, 'network', `${id} ${name}`, act, delayMs);
    const readFails = (): boolean => world.faults() > 0 && random.int(1, 1500) <= world.faults();
    return {
      id,
      async publish(call) {
        const deliveryId = world.callBegins(owner, call, id);
        const fate = fateOf();
        const [answer, delayMs] = await scheduler.operation(
          owner,
          'arrival',
          `${id} takes a call`,
          () => {
            const made = arrives(call, id, deliveryId, fate);
            const lastsMs = lastsFor(made, fate);
            world.callEnds(deliveryId, scheduler.nowMs() + lastsMs);
            return [made, lastsMs] as const;
          },
        );
        const outcome = await network('answers', () => answer, delayMs);
        if (outcome === 'breaks') throw new TypeError(UNREADABLE);
        return outcome;
      },
      async readRecent({ accountId, since, limit }): Promise<RecentAnswer> {
        const answer = await network('is read', (): RecentAnswer => {
          if (readFails()) return { kind: 'failed', reason: 'unreadable', code: 'simulated' };
          const seen = posts.filter(
            (post) =>
              post.accountId === accountId &&
              post.visibleAt <= world.deskNow() &&
              post.createdAt >= since,
          );
          const newestFirst = seen.reverse().slice(0, limit);
          return {
            kind: 'read',
            posts: newestFirst.map(seenPostOf),
            complete: newestFirst.length === seen.length,
          };
        });
        return network('answers a reading', () => answer);
      },
      readAddress: ({ account, address }) =>
        network('is asked for an address', (): AddressAnswer => {
          const platformPostId = address.split('/').at(-1) ?? '';
          if (!address.startsWith(addressOf(account.accountId, ''))) {
            return { kind: 'not-an-address' };
          }
          if (readFails()) {
            return { kind: 'failed', platformPostId, reason: 'unreadable', code: 'simulated' };
          }
          const post = posts.find(
            (one) =>
              one.id === platformPostId &&
              one.accountId === account.accountId &&
              one.visibleAt <= world.deskNow(),
          );
          return { kind: 'read', post: post === undefined ? null : seenPostOf(post) };
        }),
      readMetrics: () => Promise.resolve({ kind: 'read', metrics: new Map() }),
      readFollowers: () => Promise.resolve({ kind: 'read', followers: null }),
      readIdentity: () => Promise.resolve({ kind: 'failed', reason: 'unreadable', code: null }),
      // Simulated channels cost nothing, and nobody takes a post down.
      payingApp: () => null,
      stage: () => Promise.reject(new Error('the simulation uploads no video')),
      inspectToken: () => Promise.resolve({ kind: 'failed', reason: 'unreadable', code: null }),
      readPost: () => Promise.resolve({ kind: 'failed', reason: 'unreadable', code: null }),
      remove: () => Promise.reject(new Error('the simulation takes nothing down')),
      renewCredentials: () => Promise.resolve({ kind: 'not-needed' }),
      close: () => undefined,
    };
  };
  return { posts, platformFor };
}

export function addressOf(accountId: string, id: string): string {
  return `https://platform.example/${accountId}/${id}`;
}

function seenPostOf(post: StoredPost): SeenPost {
  return {
    platformPostId: post.id,
    earlierIds: [],
    text: post.text,
    links: post.link === null ? [] : [post.link],
    mediaCount: post.mediaCount,
    createdAt: post.createdAt,
    permalink: addressOf(post.accountId, post.id),
  };
}
