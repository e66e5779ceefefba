import { approvePost } from '../../src/actions/approvals/approve-post.ts';
import { setChannelState } from '../../src/actions/channels/set-channel-state.ts';
import { markSent } from '../../src/actions/deliveries/mark-sent.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import {
  askResend,
  confirmResend,
  dropUnknown,
} from '../../src/actions/deliveries/settle-unknown.ts';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { createPost } from '../../src/actions/posts/create-post.ts';
import { savePost } from '../../src/actions/posts/save-post.ts';
import { submitPost } from '../../src/actions/posts/submit-post.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { Delivery, DeliveryState } from '../../src/domain/deliveries/delivery.ts';
import type { Content, Target } from '../../src/domain/posts/content.ts';
import { testChannels } from '../support/desk-people.ts';
import { actor } from '../support/sample-rows.ts';
import { DatabaseAway } from './memory/memory-db.ts';
import type { Mishap } from './plan.ts';
import { addressOf } from './platforms.ts';
import { clockOf } from './scheduler.ts';
import { tellError } from './world.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const author = actor('press-officer');
const colleague = actor('press-officer-2');
const spokesperson = actor('spokesperson');
const channels = [testChannels.facebook, testChannels.x] as const;

/** What people do on the desk, and what befalls its machines. */
export function createActs(world: World) {
  const { random, judge, tables, scheduler } = world;
  let wordings = 0;

  const contentFor = (): Content => {
    wordings += 1;
    const says = world.plan.twins && random.chance(0.5) ? 'the same' : `number ${wordings}`;
    const now = world.deskNow().getTime();
    const onApproval = random.chance(0.4);
    const at = now + random.int(0, 12) * MINUTE_MS + random.int(0, 2) * 500;
    const lasts = random.pick([1, 5, 15, 15, 15, 60, 240]) * MINUTE_MS;
    const until = new Date((onApproval ? now : at) + lasts).toISOString();
    const target = (channelId: string, language: string): Target => ({
      channelId,
      language,
      timing: onApproval
        ? { kind: 'on-approval', until }
        : { kind: 'at', at: new Date(at).toISOString(), until },
      zone: 'Asia/Ho_Chi_Minh',
    });
    const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
    const targets = channels
      .map(({ id, language }) => target(id, language))
      .filter((_, n) => n === 0 || random.chance(0.7));
    return {
      schema: 'sugia.content.v1',
      versions: { vi: version(`Tin ${says}`), en: version(`Notice ${says}`) },
      targets: random.chance(0.5) ? targets.reverse() : targets,
      reasons: [],
    };
  };

  const write = async (ctx: ActionContext): Promise<string> => {
    const content = contentFor();
    const created = await createPost(ctx, {
      actor: author,
      unitId: testChannels.facebook.unitId,
      topic: 'cultural',
      class: 'routine',
      content,
    });
    if (!created.ok) throw new Error(created.reason);
    const { id, revision } = created.post;
    judge.written(id, revision, content);
    const submitted = await submitPost(ctx, { postId: id, actor: author, revision });
    if (!submitted.ok) throw new Error(submitted.reason);
    return id;
  };

  const approve = async (ctx: ActionContext, postId: string): Promise<void> => {
    const post = await ctx.stores.posts.findPost(postId);
    if (post === null) return;
    judge.approves(postId, post.revision);
    await approvePost(ctx, {
      postId,
      actor: spokesperson,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: null,
    });
  };

  const edit = async (ctx: ActionContext, postId: string): Promise<void> => {
    const post = await ctx.stores.posts.findPost(postId);
    if (post === null) return;
    const { revision } = post;
    const withdrawn = await withdrawPost(ctx, { postId, actor: author, revision });
    if (!withdrawn.ok) return;
    const content = contentFor();
    judge.written(postId, revision + 1, content);
    const saved = await savePost(ctx, {
      postId,
      actor: author,
      revision,
      content,
      topic: 'cultural',
      class: 'routine',
    });
    if (!saved.ok) return;
    const submitted = await submitPost(ctx, {
      postId,
      actor: author,
      revision: saved.post.revision,
    });
    if (submitted.ok) await approve(ctx, postId);
  };

  const someDelivery = (...states: DeliveryState[]): Delivery | null => {
    const fitting = tables.deliveries.filter((row) => states.includes(row.state), null);
    return fitting.length === 0 ? null : random.pick(fitting);
  };

  /** Past every process, straight in the database. */
  const behind = (what: string, act: () => unknown): void => {
    void scheduler.operation(world.server, 'write', what, act);
  };

  /** Somebody changes what is stored behind the desk's back. */
  const alter = (): void => {
    const row = someDelivery('planned', 'claimed', 'waiting');
    if (row === null) return;
    const forged = (json: string): string => json.replace(/Tin|Notice/g, 'FORGED');
    const always = (): boolean => true;
    const forge = <Row extends { contentJson: string }>(one: Row): Row => ({
      ...one,
      contentJson: forged(one.contentJson),
    });
    if (random.chance(0.6)) {
      behind('forges an approval', () =>
        tables.approvals.updateOne(row.approvalId, always, forge, null),
      );
    }
    if (random.chance(0.6)) {
      behind('forges a post', () => tables.posts.updateOne(row.postId, always, forge, null));
    }
    if (random.chance(0.3)) {
      const now = world.deskNow();
      const early = (one: Delivery): Delivery => ({ ...one, dueAt: now, notBefore: now });
      behind('forges a time', () => tables.deliveries.updateOne(row.id, always, early, null));
    }
  };

  /** An act of a person: it goes on beside everything else and may be cut short. */
  const person = (name: string, act: (ctx: ActionContext) => Promise<unknown>): void => {
    world.trace?.(`${clockOf(scheduler.nowMs())} somebody begins: ${name}`);
    act(world.web.ctx).then(
      (result) => world.trace?.(`${clockOf(scheduler.nowMs())} ${name}: ${JSON.stringify(result)}`),
      (error: unknown) => {
        if (!(error instanceof DatabaseAway)) judge.fail('broke', `${name}: ${tellError(error)}`);
      },
    );
  };

  const about = (
    name: string,
    states: DeliveryState[],
    act: (ctx: ActionContext, row: Delivery) => Promise<unknown>,
  ): void => {
    const row = someDelivery(...states);
    if (row !== null) person(`${name} ${row.id}`, (ctx) => act(ctx, row));
  };

  const markIt = (ctx: ActionContext, row: Delivery): Promise<unknown> => {
    const channel = tables.channels.find(row.channelId, null);
    const own = world.platforms.posts.filter((post) => post.deliveryId === row.id);
    const post = own.length === 0 ? null : random.pick(own);
    if (post === null || channel === null) return Promise.resolve('nothing to mark');
    return markSent(ctx, {
      deliveryId: row.id,
      actor: spokesperson,
      address: addressOf(channel.accountId, post.id),
    });
  };

  const setChannel = (connected: boolean): void => {
    const { id } = random.pick(channels);
    const state = connected ? 'connected' : 'disconnected';
    person(`${connected ? 'connect' : 'disconnect'} ${id}`, (ctx) =>
      ctx.inTransaction((tx) => setChannelState(ctx, { id, state, reason: null }, tx)),
    );
  };

  const jump = (byMs: number): void => {
    const { state } = world;
    const recent = scheduler.nowMs() - state.jumped.atMs < 1_000 ? state.jumped.byMs : 0;
    state.deskAheadMs += byMs;
    state.jumped = { atMs: scheduler.nowMs(), byMs: byMs + recent };
  };

  const befall = (mishap: Mishap): void => {
    const aPost = (): string | null => {
      const posts = tables.posts.all();
      return posts.length === 0 ? null : random.pick(posts).id;
    };
    const nowMs = scheduler.nowMs();
    switch (mishap) {
      case 'hold':
        person('hold everything', (ctx) =>
          startHold(ctx, { actor: spokesperson, reason: 'Chờ thông tin chính thức' }),
        );
        return;
      case 'end-hold': {
        const [hold] = tables.holds.filter((one) => one.endedAt === null && !one.announced, null);
        if (hold === undefined) return;
        person('end the hold', (ctx) => endHold(ctx, { actor: spokesperson, holdId: hold.id }));
        return;
      }
      case 'withdraw': {
        const postId = aPost();
        if (postId === null) return;
        person(`withdraw ${postId}`, async (ctx) => {
          const post = await ctx.stores.posts.findPost(postId);
          const revision = post?.revision ?? 0;
          return withdrawPost(ctx, { postId, actor: author, revision });
        });
        return;
      }
      case 'edit': {
        const postId = aPost();
        if (postId !== null) person(`edit ${postId}`, (ctx) => edit(ctx, postId));
        return;
      }
      case 'release':
        about('release', ['waiting'], (ctx, { id }) =>
          releaseDelivery(ctx, { deliveryId: id, actor: spokesperson }),
        );
        return;
      case 'ask-resend':
        about('ask to send again', ['unknown'], (ctx, { id }) =>
          askResend(ctx, { deliveryId: id, actor: author }),
        );
        return;
      case 'confirm-resend':
        about('confirm to send again', ['unknown'], (ctx, { id }) => {
          const askedAt = tables.plans.find(id, null)?.resend?.askedAt;
          // No page shows a wish to confirm where nobody has one.
          if (askedAt === undefined) return Promise.resolve('nobody asked');
          judge.confirmsResend(id);
          return confirmResend(ctx, { deliveryId: id, actor: colleague, askedAt });
        });
        return;
      case 'drop-unknown':
        about('drop', ['unknown'], (ctx, { id }) =>
          dropUnknown(ctx, { deliveryId: id, actor: spokesperson }),
        );
        return;
      case 'mark-sent':
        about('mark as sent', ['unknown', 'waiting', 'refused'], markIt);
        return;
      case 'alter':
        alter();
        return;
      case 'crash': {
        const index = random.int(0, world.workers.length - 1);
        const victim = world.workers[index];
        if (victim === undefined) return;
        world.kill(victim.owner);
        world.workers[index] = world.newWorker();
        return;
      }
      case 'crash-web':
        world.kill(world.web.owner);
        world.replaceWeb();
        return;
      case 'freeze': {
        const { owner } = random.pick(world.workers);
        scheduler.freeze(owner, nowMs + random.int(200, 200_000));
        return;
      }
      case 'jump':
        jump(random.pick([1, 5, 20]) * MINUTE_MS);
        return;
      case 'set-clock': {
        const { owner } = random.pick(world.workers);
        world.state.clockOff.set(owner.name, random.int(-2_400, 2_400));
        return;
      }
      case 'stray-alarm':
        world.alarms.push(nowMs, nowMs);
        return;
      case 'disconnect':
        setChannel(false);
        return;
      case 'reconnect':
        setChannel(true);
    }
  };

  return {
    write,
    approve: (postId: string) => person(`approve ${postId}`, (ctx) => approve(ctx, postId)),
    befall,
  };
}
