import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionContext } from '../../src/actions/context.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, clearWork, deliveryOf, drain } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  await desk.connection.collection('channelTurns').deleteMany({});
  await desk.connection.collection('channels').updateMany({}, { $set: { state: 'connected' } });
  desk.clock.set(DESK_TIME);
});

const raw = { status: 200, code: null, text: null };
const inMinutes = (minutes: number): Date =>
  new Date(desk.clock.now().getTime() + minutes * 60_000);
const callsSince = (before: number): number => desk.platforms.facebook.calls.length - before;

function accepted(more: Partial<PublishOutcome>): PublishOutcome {
  return {
    kind: 'accepted',
    platformPostId: 'post-1',
    permalink: null,
    raw,
    ...more,
  } as PublishOutcome;
}

/** Two deliveries due at once on one channel: which of them goes first does not matter. */
async function approvedTwo(): Promise<string[]> {
  const first = await approvedOne(desk);
  const second = await approvedOne(desk, 0, { text: 'Bản tin sau' });
  return [first.delivery.id, second.delivery.id];
}

async function theUnsent(ids: readonly string[]): Promise<Delivery> {
  const all = await Promise.all(ids.map((id) => deliveryOf(desk, id)));
  const unsent = all.filter((one) => one.state !== 'sent');
  expect(unsent).toHaveLength(1);
  return unsent[0] as Delivery;
}

describe('the pace of one channel', () => {
  it('has one call at a time and waits for the gap, while other channels go on', async () => {
    const slow = { gapMs: 60_000, burst: { posts: 1_000, spanMs: 1 } };
    const ctx: ActionContext = { ...desk.ctx, paces: { facebook: slow, x: slow } };
    await approvedOne(desk);
    await approvedOne(desk, 0, { text: 'Bản tin thứ hai của Bộ Ngoại giao' });
    const before = desk.platforms.facebook.calls.length;
    await drain(ctx);
    expect(callsSince(before)).toBe(1);
    desk.clock.advance(1);
    await drain(ctx);
    expect(callsSince(before)).toBe(2);
  });

  it('stops at a full burst until its oldest post is old enough', async () => {
    const bursts = { gapMs: 0, burst: { posts: 2, spanMs: 600_000 } };
    const ctx: ActionContext = { ...desk.ctx, paces: { facebook: bursts, x: bursts } };
    for (const text of ['một', 'hai', 'ba'])
      await approvedOne(desk, 0, { text: `Bản tin ${text}` });
    const before = desk.platforms.facebook.calls.length;
    await drain(ctx);
    expect(callsSince(before)).toBe(2);
    desk.clock.advance(10);
    await drain(ctx);
    expect(callsSince(before)).toBe(3);
  });
});

describe('a platform that asks for a pause', () => {
  it('by a used-up allowance has what is planned moved inside its window, and says why', async () => {
    const ids = await approvedTwo();
    const resumesAt = inMinutes(5);
    desk.platforms.facebook.outcomes.push(accepted({ allowance: { usedPercent: 85, resumesAt } }));
    const before = desk.platforms.facebook.calls.length;
    await drain(desk.ctx);
    expect(callsSince(before)).toBe(1);
    const { id, ...moved } = await theUnsent(ids);
    expect(moved).toMatchObject({ state: 'planned', dueAt: resumesAt, reason: 'rate' });
    desk.clock.advance(5);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, id)).toMatchObject({ state: 'sent', reason: null });
  });

  it('beyond a window makes that delivery wait for a person', async () => {
    const ids = await approvedTwo();
    const resumesAt = inMinutes(60);
    desk.platforms.facebook.outcomes.push(accepted({ allowance: { usedPercent: 100, resumesAt } }));
    await drain(desk.ctx);
    expect(await theUnsent(ids)).toMatchObject({ state: 'waiting', reason: 'rate' });
  });

  it('by a refusal is tried again at the time it gives, once', async () => {
    const { delivery } = await approvedOne(desk);
    const at = inMinutes(3);
    desk.platforms.facebook.outcomes.push({
      kind: 'refused',
      reason: 'rate-limited',
      retry: { kind: 'at', at },
      raw: { status: 429, code: null, text: null },
    });
    const before = desk.platforms.facebook.calls.length;
    await drain(desk.ctx);
    await drain(desk.ctx);
    expect(callsSince(before)).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', dueAt: at });
    desk.clock.advance(3);
    await drain(desk.ctx);
    expect(callsSince(before)).toBe(2);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 2 });
  });
});

describe('a dead token', () => {
  it('disconnects the channel: its deliveries wait for the connection and nothing more is called', async () => {
    const { delivery } = await approvedOne(desk);
    const { delivery: next } = await approvedOne(desk, 0, { text: 'Bản tin sau' });
    desk.platforms.facebook.outcomes.push({
      kind: 'refused',
      reason: 'token-dead',
      retry: { kind: 'never' },
      raw: { status: 400, code: '190', text: null },
    });
    const before = desk.platforms.facebook.calls.length;
    await drain(desk.ctx);
    expect(callsSince(before)).toBe(1);
    for (const id of [delivery.id, next.id]) {
      expect(await deliveryOf(desk, id)).toMatchObject({ state: 'waiting', reason: 'connection' });
    }
    const channel = await desk.ctx.stores.channels.getChannel(delivery.channelId);
    expect(channel).toMatchObject({ state: 'disconnected', stateReason: 'token-dead' });
  });
});
