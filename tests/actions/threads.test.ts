import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  confirmResend,
  askResend,
  dropUnknown,
} from '../../src/actions/deliveries/settle-unknown.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { markSent } from '../../src/actions/deliveries/mark-sent.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { PublishCall } from '../../src/clients/platform.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { DESK_TIME } from '../support/test-desk.ts';
import { testChannels } from '../support/desk-people.ts';
import { until } from '../support/worker-process.ts';
import { actionsOn, deliveryOf, drain, noticesOf } from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

const PARTS = ['One: Viet Nam and France.', 'Two: what was agreed.', 'Three: what comes next.'];
const [ONE = '', TWO = '', THREE = ''] = PARTS;
const thread = { text: ONE, threads: { x: [TWO, THREE] } };

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const current = (delivery: Delivery) => deliveryOf(one.desk, delivery.id);
/** What X holds, in order of arrival: each with what it answers. */
async function onX(): Promise<{ id: string; text: string; replyTo: string | null }[]> {
  const posts = await one.practice.posts();
  return posts
    .filter((post) => post.platform === 'x' && post.deletedAt === null)
    .map(({ id, text, replyTo }) => ({ id, text, replyTo }));
}
const texts = async (): Promise<string[]> => (await onX()).map((post) => post.text);
/** Strikes the part with this number, whatever goes before. */
const strike = (part: number, kind: string, more: object = {}) =>
  one.fault('x', kind, { skip: part - 1, ...more });
const release = (delivery: Delivery) =>
  releaseDelivery(one.ctx, {
    deliveryId: delivery.id,
    actor: one.desk.actors['press-officer'],
  });

/** The desk with something that happens once a part of this number was taken by the platform. */
function after(part: number, act: () => Promise<unknown>): ActionContext {
  const { platforms } = one.ctx;
  let taken = 0;
  const publish = async (call: PublishCall): Promise<PublishOutcome> => {
    const outcome = await platforms.x.publish(call);
    taken += 1;
    if (taken === part) await act();
    return outcome;
  };
  return { ...one.ctx, platforms: { ...platforms, x: { ...platforms.x, publish } } };
}

function fail(): never {
  throw new Error('a part was sent before');
}

async function sendWith(ctx: ActionContext): Promise<Delivery> {
  const { platforms } = one.ctx;
  Object.assign(one.ctx, { platforms: ctx.platforms });
  try {
    return await one.send('x', thread);
  } finally {
    Object.assign(one.ctx, { platforms });
  }
}

describe('a thread on X', () => {
  it('goes out part by part, each answering the one before', async () => {
    const delivery = await one.send('x', thread);
    const posts = await onX();
    expect(posts.map((post) => post.text)).toEqual(PARTS);
    expect(posts.map((post) => post.replyTo)).toEqual([null, posts[0]?.id, posts[1]?.id]);
    expect(delivery).toMatchObject({
      state: 'sent',
      platformPostId: posts[0]?.id,
      attempts: 3,
      thread: { count: 3, parts: posts.map(({ id }) => ({ platformPostId: id })) },
    });
    expect(await actionsOn(one.desk, delivery.id)).toEqual([
      'delivery.part-sent',
      'delivery.part-sent',
      'delivery.sent',
    ]);
  });

  it('has an attempt for each part, written before its call and completed after it', async () => {
    const delivery = await one.send('x', thread);
    const attempts = await one.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempts.map(({ n, part }) => [n, part])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(attempts.map(({ outcome }) => outcome)).toMatchObject(
      (await onX()).map(({ id }) => ({ kind: 'accepted', platformPostId: id })),
    );
  });

  it('is measured once, by its first part', async () => {
    const delivery = await one.send('x', thread);
    expect(await one.ctx.stores.samples.listSamples({ deliveryIds: [delivery.id] })).toMatchObject([
      { platformPostId: (await onX())[0]?.id },
    ]);
  });

  it('is published only when every part of it is seen', async () => {
    const delivery = await one.send('x', thread);
    const last = (await onX()).at(-1)?.id ?? '';
    await one.practice.control('DELETE', `/practice/posts/x/${last}`);
    await one.at(10);
    await readBack(one.ctx);
    expect((await current(delivery)).seenAt).toBeNull();
  });

  it('is seen once its parts are', async () => {
    const delivery = await one.send('x', thread);
    await one.at(10);
    await readBack(one.ctx);
    expect((await current(delivery)).seenAt).toEqual(new Date(DESK_TIME.getTime() + 10_000));
  });

  it('lets nothing else of its channel come between its parts', async () => {
    const early = { text: 'Another post', platformTexts: {}, link: null, media: [] };
    const other = await one.approve('x', early, -1);
    // The other one is due first and waits; what has begun goes on before it.
    const begun = after(1, async () => {
      await one.desk.connection
        .collection<{ _id: string }>('deliveries')
        .updateOne({ _id: other.id }, { $set: { heldBy: null } });
    });
    await one.desk.connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: other.id }, { $set: { heldBy: 'a hold of the test' } });
    await sendWith(begun);
    expect(await texts()).toEqual([...PARTS, 'Another post']);
  });
});

