import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkPausedApps } from '../../src/actions/budget/check-paused-apps.ts';
import { recordReads } from '../../src/actions/budget/record-reads.ts';
import { reserveSpend } from '../../src/actions/budget/reserve-spend.ts';
import { resumeBudget } from '../../src/actions/budget/resume-budget.ts';
import { endAppPause, setLimits } from '../../src/actions/budget/set-limits.ts';
import { tidySpend } from '../../src/actions/budget/tidy-spend.ts';
import { sealCredentials } from '../../src/actions/channels/credentials.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import type { MonthSpend } from '../../src/domain/budget/budget.ts';
import type { Channel } from '../../src/domain/channels/channel.ts';
import { microsOf } from '../../src/domain/budget/price.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { testChannels } from '../support/desk-people.ts';
import { content } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approvedPost,
  clearWork,
  deliveryOf,
  drain,
  noticesOf,
  targetIn,
} from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
  await desk.ctx.stores.channels.insertChannel(second, null);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
  desk.platforms.x.identity = null;
  for (const channel of [testChannels.x, second]) await giveKeys(channel, {});
});

/** Another account of the same department. */
const second: Channel = {
  ...testChannels.x,
  id: 'channel-x-second',
  accountId: '200002',
  name: 'Viet Nam Press',
};
const PLAIN = microsOf(0.015);
const LINKED = microsOf(0.2);
const LINK_TEXT = 'Read more: https://mofa.gov.vn/en';

type XChannel = Channel;

async function giveKeys(channel: XChannel, more: { consumerKey?: string }): Promise<void> {
  const credentials = {
    kind: 'x-oauth1' as const,
    accessToken: `token-of-${channel.id}`,
    accessSecret: 'secret',
    ...(more.consumerKey === undefined ? {} : { ...more, consumerSecret: 'secret' }),
  };
  const sealed = sealCredentials(desk.ctx, channel.id, credentials);
  await desk.ctx.stores.channels.saveSealedCredentials(channel.id, sealed);
}

/** A post in English alone on an X account, due now. */
async function approvedOnX(
  text = 'News from Ha Noi',
  channel: XChannel = testChannels.x,
  windowMinutes = 15,
  thread: string[] = [],
): Promise<Delivery> {
  const threads = thread.length === 0 ? {} : { threads: { x: thread } };
  const en = { text, platformTexts: {}, link: null, media: [], ...threads };
  const target = targetIn(desk, 0, { channelId: channel.id, language: 'en' }, windowMinutes);
  const { deliveries } = await approvedPost(desk, content({ versions: { en }, targets: [target] }));
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('one delivery was planned');
  return delivery;
}

const spent = (app = 'desk'): Promise<MonthSpend> =>
  desk.ctx.stores.spend.findSpend(app, '2026-11');

async function limit(usd: number | null, shares: Record<string, number> = {}): Promise<void> {
  const outcome = await setLimits(desk.ctx, {
    actor: desk.actors.administrator,
    app: 'desk',
    capMicros: usd === null ? null : microsOf(usd),
    shares,
  });
  expect(outcome.ok).toBe(true);
}

function answer(outcome: Partial<PublishOutcome>): void {
  const raw = { status: 402, code: 'credits', text: null };
  desk.platforms.x.outcomes.push({ raw, ...outcome } as PublishOutcome);
}

