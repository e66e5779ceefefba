import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { loadHold } from '../../src/actions/holds/load-hold.ts';
import { reviewDelivery } from '../../src/actions/holds/review-delivery.ts';
import type { Review } from '../../src/actions/holds/review-delivery.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import type { TestRole } from '../support/desk-people.ts';
import { content } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approve,
  approvedOne,
  approvedPost,
  clearWork,
  contentIn,
  deliveryOf,
  drain,
  noticesOf,
  targetIn,
} from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

const calls = () => desk.platforms.facebook.calls.length;
const inMinutes = (minutes: number): Date =>
  new Date(desk.clock.now().getTime() + minutes * 60_000);
const review = (deliveryId: string, decision: Review, role: TestRole = 'press-officer') =>
  reviewDelivery(desk.ctx, { deliveryId, actor: desk.actors[role], review: decision });

/** A hold over everything that began and ended: what was approved is on its review list. */
async function afterAHold(): Promise<string> {
  const actor = desk.actors.spokesperson;
  const started = await startHold(desk.ctx, { actor, reason: 'Chờ', exempt: [] });
  if (!started.ok) throw new Error(started.reason);
  await endHold(desk.ctx, { actor, holdId: started.hold.id });
  return started.hold.id;
}

describe('a confirmed delivery', () => {
  it('keeps a time that is still to come, and goes out then, once', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await afterAHold();
    expect(await review(delivery.id, { do: 'confirm' })).toEqual({
      ok: true,
      became: 'planned',
      dueAt: delivery.dueAt,
    });
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    desk.clock.advance(30);
    await drain(desk.ctx);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
    const again = await review(delivery.id, { do: 'confirm' });
    expect(again).toEqual({ ok: false, reason: 'not-in-review' });
    expect(await actionsOn(desk, delivery.id)).toEqual([
      'delivery.waiting',
      'delivery.review',
      'delivery.released',
      'delivery.sent',
    ]);
  });

  it('is told to its authors, who need no longer be told that it waits', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await afterAHold();
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-review');
    await review(delivery.id, { do: 'confirm' }, 'spokesperson');
    const left = await noticesOf(desk, 'press-officer');
    expect(left).toContain('delivery-confirmed');
    expect(left).not.toContain('delivery-review');
    expect(left).not.toContain('delivery-held');
  });

  it('goes at once when it came due and its window is open, and needs a time past it', async () => {
    const [one, other] = [await approvedOne(desk), await approvedOne(desk)];
    await afterAHold();
    desk.clock.advance(10);
    expect(await review(one.delivery.id, { do: 'confirm' })).toMatchObject({ ok: true });
    await drain(desk.ctx);
    expect(calls()).toBe(1);
    desk.clock.advance(6);
    const late = await review(other.delivery.id, { do: 'confirm' });
    expect(late).toEqual({ ok: false, reason: 'window-over' });
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it('is not let out of another hold, nor by somebody without the right', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await afterAHold();
    const stranger = await review(delivery.id, { do: 'confirm' }, 'paris-officer');
    expect(stranger).toEqual({ ok: false, reason: 'not-found' });
    const translator = await review(delivery.id, { do: 'confirm' }, 'translator');
    expect(translator).toEqual({ ok: false, reason: 'forbidden' });
    await startHold(desk.ctx, { actor: desk.actors.spokesperson, kind: 'crisis', reason: 'Chờ' });
    for (const decision of [{ do: 'confirm' }, { do: 'withdraw' }] as const) {
      expect(await review(delivery.id, decision)).toEqual({ ok: false, reason: 'held' });
    }
  });
});