describe('a thread that is refused in its middle', () => {
  it('is unclear when the platform answers with a fault of its own', async () => {
    await strike(2, 'unavailable', { when: 'before' });
    const delivery = await one.send('x', thread);
    expect(await texts()).toEqual([ONE]);
    expect(delivery).toMatchObject({ state: 'unknown', thread: { parts: [{}] } });
  });

  it('is tried again from that part on when the platform names a time', async () => {
    await strike(2, 'rate-limit', { when: 'before' });
    const delivery = await one.send('x', thread, 60);
    expect(delivery).toMatchObject({ state: 'planned', thread: { parts: [{}] } });
    expect(await texts()).toEqual([ONE]);
    await one.setTime(delivery.dueAt);
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
    expect(await current(delivery)).toMatchObject({ state: 'sent', attempts: 4 });
  });

  it('waits with its reason and its parts, and a person sends the rest when it is mended', async () => {
    await strike(3, 'token-dead', { when: 'before' });
    const delivery = await one.send('x', thread);
    expect(delivery).toMatchObject({
      state: 'waiting',
      reason: 'connection',
      thread: { count: 3, parts: [{}, {}] },
    });
    await one.desk.connection
      .collection<{ _id: string }>('channels')
      .updateOne({ _id: testChannels.x.id }, { $set: { state: 'connected' } });
    expect(await release(delivery)).toMatchObject({ ok: true });
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
    expect((await current(delivery)).state).toBe('sent');
  });

  it('that is refused for good can be sent on by a person, from that part', async () => {
    await strike(2, 'policy-block', { when: 'before' });
    const delivery = await one.send('x', thread);
    expect(delivery).toMatchObject({ state: 'refused', reason: 'unlisted' });
    expect(await release(delivery)).toMatchObject({ ok: true });
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
  });
});