describe('what posting on X costs', () => {
  it('is counted by app and month, with a share for each channel; a link costs 13 times as much', async () => {
    await approvedOnX();
    await approvedOnX(LINK_TEXT, second);
    await drain(desk.ctx);
    expect(await spent()).toMatchObject({
      postMicros: PLAIN + LINKED,
      channels: { [testChannels.x.id]: PLAIN, [second.id]: LINKED },
    });
  });

  it('is billed to the app whose keys the channel brings', async () => {
    await giveKeys(second, { consumerKey: 'key-of-another-app' });
    await approvedOnX('From the press', second);
    await drain(desk.ctx);
    expect((await spent()).postMicros).toBe(0);
    const rows = await desk.ctx.stores.spend.listSpend('2026-11');
    const paying = rows.filter((row) => row.postMicros > 0);
    expect(paying.map((row) => row.postMicros)).toEqual([PLAIN]);
    expect(paying[0]?.app).toMatch(/^own-[0-9a-f]{12}$/);
  });

  it('is given back for what X provably did not take, and kept for what it may have taken', async () => {
    answer({ kind: 'refused', reason: 'text-too-long', retry: { kind: 'never' } });
    await approvedOnX();
    await drain(desk.ctx);
    expect((await spent()).postMicros).toBe(0);
    answer({ kind: 'unknown', reason: 'timed-out' });
    await approvedOnX('Another');
    await drain(desk.ctx);
    expect((await spent()).postMicros).toBe(PLAIN);
  });

  it('is put aside once for one call, however often it is asked for', async () => {
    const delivery = await approvedOnX();
    const credentials = { kind: 'x-oauth1' as const, accessToken: 'a', accessSecret: 'b' };
    const call = { delivery, texts: ['News'], credentials };
    await Promise.all([1, 2, 3].map(() => reserveSpend(desk.ctx, [call])));
    expect((await spent()).postMicros).toBe(PLAIN);
    await drain(desk.ctx);
    expect((await spent()).postMicros).toBe(PLAIN);
  });

  it('is given back when the worker that put it aside ended before its call', async () => {
    const delivery = await approvedOnX();
    const credentials = { kind: 'x-oauth1' as const, accessToken: 'a', accessSecret: 'b' };
    await reserveSpend(desk.ctx, [{ delivery, texts: ['News'], credentials }]);
    const spend = () => desk.connection.collection('spendEntries');
    await tidySpend(desk.ctx);
    expect((await spent()).postMicros).toBe(PLAIN);
    await spend().updateMany({}, { $set: { real: new Date(Date.now() - 3_600_000) } });
    await tidySpend(desk.ctx);
    expect((await spent()).postMicros).toBe(0);
  });

  it('costs nothing on Facebook', async () => {
    await approvedPost(desk, content({ targets: [targetIn(desk, 0)] }));
    await drain(desk.ctx);
    expect(await desk.ctx.stores.spend.listSpend('2026-11')).toEqual([]);
  });
});

describe('a limit', () => {
  it('keeps back what does not fit, says why, and lets it go on inside its window once it is raised', async () => {
    await limit(0.1);
    const delivery = await approvedOnX(LINK_TEXT);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'budget',
    });
    expect(desk.platforms.x.calls).toHaveLength(0);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-late');
    expect(await noticesOf(desk, 'administrator')).toContain('budget-used-up');
    await limit(1);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    expect(await actionsOn(desk, 'desk')).toEqual(['budget.changed', 'budget.changed']);
  });

  it('lets a thread begin only when all its parts fit, so that none is cut short for money', async () => {
    const parts = ['Second part', LINK_TEXT];
    await limit(0.22);
    const delivery = await approvedOnX('First part', testChannels.x, 15, parts);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'budget',
      attempts: 0,
    });
    expect(await spent()).toMatchObject({ postMicros: 0 });
    await limit(0.23);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    expect((await spent()).postMicros).toBe(PLAIN + PLAIN + LINKED);
  });

  it('that is raised too late fires nothing: a person decides', async () => {
    await limit(0);
    const delivery = await approvedOnX();
    await drain(desk.ctx);
    desk.clock.advance(16);
    await limit(null);
    await resumeBudget(desk.ctx);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('waiting');
    expect(desk.platforms.x.calls).toHaveLength(0);
  });

  it('on a channel’s share leaves the other channels of the app alone', async () => {
    await limit(null, { [testChannels.x.id]: 0 });
    const kept = await approvedOnX();
    const free = await approvedOnX('From the press', second);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, kept.id)).reason).toBe('budget');
    expect((await deliveryOf(desk, free.id)).state).toBe('sent');
  });

  it('is never passed by two workers that reach its edge together', async () => {
    await limit(0.03);
    const paced = { ...desk.ctx, processName: 'second' };
    const channels: Channel[] = [testChannels.x, second];
    for (let round = 0; round < 4; round += 1) {
      for (const channel of channels) await approvedOnX(`News ${round}`, channel);
    }
    const drains = [createDrain(desk.ctx), createDrain(paced)];
    for (let round = 0; round < 8; round += 1) {
      await Promise.all(drains.map((one) => one.wake({ unbounded: true })));
      await Promise.all(drains.map((one) => one.settled()));
    }
    expect(desk.platforms.x.calls).toHaveLength(2);
    expect((await spent()).postMicros).toBe(2 * PLAIN);
    expect(await desk.ctx.stores.deliveries.countDeliveries(['unit-press'], ['waiting'])).toBe(6);
  });

  it('warns once at 80 % and once when it is used up', async () => {
    await limit(0.018);
    await approvedOnX();
    await drain(desk.ctx);
    await approvedOnX('Second');
    await approvedOnX('Third');
    await drain(desk.ctx);
    const told = await noticesOf(desk, 'administrator');
    expect(told.filter((kind) => kind === 'budget-warning')).toHaveLength(1);
    expect(told.filter((kind) => kind === 'budget-used-up')).toHaveLength(1);
  });

  it('is set only by who manages every channel of the app', async () => {
    const request = { app: 'desk', capMicros: 1, shares: {} };
    const refused = await setLimits(desk.ctx, { actor: desk.actors['press-officer'], ...request });
    expect(refused).toEqual({ ok: false, reason: 'forbidden' });
    const unknown = { ...request, app: 'own-000000000000', actor: desk.actors.administrator };
    expect(await setLimits(desk.ctx, unknown)).toEqual({ ok: false, reason: 'not-found' });
  });
});