describe('a new time', () => {
  it('inside the approved window needs no approval', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await afterAHold();
    const at = inMinutes(40);
    expect(await review(delivery.id, { do: 'move', at })).toEqual({
      ok: true,
      became: 'planned',
      dueAt: at,
    });
    desk.clock.advance(39);
    await drain(desk.ctx);
    expect(calls()).toBe(0);
    desk.clock.advance(1);
    await drain(desk.ctx);
    expect(calls()).toBe(1);
  });

  it.each([
    ['before', 20],
    ['after', 120],
  ])(
    '%s it takes the post back to its approver, and nothing goes out till then',
    async (_, minutes) => {
      const { post, delivery } = await approvedOne(desk, 30);
      await afterAHold();
      const at = inMinutes(minutes);
      const asked = await review(delivery.id, { do: 'move', at });
      expect(asked).toEqual({ ok: true, became: 'submitted' });
      expect((await deliveryOf(desk, delivery.id)).state).toBe('cancelled');
      const changed = await desk.ctx.stores.posts.getPost(post.id);
      expect(changed).toMatchObject({ state: 'submitted', revision: post.revision + 1 });
      expect(changed.content.targets[0]?.timing).toMatchObject({
        kind: 'at',
        at: at.toISOString(),
      });
      desk.clock.advance(minutes);
      await drain(desk.ctx);
      expect(calls()).toBe(0);
      const approved = await approve(desk, changed);
      expect(approved.ok).toBe(true);
      await drain(desk.ctx);
      expect(calls()).toBe(1);
    },
  );

  it('outside the window is only for those who write posts', async () => {
    const { post, delivery } = await approvedOne(desk, 30);
    await afterAHold();
    const asked = await review(delivery.id, { do: 'move', at: inMinutes(600) }, 'spokesperson');
    expect(asked).toEqual({ ok: false, reason: 'needs-author' });
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('approved');
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting' });
  });

  it('leaves a draft where another time of the post has passed', async () => {
    const { post, deliveries } = await approvedPost(desk, contentIn(desk, 0));
    await afterAHold();
    desk.clock.advance(20);
    const id = deliveries.find((one) => one.platform === 'facebook')?.id ?? '';
    const asked = await review(id, { do: 'move', at: inMinutes(60) });
    expect(asked).toEqual({ ok: true, became: 'draft' });
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('draft');
    desk.clock.advance(60);
    await drain(desk.ctx);
    expect(calls() + desk.platforms.x.calls.length).toBe(0);
  });

  it('is to come', async () => {
    const { delivery } = await approvedOne(desk, 30);
    await afterAHold();
    const past = await review(delivery.id, { do: 'move', at: inMinutes(-1) });
    expect(past).toEqual({ ok: false, reason: 'time-past' });
  });
});

describe('a delivery that is taken back', () => {
  it('never goes out; the other one of its post still can', async () => {
    const { post, deliveries } = await approvedPost(desk, contentIn(desk, 30));
    await afterAHold();
    const [facebook, x] = ['facebook', 'x'].map(
      (platform) => deliveries.find((one) => one.platform === platform)?.id ?? '',
    );
    expect(await review(facebook ?? '', { do: 'withdraw' })).toEqual({
      ok: true,
      became: 'withdrawn',
    });
    expect(await review(x ?? '', { do: 'confirm' })).toMatchObject({ ok: true });
    desk.clock.advance(30);
    await drain(desk.ctx);
    expect([calls(), desk.platforms.x.calls.length]).toEqual([0, 1]);
    expect(await deliveryOf(desk, facebook ?? '')).toMatchObject({
      state: 'cancelled',
      reason: 'person',
      settledBy: desk.people['press-officer'].id,
    });
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('approved');
    expect(await actionsOn(desk, facebook ?? '')).toContain('delivery.cancelled');
  });
});

describe('the review list', () => {
  const greeting = (text: string) =>
    content({
      versions: { vi: { text, platformTexts: {}, link: null, media: [] } },
      targets: [targetIn(desk, 60)],
    });

  it('puts greetings and celebrations first, and keeps what was decided', async () => {
    const plain = await approvedPost(desk, greeting('Thông cáo về phiên họp'), 'multilateral');
    const cheer = await approvedPost(desk, greeting('Chúc mừng năm mới!'), 'bilateral');
    const id = await afterAHold();
    const seen = async (role: TestRole) =>
      loadHold(desk.ctx, { holdId: id, actor: desk.actors[role] });
    const facts = await seen('press-officer');
    expect(facts?.deliveries.map((one) => one.postId)).toEqual([cheer.post.id, plain.post.id]);
    expect([...(facts?.celebrations ?? [])]).toEqual([cheer.deliveries[0]?.id]);
    await review(cheer.deliveries[0]?.id ?? '', { do: 'withdraw' });
    const after = await seen('press-officer');
    expect(after?.deliveries.map((one) => one.state)).toEqual(['cancelled', 'waiting']);
    expect((await seen('paris-officer'))?.deliveries).toEqual([]);
  });
});
