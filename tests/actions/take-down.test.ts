import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RemovalOutcome } from '../../src/clients/platform.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { removeTakenDown } from '../../src/actions/deliveries/remove-taken-down.ts';
import { askTakeDown, confirmTakeDown } from '../../src/actions/deliveries/take-down.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { TestRole } from '../support/desk-people.ts';
import { actionsOn, deliveryOf, drain, noticesOf } from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const thread = { text: 'One.', threads: { x: ['Two.', 'Three.'] } };
const current = (delivery: Delivery) => deliveryOf(one.desk, delivery.id);
const ask = (delivery: Delivery, role: TestRole = 'press-officer', reason = 'Sai tên chức danh') =>
  askTakeDown(one.ctx, { deliveryId: delivery.id, actor: one.desk.actors[role], reason });
const confirm = (delivery: Delivery, askedAt: Date, role: TestRole = 'spokesperson') =>
  confirmTakeDown(one.ctx, { deliveryId: delivery.id, actor: one.desk.actors[role], askedAt });
const publicPosts = async (): Promise<string[]> =>
  (await one.practice.posts()).filter((post) => post.deletedAt === null).map((post) => post.text);
const removal = (platform: 'facebook' | 'x', kind: string, more: object = {}) =>
  one.fault(platform, kind, { endpoint: 'removal', ...more });

/** Asked for by the press officer and confirmed by the spokesperson. */
async function takenDown(delivery: Delivery): Promise<void> {
  expect(await ask(delivery)).toEqual({ ok: true });
  const askedAt = (await current(delivery)).takeDown?.askedAt ?? new Date(0);
  expect(await confirm(delivery, askedAt)).toEqual({ ok: true });
  await removeTakenDown(one.ctx);
}