describe('an app whose credit is used up', () => {
  async function stop(): Promise<Delivery> {
    answer({ kind: 'refused', reason: 'credits-depleted', retry: { kind: 'never' } });
    const delivery = await approvedOnX();
    await drain(desk.ctx);
    return delivery;
  }

  it('stops for all its channels, and for no other app', async () => {
    await giveKeys(second, { consumerKey: 'key-of-another-app' });
    const first = await stop();
    const next = await approvedOnX('Next');
    const other = await approvedOnX('From the press', second);
    await drain(desk.ctx);
    expect(await deliveryOf(desk, first.id)).toMatchObject({ state: 'waiting', reason: 'budget' });
    expect(await deliveryOf(desk, next.id)).toMatchObject({ state: 'waiting', reason: 'budget' });
    expect((await deliveryOf(desk, other.id)).state).toBe('sent');
    expect(desk.platforms.x.calls).toHaveLength(2);
    expect((await spent()).postMicros).toBe(0);
    expect(await noticesOf(desk, 'administrator')).toEqual(['credits-used-up']);
  });

  it('works again when a person says so, and what is inside its window goes on', async () => {
    const delivery = await stop();
    const { administrator, spokesperson } = desk.actors;
    const refused = await endAppPause(desk.ctx, { actor: spokesperson, app: 'desk' });
    expect(refused).toEqual({ ok: false, reason: 'forbidden' });
    expect((await endAppPause(desk.ctx, { actor: administrator, app: 'desk' })).ok).toBe(true);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    expect(await actionsOn(desk, 'desk')).toEqual(['budget.paused', 'budget.resumed']);
  });

  it('is asked once a day whether it works again', async () => {
    await stop();
    expect(await checkPausedApps(desk.ctx)).toBe(0);
    desk.clock.advance(24 * 60);
    desk.platforms.x.identity = { kind: 'failed', reason: 'credits-depleted', code: 'credits' };
    expect(await checkPausedApps(desk.ctx)).toBe(0);
    desk.platforms.x.identity = null;
    expect(await checkPausedApps(desk.ctx)).toBe(0);
    desk.clock.advance(24 * 60);
    expect(await checkPausedApps(desk.ctx)).toBe(1);
    expect((await desk.ctx.stores.spend.findBudget('desk')).pausedAt).toBeNull();
  });
});

describe('reading', () => {
  const credentials = { kind: 'x-oauth1' as const, accessToken: 'a', accessSecret: 'b' };
  const read = (kind: 'readBack' | 'figures', ...platformPostIds: string[]) =>
    recordReads(desk.ctx, { platform: 'x', credentials, kind, platformPostIds });

  it('is paid once a day for each post, beside the posts’ own money', async () => {
    await limit(0.015);
    await read('readBack', '1', '2');
    await read('readBack', '2', '3');
    await read('figures', '3', '4');
    expect(await spent()).toMatchObject({
      readBackMicros: 3 * microsOf(0.001),
      figuresMicros: microsOf(0.001),
      postMicros: 0,
    });
    await approvedOnX();
    await drain(desk.ctx);
    expect(desk.platforms.x.calls).toHaveLength(1);
  });
});
