import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runPreflight } from '../../src/actions/deliveries/run-preflight.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { setLimits } from '../../src/actions/budget/set-limits.ts';
import { mailNotices } from '../../src/actions/notices/mail-notices.ts';
import type { TokenAnswer } from '../../src/clients/platform.ts';
import { testChannels } from '../support/desk-people.ts';
import { content } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  approvedOne,
  approvedPost,
  clearWork,
  deliveryOf,
  drain,
  noticesOf,
  targetIn,
} from './support/posts.ts';

let desk: TestDesk;
let answer: TokenAnswer | null = null;
let asked = 0;

beforeAll(async () => {
  desk = await openTestDesk();
  for (const platform of Object.values(desk.platforms)) {
    const inspect = platform.inspectToken.bind(platform);
    platform.inspectToken = (call) => {
      asked += 1;
      return answer === null ? inspect(call) : Promise.resolve(answer);
    };
  }
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  await desk.connection.collection('preflights').deleteMany({});
  await desk.connection.collection('channels').updateMany({}, { $set: { state: 'connected' } });
  desk.clock.set(DESK_TIME);
  answer = null;
  asked = 0;
});

const problemsOf = async (id: string) =>
  (await desk.ctx.stores.preflights.listPreflights([id]))[0]?.problems;
const look = () => runPreflight(desk.ctx, () => Promise.resolve());
const setChannel = (state: string) =>
  desk.connection.collection('channels').updateMany({}, { $set: { state } });

describe('the look before the time', () => {
  it('comes half an hour ahead, and at once for what was approved later than that', async () => {
    const early = await approvedOne(desk, 45);
    const soon = await approvedOne(desk, 10, { text: 'Bản tin gần giờ' });
    await look();
    expect(await problemsOf(early.delivery.id)).toBeUndefined();
    expect(await problemsOf(soon.delivery.id)).toEqual([]);
    desk.clock.advance(15);
    await look();
    expect(await problemsOf(early.delivery.id)).toEqual([]);
  });

  it('asks a platform once for all deliveries of a channel, and not again while all is well', async () => {
    for (const text of ['một', 'hai', 'ba']) await approvedOne(desk, 20, { text });
    await look();
    expect(asked).toBe(1);
    desk.clock.advance(11);
    await look();
    expect(asked).toBe(1);
  });

  it('tells officer, Spokesperson and administrator once, and takes it back when it is mended', async () => {
    answer = { kind: 'failed', reason: 'token-dead', code: '190' };
    const { delivery } = await approvedOne(desk, 20);
    await look();
    expect(await problemsOf(delivery.id)).toEqual(['token']);
    for (const role of ['press-officer', 'spokesperson', 'administrator'] as const) {
      expect(await noticesOf(desk, role)).toContain('preflight-failed');
    }
    const { text } = await (await desk.signIn('spokesperson')).get('/').expect(200);
    expect(text).toContain('Sẽ không đăng được nếu kênh chưa được kết nối lại');
    desk.clock.advance(2);
    await look();
    const told = (await noticesOf(desk, 'press-officer')).filter(
      (one) => one === 'preflight-failed',
    );
    expect(told).toHaveLength(1);
    answer = null;
    desk.clock.advance(2);
    await look();
    expect(await problemsOf(delivery.id)).toEqual([]);
    expect(await noticesOf(desk, 'press-officer')).not.toContain('preflight-failed');
  });

  it('finds a channel that is not connected, and a missing right', async () => {
    const { delivery } = await approvedOne(desk, 20);
    await setChannel('disconnected');
    await look();
    expect(await problemsOf(delivery.id)).toEqual(['connection']);
    expect(asked).toBe(0);
    await setChannel('connected');
    answer = { kind: 'failed', reason: 'permission-missing', code: '200' };
    desk.clock.advance(2);
    await look();
    expect(await problemsOf(delivery.id)).toEqual(['permission']);
    const page = await (await desk.signIn('press-officer')).get(`/deliveries/${delivery.id}`);
    expect(page.text).toContain('Sẽ không đăng được nếu ứng dụng chưa được cấp lại quyền đăng.');
  });

  it('leaves what a hold keeps back to the hold, which tells of it itself', async () => {
    answer = { kind: 'failed', reason: 'permission-missing', code: '200' };
    const { delivery } = await approvedOne(desk, 20);
    await look();
    await startHold(desk.ctx, { actor: desk.actors.spokesperson, reason: 'Quốc tang' });
    await look();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
    expect(await noticesOf(desk, 'press-officer')).not.toContain('preflight-failed');
  });

  it('finds content that was altered behind the desk’s back', async () => {
    const { delivery, post } = await approvedOne(desk, 20);
    await desk.connection
      .collection<{ _id: string }>('posts')
      .updateOne({ _id: post.id }, { $set: { contentJson: '{}' } });
    await look();
    expect(await problemsOf(delivery.id)).toContain('altered');
  });

  it('finds that the month’s money will not do', async () => {
    const { administrator } = desk.actors;
    await setLimits(desk.ctx, { actor: administrator, app: 'desk', capMicros: 0, shares: {} });
    const en = { text: 'News', platformTexts: {}, link: null, media: [] };
    const target = targetIn(desk, 20, { channelId: testChannels.x.id, language: 'en' });
    const { deliveries } = await approvedPost(
      desk,
      content({ versions: { en }, targets: [target] }),
    );
    await look();
    expect(await problemsOf(deliveries[0]?.id ?? '')).toEqual(['budget']);
  });

  it('ends its alert with the delivery', async () => {
    answer = { kind: 'failed', reason: 'not-reached', code: null };
    const { delivery } = await approvedOne(desk, 20);
    await look();
    expect(await problemsOf(delivery.id)).toEqual(['platform-away']);
    desk.clock.advance(20);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    await look();
    expect(await noticesOf(desk, 'press-officer')).not.toContain('preflight-failed');
  });

  it('is made by one worker at a time', async () => {
    await approvedOne(desk, 20);
    const other = { ...desk.ctx, processName: 'second' };
    const looked = await Promise.all([look(), runPreflight(other, () => Promise.resolve())]);
    expect(looked.reduce((sum, one) => sum + one, 0)).toBe(1);
  });
});