describe('a live post', () => {
  it.each(['facebook', 'x'] as const)(
    'on %s is taken down by two people and a reason, and the record stays and says so',
    async (channel) => {
      const delivery = await one.send(channel, { text: 'Bài có lỗi' });
      await takenDown(delivery);
      expect(await publicPosts()).toEqual([]);
      expect(await current(delivery)).toMatchObject({
        state: 'sent',
        platformPostId: delivery.platformPostId,
        takeDown: {
          state: 'done',
          reason: 'Sai tên chức danh',
          askedBy: one.desk.people['press-officer'].id,
          confirmedBy: one.desk.people.spokesperson.id,
          removed: [{ platformPostId: delivery.platformPostId, as: 'removed' }],
        },
      });
      expect(await actionsOn(one.desk, delivery.id)).toEqual([
        'delivery.sent',
        'delivery.take-down-asked',
        'delivery.take-down-confirmed',
        'delivery.taken-down',
      ]);
      expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-taken-down');
    },
  );

  it('has an attempt for its removal, written before the call and completed after it', async () => {
    const delivery = await one.send('x', { text: 'Bài có lỗi' });
    await takenDown(delivery);
    const attempts = await one.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempts.map(({ n, act, outcome }) => [n, act, outcome?.kind])).toEqual([
      [1, undefined, 'accepted'],
      [2, 'take-down', 'accepted'],
    ]);
  });

  it('is not removed by one person alone, whoever it is', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    await ask(delivery, 'spokesperson');
    const askedAt = (await current(delivery)).takeDown?.askedAt ?? new Date(0);
    expect(await confirm(delivery, askedAt, 'spokesperson')).toEqual({
      ok: false,
      reason: 'same-person',
    });
    await removeTakenDown(one.ctx);
    expect(await publicPosts()).toEqual(['Bài']);
  });

  it('is not removed by somebody without the right, or without a reason', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    expect(await ask(delivery, 'translator')).toEqual({ ok: false, reason: 'forbidden' });
    expect(await ask(delivery, 'administrator')).toEqual({ ok: false, reason: 'forbidden' });
    expect(await ask(delivery, 'press-officer', '  ')).toEqual({
      ok: false,
      reason: 'reason-missing',
    });
    expect(await confirm(delivery, new Date())).toEqual({ ok: false, reason: 'not-asked' });
  });

  it('is confirmed once, however often the button is pressed, and never from a stale page', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    await ask(delivery);
    const askedAt = (await current(delivery)).takeDown?.askedAt ?? new Date(0);
    expect(await confirm(delivery, new Date(askedAt.getTime() - 1))).toEqual({
      ok: false,
      reason: 'stale',
    });
    const both = await Promise.all([confirm(delivery, askedAt), confirm(delivery, askedAt)]);
    expect(both.filter((outcome) => outcome.ok)).toHaveLength(1);
    await Promise.all([removeTakenDown(one.ctx), removeTakenDown(one.ctx)]);
    expect(await ask(delivery)).toEqual({ ok: false, reason: 'already-asked' });
    expect(
      (await actionsOn(one.desk, delivery.id)).filter((one) => /taken-down/.test(one)),
    ).toEqual(['delivery.taken-down']);
  });

  it('is taken down during a hold', async () => {
    const delivery = await one.send('facebook', { text: 'Bài' });
    await startHold(one.ctx, { actor: one.desk.actors.spokesperson, reason: 'Quốc tang' });
    await takenDown(delivery);
    expect(await publicPosts()).toEqual([]);
  });

  it('that was gone already says so', async () => {
    const delivery = await one.send('facebook', { text: 'Bài' });
    await one.practice.control('DELETE', `/practice/posts/facebook/${delivery.platformPostId}`);
    await takenDown(delivery);
    expect((await current(delivery)).takeDown).toMatchObject({
      state: 'done',
      removed: [{ as: 'gone' }],
    });
  });

  it('whose answer was lost is looked for, and is gone', async () => {
    const delivery = await one.send('facebook', { text: 'Bài' });
    await removal('facebook', 'drop');
    await takenDown(delivery);
    expect((await current(delivery)).takeDown).toMatchObject({
      state: 'done',
      removed: [{ as: 'gone' }],
    });
  });

  it('that is still there after a lost answer is asked for again', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    await removal('x', 'drop', { when: 'before' });
    await takenDown(delivery);
    expect((await current(delivery)).takeDown).toMatchObject({
      state: 'going',
      failures: 1,
      fault: 'connection-lost',
    });
    expect(await publicPosts()).toEqual(['Bài']);
    await one.at(5);
    await removeTakenDown(one.ctx);
    expect((await current(delivery)).takeDown?.state).toBe('done');
    expect(await publicPosts()).toEqual([]);
  });

  it('that the platform refuses to remove is told to people, who may ask again', async () => {
    const delivery = await one.send('facebook', { text: 'Bài' });
    await removal('facebook', 'permission', { when: 'before' });
    await takenDown(delivery);
    expect((await current(delivery)).takeDown).toMatchObject({
      state: 'failed',
      fault: 'permission-missing',
    });
    expect(await noticesOf(one.desk, 'spokesperson')).toContain('delivery-take-down-failed');
    await takenDown(delivery);
    expect(await publicPosts()).toEqual([]);
  });

  it('is not measured and not looked for any more', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    await takenDown(delivery);
    expect(await one.ctx.stores.samples.countDueSamples(new Date('2030-01-01'))).toBe(0);
    await one.ctx.stores.samples.writeSamples(delivery.id, [], new Date());
    expect(await one.ctx.stores.samples.countDueSamples(new Date('2030-01-01'))).toBe(0);
    await one.at(10);
    expect(await readBack(one.ctx)).toBe(0);
  });

  it('whose worker ended during the removal is taken up by another one, and each call is told of', async () => {
    const delivery = await one.send('x', { text: 'Bài' });
    await ask(delivery);
    await confirm(delivery, (await current(delivery)).takeDown?.askedAt ?? new Date(0));
    const removals = async () =>
      (await one.ctx.stores.attempts.listAttempts([delivery.id]))
        .filter((attempt) => attempt.act === 'take-down')
        .map(({ outcome }) => outcome?.kind);
    const { x } = one.ctx.platforms;
    // The other worker does all of it while the first one waits for its answer.
    const remove = async (): Promise<RemovalOutcome> => {
      await one.desk.connection
        .collection<{ _id: string }>('deliveries')
        .updateOne({ _id: delivery.id }, { $set: { 'takeDown.lease.until': new Date(0) } });
      await removeTakenDown(one.ctx);
      expect((await current(delivery)).takeDown?.state).toBe('done');
      expect(await removals()).toEqual(['unknown', 'accepted']);
      return { kind: 'removed', raw: { status: 200, code: null, text: null } };
    };
    await removeTakenDown({
      ...one.ctx,
      platforms: { ...one.ctx.platforms, x: { ...x, remove } },
    });
    expect(await removals()).toEqual(['accepted', 'accepted']);
    expect((await current(delivery)).takeDown?.removed).toHaveLength(1);
  });
});

describe('a thread', () => {
  it('is taken down part by part, the last one first', async () => {
    const delivery = await one.send('x', thread);
    await takenDown(delivery);
    expect(await publicPosts()).toEqual([]);
    const { takeDown, thread: parts } = await current(delivery);
    expect(takeDown?.removed.map((part) => part.platformPostId)).toEqual(
      parts?.parts.map((part) => part.platformPostId).toReversed(),
    );
  });

  it('that stopped in its middle is taken down, and is sent on by nobody', async () => {
    await one.fault('x', 'token-dead', { skip: 2, when: 'before' });
    const delivery = await one.send('x', thread);
    expect(await publicPosts()).toEqual(['One.', 'Two.']);
    await one.desk.connection
      .collection('channels')
      .updateMany({}, { $set: { state: 'connected' } });
    await takenDown(delivery);
    await drain(one.ctx);
    expect(await publicPosts()).toEqual([]);
    expect(await current(delivery)).toMatchObject({
      state: 'cancelled',
      takeDown: { state: 'done' },
    });
  });

  it('goes on with the part that could not be removed', async () => {
    const delivery = await one.send('x', thread);
    await removal('x', 'rate-limit', { skip: 1, when: 'before' });
    await takenDown(delivery);
    expect(await publicPosts()).toEqual(['One.', 'Two.']);
    const { takeDown } = await current(delivery);
    await one.setTime(takeDown?.nextAt ?? new Date(0));
    await removeTakenDown(one.ctx);
    expect(await publicPosts()).toEqual([]);
  });
});