describe('a thread of which nobody can say whether a part is out', () => {
  it('sends nothing more until read-back has found the part, and then the rest', async () => {
    await strike(2, 'drop');
    const delivery = await one.send('x', thread);
    expect(delivery).toMatchObject({ state: 'unknown', thread: { parts: [{}] } });
    await drain(one.ctx);
    expect(await texts()).toEqual([ONE, TWO]);
    await one.at(5);
    await readBack(one.ctx);
    expect(await current(delivery)).toMatchObject({
      state: 'planned',
      thread: { parts: [{}, {}] },
    });
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
    expect((await current(delivery)).state).toBe('sent');
    expect(await actionsOn(one.desk, delivery.id)).toEqual([
      'delivery.part-sent',
      'delivery.unknown',
      'delivery.found',
      'delivery.sent',
    ]);
  });

  it('is sent when the part that is found is its last', async () => {
    await strike(3, 'cut-body');
    const delivery = await one.send('x', thread);
    await one.at(5);
    await readBack(one.ctx);
    const posts = await onX();
    expect(await current(delivery)).toMatchObject({
      state: 'sent',
      platformPostId: posts[0]?.id,
      thread: { parts: posts.map(({ id }) => ({ platformPostId: id })) },
    });
    expect(await one.ctx.stores.samples.listSamples({ deliveryIds: [delivery.id] })).toHaveLength(
      1,
    );
  });

  it('takes no post for its part that says the same and answers something else', async () => {
    await strike(2, 'drop', { when: 'before' });
    const delivery = await one.send('x', thread);
    await one.practice.control('POST', '/practice/posts', {
      platform: 'x',
      accountId: testChannels.x.accountId,
      text: TWO,
    });
    await one.at(5);
    await readBack(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', thread: { parts: [{}] } });
  });

  it('repeats a part that is not there only when two people say so, and no other', async () => {
    await strike(2, 'drop', { when: 'before' });
    const delivery = await one.send('x', thread);
    const asked = { deliveryId: delivery.id, actor: one.desk.actors['press-officer'] };
    expect(await askResend(one.ctx, asked)).toEqual({ ok: true });
    const wish = await one.ctx.stores.readBack.findResend(delivery.id);
    const confirmed = {
      deliveryId: delivery.id,
      actor: one.desk.actors.spokesperson,
      askedAt: wish?.askedAt ?? new Date(0),
    };
    // By then X would show the part, were it there.
    await one.at(61);
    expect(await confirmResend(one.ctx, confirmed)).toEqual({ ok: true });
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
  });

  it('cannot be given up while part of it is public', async () => {
    await strike(2, 'drop', { when: 'before' });
    const delivery = await one.send('x', thread);
    const request = { deliveryId: delivery.id, actor: one.desk.actors['press-officer'] };
    expect(await dropUnknown(one.ctx, request)).toEqual({ ok: false, reason: 'partly-out' });
  });

  it('goes on from the part whose address a person gives', async () => {
    await strike(2, 'drop');
    const delivery = await one.send('x', thread);
    const part = (await onX()).at(1)?.id ?? '';
    const marked = await markSent(one.ctx, {
      deliveryId: delivery.id,
      actor: one.desk.actors['press-officer'],
      address: `${one.publicUrlOf('x')}/status/${part}`,
    });
    expect(marked).toEqual({ ok: true, verified: true });
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
    expect((await current(delivery)).state).toBe('sent');
  });
});

describe('a thread that is stopped in its middle', () => {
  it('by a hold sends nothing more, and says what is out', async () => {
    const actor = one.desk.actors.spokesperson;
    const delivery = await sendWith(after(2, () => startHold(one.ctx, { actor, reason: 'Chờ' })));
    expect(await texts()).toEqual([ONE, TWO]);
    await sweepDeliveries(one.ctx);
    expect(await current(delivery)).toMatchObject({
      state: 'waiting',
      reason: 'hold',
      thread: { count: 3, parts: [{}, {}] },
    });
  });

  it('by a withdrawal sends nothing more, keeps its target, and is not sent on', async () => {
    let postId = '';
    const actor = one.desk.actors['press-officer'];
    const withdraw = async () => {
      const [found] = await one.desk.connection.collection('deliveries').find().toArray();
      postId = String(found?.['postId']);
      const post = await one.ctx.stores.posts.findPost(postId);
      await withdrawPost(one.ctx, { postId, actor, revision: post?.revision ?? 0 });
    };
    const delivery = await sendWith(after(1, withdraw));
    expect(await texts()).toEqual([ONE]);
    expect(await current(delivery)).toMatchObject({
      state: 'waiting',
      reason: 'cut-short',
      thread: { parts: [{}] },
    });
    expect(await release(delivery)).toEqual({ ok: false, reason: 'withdrawn' });
    await drain(one.ctx);
    expect(await texts()).toEqual([ONE]);
  });

  it('and withdrawn while it waits, is not cancelled: part of it is public', async () => {
    await strike(2, 'token-dead', { when: 'before' });
    const delivery = await one.send('x', thread);
    const post = await one.ctx.stores.posts.findPost(delivery.postId);
    await withdrawPost(one.ctx, {
      postId: delivery.postId,
      actor: one.desk.actors['press-officer'],
      revision: post?.revision ?? 0,
    });
    expect(await current(delivery)).toMatchObject({ state: 'waiting', reason: 'cut-short' });
  });

  it('past its window waits for a person', async () => {
    const late = after(1, () => one.at(16 * 60));
    const delivery = await sendWith(late);
    await sweepDeliveries(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'waiting', reason: 'late' });
    expect(await texts()).toEqual([ONE]);
    expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-late');
  });

  it('by the end of its worker is taken up by another one after its last certain part', async () => {
    const delivery = await one.approve('x', {
      ...thread,
      platformTexts: {},
      link: null,
      media: [],
    });
    // A worker that sends one part and then never wakes again.
    const lost = createDrain({
      ...one.ctx,
      stores: {
        ...one.ctx.stores,
        deliveries: {
          ...one.ctx.stores.deliveries,
          listFirstDue: (() => {
            let asked = 0;
            return (due) => {
              asked += 1;
              return asked > 1 ? Promise.resolve([]) : one.ctx.stores.deliveries.listFirstDue(due);
            };
          })(),
        },
      },
    });
    await lost.wake();
    await lost.settled();
    expect(await texts()).toEqual([ONE]);
    expect((await current(delivery)).state).toBe('planned');
    await Promise.all([drain(one.ctx), drain({ ...one.ctx, processName: 'second@desk' })]);
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
  });

  it('whose worker ended during a part is unknown, and never repeats that part', async () => {
    const never = new Promise<PublishOutcome>(() => undefined);
    const { platforms } = one.ctx;
    const taken: string[] = [];
    const publish = async (call: PublishCall): Promise<PublishOutcome> => {
      const outcome = await platforms.x.publish(call);
      taken.push(call.payload.text);
      return taken.length === 2 ? never : outcome;
    };
    const delivery = await one.approve('x', {
      ...thread,
      platformTexts: {},
      link: null,
      media: [],
    });
    const lost = { ...one.ctx, platforms: { ...platforms, x: { ...platforms.x, publish } } };
    const gone = createDrain(lost);
    await gone.wake();
    await until('the second part is on X', () => taken.length === 2);
    await one.desk.connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: delivery.id }, { $set: { 'lease.expiresAt': new Date(0) } });
    await one.desk.connection
      .collection('channelTurns')
      .updateMany({}, { $set: { token: null, expiresAt: null } });
    await sweepDeliveries(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', reason: 'worker-lost' });
    await one.at(5);
    await readBack(one.ctx);
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
  });

  it('with a row that counts other parts than were approved is taken for altered', async () => {
    await strike(2, 'token-dead', { when: 'before' });
    const delivery = await one.send('x', thread);
    const rows = one.desk.connection.collection<{ _id: string }>('deliveries');
    await rows.updateOne({ _id: delivery.id }, { $set: { 'thread.count': 2 } });
    await one.desk.connection
      .collection<{ _id: string }>('channels')
      .updateOne({ _id: testChannels.x.id }, { $set: { state: 'connected' } });
    await release(delivery);
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'waiting', reason: 'altered' });
    expect(await texts()).toEqual([ONE]);
  });
});

describe('an answer that names an earlier part of the same thread', () => {
  it('is believed for no other part: the part is looked for, and not sent twice', async () => {
    const { platforms } = one.ctx;
    const given: PublishOutcome[] = [];
    const publish = async (call: PublishCall): Promise<PublishOutcome> => {
      given.push(await platforms.x.publish(call));
      return given.length === 2 ? (given[0] ?? fail()) : (given.at(-1) ?? fail());
    };
    const delivery = await sendWith({
      ...one.ctx,
      platforms: { ...platforms, x: { ...platforms.x, publish } },
    });
    expect(await current(delivery)).toMatchObject({ state: 'unknown', thread: { parts: [{}] } });
    await one.at(5);
    await readBack(one.ctx);
    await drain(one.ctx);
    expect(await texts()).toEqual(PARTS);
  });
});

describe('the first part of a thread', () => {
  it('carries the pictures, and no other part does', async () => {
    const sha256 = await one.picture();
    await one.send('x', { ...thread, media: [{ sha256, alt: 'A flag' }] });
    const posts = await one.practice.posts();
    expect(posts.map((post) => post.media.length)).toEqual([1, 0, 0]);
  });
});