describe('after an outage of hours', () => {
  it('what is inside its window goes at the pace of the channel, the rest waits and one notice tells all of it', async () => {
    const paced = { gapMs: 60_000, burst: { posts: 1_000, spanMs: 1 } };
    const ctx = { ...desk.ctx, paces: { facebook: paced, x: paced } };
    const late: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      late.push((await approvedOne(desk, n, { text: `Bản tin cũ ${n}` })).delivery.id);
    }
    const open: string[] = [];
    for (const minutes of [175, 178]) {
      open.push((await approvedOne(desk, minutes, { text: `Bản tin ${minutes}` })).delivery.id);
    }
    await desk.connection.collection('notices').deleteMany({});
    desk.clock.advance(180);
    await Promise.all([drain(ctx), sweepDeliveries(ctx)]);
    expect(desk.platforms.facebook.calls).toHaveLength(1);
    desk.clock.advance(1);
    await Promise.all([drain(ctx), sweepDeliveries(ctx)]);
    expect(desk.platforms.facebook.calls).toHaveLength(2);
    for (const id of open) expect((await deliveryOf(desk, id)).state).toBe('sent');
    for (const id of late) {
      expect(await deliveryOf(desk, id)).toMatchObject({ state: 'waiting', reason: 'late' });
    }
    expect(await noticesOf(desk, 'press-officer')).toEqual(['deliveries-late']);
    await mailNotices(ctx);
    const mine = desk.mailer.sent.filter(
      (mail) => mail.to.address === 'press-officer@mofa.example',
    );
    expect(mine.map((mail) => mail.subject)).toEqual([
      '12 lượt đăng đã quá giờ, cần người quyết định',
    ]);
  });
});
