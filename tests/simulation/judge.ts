import type { PublishCall } from '../../src/clients/platform.ts';
import type { Channel } from '../../src/domain/channels/channel.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import { covers } from '../../src/domain/deliveries/hold.ts';
import { mayMove } from '../../src/domain/deliveries/transitions.ts';
import type { Content } from '../../src/domain/posts/content.ts';
import type { Post } from '../../src/domain/posts/post.ts';
import type { HoldRow, MemoryTables } from './memory/stores.ts';
import type { StoredPost } from './platforms.ts';
import type { Owner } from './scheduler.ts';

/** What was broken: one name a rule, so that a smaller world is known to break the same one. */
export type Violation = { rule: Rule; what: string };
export type Rule =
  | 'twice'
  | 'called-again'
  | 'not-approved'
  | 'altered'
  | 'during-hold'
  | 'before-its-time'
  | 'after-its-window'
  | 'not-connected'
  | 'not-sending'
  | 'no-attempt-row'
  | 'two-calls-on-a-channel'
  | 'edge'
  | 'attempts-count'
  | 'owned-by-two'
  | 'not-its-post'
  | 'sent-again-by-itself'
  | 'not-settled'
  | 'no-evidence'
  | 'not-found-though-out'
  | 'broke'
  | 'never-ends';

/** A call may leave this long after a hold or a withdrawal was saved, and no longer. */
const GRACE_MS = 1_000;
/** Clocks of processes are off by this at most: one that is further off claims nothing. */
const MOST_CLOCK_OFFSET_MS = 5_000;

/** Compares, step by step, what happens with what people decided. */
export function createJudge(world: {
  /** Whether what is out must be found: not when time jumped, or what was approved was altered. */
  findsAll: boolean;
  nowMs(): number;
  deskNow(): Date;
  jumped(): { atMs: number; byMs: number };
}) {
  let found: Violation | null = null;
  let tables: MemoryTables | null = null;
  const contents = new Map<string, Content>();
  const approved = new Set<string>();
  const voidedAtMs = new Map<string, number>();
  const heldSinceMs = new Map<string, number>();
  const disconnectedAtMs = new Map<string, number>();
  const posts: StoredPost[] = [];
  const calls = new Map<string, { owner: Owner; deliveryId: string; endsAtMs: number }[]>();
  const mayGoAgain = new Set<string>();
  let lives = 0;

  const fail = (rule: Rule, what: string): void => {
    found ??= { rule, what };
  };
  const known = (): MemoryTables => {
    if (tables === null) throw new Error('the judge looks at no tables yet');
    return tables;
  };
  const nameOf = (row: Delivery): string => `delivery ${row.id} (${row.channelId}, ${row.state})`;

  const checkHolds = (row: Delivery, post: Post | null): void => {
    const { holds, channels } = known();
    if (post === null) return;
    for (const hold of holds.all()) {
      if (hold.endedAt !== null || hold.announced) continue;
      const sinceMs = world.nowMs() - (heldSinceMs.get(hold.id) ?? world.nowMs());
      if (sinceMs > GRACE_MS && covers(hold, post, channels.find(row.channelId, null))) {
        fail('during-hold', `${nameOf(row)} is called for ${sinceMs} ms after a hold was saved`);
      }
    }
  };

  const checkApproval = (row: Delivery, call: PublishCall): void => {
    const revision = `${row.postId}:${row.revision}`;
    const content = contents.get(revision);
    if (content === undefined || !approved.has(revision)) {
      fail('not-approved', `${nameOf(row)} was approved by nobody`);
      return;
    }
    const goneMs = world.nowMs() - (voidedAtMs.get(revision) ?? world.nowMs());
    if (goneMs > GRACE_MS) {
      fail('not-approved', `${nameOf(row)} is called for ${goneMs} ms after it was withdrawn`);
    }
    const version = content.versions[row.language];
    const channel = known().channels.find(row.channelId, null);
    if (version?.text !== call.payload.text || channel?.accountId !== call.payload.accountId) {
      fail('altered', `${nameOf(row)} says what nobody approved: ${call.payload.text}`);
    }
  };

  const isFor = (row: Delivery, call: PublishCall): boolean =>
    contents.get(`${row.postId}:${row.revision}`)?.versions[row.language]?.text ===
    call.payload.text;

  const checkTime = (row: Delivery): void => {
    const target = contents
      .get(`${row.postId}:${row.revision}`)
      ?.targets.find((one) => one.channelId === row.channelId && one.language === row.language);
    const now = world.deskNow().getTime();
    // Practice time may jump between the last check and the call.
    const { atMs, byMs } = world.jumped();
    const checked = world.nowMs() - atMs <= GRACE_MS ? now - byMs : now;
    if (target === undefined) return;
    if (target.timing.kind === 'at' && now + MOST_CLOCK_OFFSET_MS < Date.parse(target.timing.at)) {
      fail('before-its-time', `${nameOf(row)} is called for before ${target.timing.at}`);
    }
    if (checked - MOST_CLOCK_OFFSET_MS > Date.parse(target.timing.until) + GRACE_MS) {
      fail('after-its-window', `${nameOf(row)} is called for after ${target.timing.until}`);
    }
  };

  return {
    fail,
    found: () => found,
    lives: () => lives,
    watch: (these: MemoryTables): void => {
      tables = these;
    },
    written: (postId: string, revision: number, content: Content): void => {
      contents.set(`${postId}:${revision}`, content);
    },
    approves: (postId: string, revision: number): void => {
      approved.add(`${postId}:${revision}`);
    },
    /** A second person is about to confirm that it may be sent again. */
    confirmsResend: (deliveryId: string): void => {
      mayGoAgain.add(deliveryId);
    },
    onPost: (before: Post | null, after: Post): void => {
      if (before?.state === 'approved' && after.state !== 'approved') {
        voidedAtMs.set(`${before.id}:${before.revision}`, world.nowMs());
      } else if (after.state === 'approved') {
        voidedAtMs.delete(`${after.id}:${after.revision}`);
      }
    },
    onHold: (before: HoldRow | null, after: HoldRow): void => {
      if (before?.announced !== false && !after.announced) heldSinceMs.set(after.id, world.nowMs());
    },
    onChannel: (before: Channel | null, { id, state }: Channel): void => {
      if (before?.state === state) return;
      if (state === 'connected') disconnectedAtMs.delete(id);
      else disconnectedAtMs.set(id, world.nowMs());
    },
    /** One step of one delivery, also inside a transaction. */
    onDeliveryWrite: (before: Delivery, after: Delivery): void => {
      if (before.state === after.state) return;
      // The edges that only threads and restored backups take are not for a single post.
      const rare = before.state === 'sending' && after.state === 'planned';
      const restored = after.state === 'unknown' && before.state !== 'sending';
      if (!mayMove(before.state, after.state) || rare || restored) {
        fail('edge', `${nameOf(before)} went to ${after.state}`);
      }
      if (after.state === 'sending' && before.heldBy !== null) {
        fail('during-hold', `${nameOf(before)} went to sending under a stamped hold`);
      }
      if (after.state === 'sending' && before.disconnected === true) {
        fail('not-connected', `${nameOf(before)} went to sending on a channel that is cut off`);
      }
      const grew = after.attempts - before.attempts;
      if (grew !== (after.state === 'sending' ? 1 : 0)) {
        fail('attempts-count', `${nameOf(before)} counts ${after.attempts} attempts`);
      }
    },
    /** A change that everyone sees. */
    onDelivery: (before: Delivery | null, after: Delivery): void => {
      if (before === null) {
        lives += 1;
        return;
      }
      if (before.state === after.state) return;
      if (before.state === 'unknown' && after.state === 'planned' && !mayGoAgain.has(after.id)) {
        fail('sent-again-by-itself', `${nameOf(before)} is planned again by nobody`);
      }
      if (after.state !== 'sent' || after.platformPostId === null) return;
      const post = posts.find((one) => one.id === after.platformPostId);
      if (post?.deliveryId !== after.id) {
        fail('not-its-post', `${nameOf(after)} is settled with ${after.platformPostId}`);
      }
      const owners = known().deliveries.filter(
        (one) => one.platformPostId === after.platformPostId,
        null,
      );
      if (owners.length > 1) fail('owned-by-two', `${after.platformPostId} belongs to two`);
    },
    /** A publishing call leaves a process: everything must be right at this instant. */
    callBegins: (owner: Owner, call: PublishCall): string => {
      const { accountId } = call.payload;
      const { deliveries, channels, attempts, posts: postRows } = known();
      const [channel] = channels.filter((one) => one.accountId === accountId, null);
      const [row] = deliveries
        .filter(
          (one) =>
            one.state === 'sending' &&
            one.channelId === channel?.id &&
            one.lease?.worker === owner.name,
          null,
        )
        .toSorted(
          (a, b) =>
            Number(isFor(b, call)) - Number(isFor(a, call)) ||
            b.stateSince.getTime() - a.stateSince.getTime(),
        );
      if (row === undefined) {
        fail('not-sending', `${owner.name} calls for ${accountId}, where nothing is being sent`);
        return '';
      }
      const attempt = attempts.find(`${row.id}:${row.attempts}`, null);
      if (attempt?.outcome !== null) {
        fail('no-attempt-row', `${nameOf(row)} is called for without a row of its attempt`);
      }
      if (posts.some((post) => post.deliveryId === row.id) && !mayGoAgain.has(row.id)) {
        fail('called-again', `${nameOf(row)} is out already and is called for again`);
      }
      const goneMs = world.nowMs() - (disconnectedAtMs.get(row.channelId) ?? world.nowMs());
      if (goneMs > GRACE_MS) fail('not-connected', `${nameOf(row)} goes to a dead channel`);
      checkHolds(row, postRows.find(row.postId, null));
      checkApproval(row, call);
      checkTime(row);
      const running = (calls.get(row.channelId) ?? []).filter(
        (one) => one.owner.alive && one.endsAtMs > world.nowMs(),
      );
      if (running.length > 0) {
        fail('two-calls-on-a-channel', `${nameOf(row)} is called for beside another call`);
      }
      calls.set(row.channelId, [...running, { owner, deliveryId: row.id, endsAtMs: Infinity }]);
      return row.id;
    },
    callEnds: (deliveryId: string, atMs: number): void => {
      for (const running of calls.values()) {
        for (const one of running) if (one.deliveryId === deliveryId) one.endsAtMs = atMs;
      }
    },
    stored: (post: StoredPost): void => {
      posts.push(post);
      const twins = posts.filter((one) => one.deliveryId === post.deliveryId);
      // Where two posts or two deliveries fitted, two people decided without knowing.
      const guessed = known()
        .looks.filter((look) => look.deliveryId === post.deliveryId, null)
        .some((look) => look.verdict === 'ambiguous');
      if (twins.length > 1 && !guessed) {
        fail('twice', `delivery ${post.deliveryId} is on the platform ${twins.length} times`);
      }
    },
    /** Everything has come to rest. */
    atTheEnd: (): void => {
      const { deliveries, attempts, plans, looks, audit } = known();
      const told = new Set(audit.all().map((entry) => `${entry.objectId} ${entry.action}`));
      for (const row of deliveries.all()) {
        const name = nameOf(row);
        if (['planned', 'claimed', 'sending'].includes(row.state)) {
          fail('not-settled', `${name} is under way for ever`);
        }
        const own = attempts.filter((one) => one.deliveryId === row.id, null);
        if (own.length !== row.attempts) {
          fail('no-evidence', `${name} counts ${row.attempts} attempts, there are ${own.length}`);
        }
        if (own.some((one) => one.outcome === null)) {
          fail('no-evidence', `${name} has an attempt without an outcome`);
        }
        if ((row.state === 'refused' || row.state === 'unknown') && own.length === 0) {
          fail('no-evidence', `${name} was never tried`);
        }
        const actions =
          row.state === 'sent'
            ? ['delivery.sent', 'delivery.found', 'delivery.marked-sent']
            : row.state === 'unknown' || row.state === 'refused'
              ? [`delivery.${row.state}`]
              : [];
        if (actions.length > 0 && !actions.some((action) => told.has(`${row.id} ${action}`))) {
          fail('no-evidence', `${name} is not in the record`);
        }
        if (row.state !== 'unknown') continue;
        const plan = plans.find(row.id, null);
        if (plan === null || plan.nextAt !== null) {
          fail('not-settled', `${name} is looked for for ever`);
        }
        const mine = looks.filter((look) => look.deliveryId === row.id, null);
        if (mine.length === 0) fail('no-evidence', `${name} was never looked for`);
        const isOut = posts.some((post) => post.deliveryId === row.id);
        const doubtful = mine.some((look) => look.verdict === 'ambiguous');
        if (isOut && !doubtful && world.findsAll) {
          fail('not-found-though-out', `${name} is on the platform and was not found`);
        }
      }
    },
  };
}
