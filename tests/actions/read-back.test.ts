import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findNextLook, readBack } from '../../src/actions/deliveries/read-back.ts';
import { loadReadBack } from '../../src/actions/deliveries/read-back-record.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import { testChannels } from '../support/desk-people.ts';
import { DESK_TIME } from '../support/test-desk.ts';
import { actionsOn, deliveryOf, drain, noticesOf } from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const look = () => readBack(one.ctx);
const current = (delivery: Delivery) => deliveryOf(one.desk, delivery.id);
const verdicts = async (delivery: Delivery): Promise<string[]> =>
  (await one.ctx.stores.readBack.listLooks(delivery.id)).map((each) => each.verdict);
const record = (delivery: Delivery) =>
  loadReadBack(one.ctx, { deliveryId: delivery.id, actor: one.desk.actors['press-officer'] });
async function readings(): Promise<number> {
  const state = (await one.practice.control('GET', '/practice/state.json')) as {
    calls: { method: string; path: string }[];
  };
  return state.calls.filter(
    (call) => call.method === 'GET' && /\/feed\?|\/users\/[^/]+\/tweets/.test(call.path),
  ).length;
}

describe('a post whose answer was lost', () => {
  it.each([
    ['x' as const, 'Viet Nam & France: partnership <renewed> https://mofa.gov.vn/en/ today'],
    ['facebook' as const, 'Việt Nam và Pháp nâng cấp quan hệ.\n\nXem: https://mofa.gov.vn/vi'],
  ])(
    'on %s is found among the others five seconds later, and is there once',
    async (channel, text) => {
      await one.noise(channel, 18);
      await one.fault(channel, 'drop');
      const delivery = await one.send(channel, { text });
      expect(delivery).toMatchObject({ state: 'unknown', reason: 'connection-lost' });
      expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-unknown');

      await one.at(4);
      expect(await look()).toBe(0);
      await one.at(5);
      expect(await look()).toBe(1);

      const [post, ...more] = await one.postsSaying(text);
      expect(more).toEqual([]);
      expect(await current(delivery)).toMatchObject({
        state: 'sent',
        reason: null,
        platformPostId: post?.id,
        settledBy: null,
        seenAt: new Date(DESK_TIME.getTime() + 5000),
        sentAt: expect.any(Date),
      });
      expect(await actionsOn(one.desk, delivery.id)).toEqual([
        'delivery.unknown',
        'delivery.found',
      ]);
      expect(await noticesOf(one.desk, 'press-officer')).not.toContain('delivery-unknown');
      const [samples] = await one.ctx.stores.samples.listSamples({ deliveryIds: [delivery.id] });
      expect(samples).toMatchObject({ platformPostId: post?.id });

      await one.at(4000);
      expect(await look()).toBe(0);
      await drain(one.ctx);
      expect(await one.postsSaying(text)).toHaveLength(1);
    },
  );

  it('is found with its evidence: when, what was asked, how many posts, and which one', async () => {
    await one.noise('x', 1);
    await one.fault('x', 'cut-body');
    const delivery = await one.send('x', { text: 'Viet Nam Culture Day' });
    await one.at(5);
    await look();
    const found = await record(delivery);
    expect(found).toMatchObject({
      looks: [
        {
          askedBy: 'schedule',
          verdict: 'found',
          last: true,
          postsSeen: 2,
          complete: true,
          since: expect.any(Date),
          candidates: [
            { textSha256: expect.stringMatching(/^[0-9a-f]{64}$/), permalink: expect.any(String) },
          ],
        },
      ],
      nextLookAt: null,
      channelUrl: one.publicUrlOf('x'),
      may: { markSent: false, askResend: false, confirmResend: false, drop: false },
    });
  });

  it('tells those who had the bad news by e-mail that it was found', async () => {
    await one.fault('facebook', 'drop');
    await one.send('facebook', { text: 'Chào' });
    const rows = one.desk.connection.collection('notices');
    await rows.updateMany({ kind: 'delivery-unknown' }, { $set: { mail: 'sent' } });
    await one.at(5);
    await look();
    expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-found');
    const planned = await rows.countDocuments({ kind: 'delivery-unknown', mail: 'planned' });
    expect(planned).toBe(0);
  });

  it('is found once the Page shows it, and not given up before', async () => {
    await one.settings({ facebookVisibilitySeconds: 45 });
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Hiện muộn' });
    for (const seconds of [5, 30]) {
      await one.at(seconds);
      await look();
      expect((await current(delivery)).state).toBe('unknown');
    }
    await one.at(120);
    await look();
    expect((await current(delivery)).state).toBe('sent');
    expect(await verdicts(delivery)).toEqual(['not-found', 'not-found', 'found']);
  });
});

describe('a post that never arrived', () => {
  it('is looked for five times, is never sent again by itself, and waits for a person', async () => {
    await one.fault('x', 'drop', { when: 'before' });
    const delivery = await one.send('x', { text: 'Never stored' });
    expect(delivery.state).toBe('unknown');
    for (const seconds of [5, 30, 120, 600, 3600]) {
      await one.at(seconds - 1);
      expect(await look()).toBe(0);
      await one.at(seconds);
      expect(await look()).toBe(1);
      await drain(one.ctx);
    }
    await one.at(90_000);
    expect(await look()).toBe(0);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', reason: 'connection-lost' });
    expect(await one.postsSaying('Never stored')).toEqual([]);
    expect(await verdicts(delivery)).toEqual(Array.from({ length: 5 }, () => 'not-found'));
    const unread = await noticesOf(one.desk, 'press-officer');
    expect(unread.filter((kind) => kind === 'delivery-not-found')).toHaveLength(1);
    expect((await actionsOn(one.desk, delivery.id)).at(-1)).toBe('delivery.not-found');
  });

  it('holds practice time up at each look, where it would be jumped over', async () => {
    await one.fault('facebook', 'drop', { when: 'before' });
    await one.send('facebook', { text: 'Chờ đối soát' });
    await one.send('facebook', { text: 'Đã đăng' });
    const next = async () => {
      const found = await findNextLook(one.ctx, one.desk.clock.now());
      return found === null ? null : (found.getTime() - DESK_TIME.getTime()) / 1000;
    };
    expect(await next()).toBe(5);
    await one.at(5);
    await look();
    expect(await next()).toBe(30);
    await one.at(3600);
    await look();
    expect(await next()).toBeNull();
  });

  it('is not taken for one that says the same but was there long before', async () => {
    await one.noise('facebook', 3);
    await one.fault('facebook', 'drop', { when: 'before' });
    const delivery = await one.send('facebook', { text: 'Tin khác số 3' });
    await one.at(5);
    await look();
    expect((await current(delivery)).state).toBe('unknown');
  });
});

describe('two posts that are alike', () => {
  it('leave it to a person which of two unknown deliveries the one post is', async () => {
    await one.fault('facebook', 'drop', { when: 'before' });
    const lost = await one.send('facebook', { text: 'Giống nhau' });
    await one.fault('facebook', 'drop');
    const stored = await one.send('facebook', { text: 'Giống nhau' });
    await one.at(5);
    expect(await look()).toBe(2);
    for (const delivery of [lost, stored]) {
      expect((await current(delivery)).state).toBe('unknown');
      expect(await record(delivery)).toMatchObject({
        looks: [{ verdict: 'ambiguous', candidates: [{ mediaCount: 0 }] }],
      });
    }
  });

  it('are told apart when one of them is known to be another delivery’s', async () => {
    const sent = await one.send('facebook', { text: 'Tin chung' });
    expect(sent.state).toBe('sent');
    await one.noise('facebook', 1);
    await one.fault('facebook', 'drop', { when: 'before' });
    const lost = await one.send('facebook', { text: 'Tin chung' });
    expect(lost.state).toBe('unknown');
    await one.at(11);
    await look();
    expect((await current(lost)).state).toBe('unknown');
    expect((await current(sent)).seenAt).not.toBeNull();
  });
});

describe('a sent post', () => {
  it('is seen once after ten seconds, and not looked for any more', async () => {
    const delivery = await one.send('x', { text: 'Seen once' });
    expect(delivery).toMatchObject({ state: 'sent', seenAt: null });
    await one.at(9);
    expect(await look()).toBe(0);
    await one.at(10);
    expect(await look()).toBe(1);
    expect((await current(delivery)).seenAt).toEqual(new Date(DESK_TIME.getTime() + 10_000));
    await one.at(4000);
    expect(await look()).toBe(0);
    expect(await verdicts(delivery)).toEqual(['seen']);
  });

  it('that nobody ever sees is told to people, and stays sent', async () => {
    const delivery = await one.send('facebook', { text: 'Bị gỡ' });
    const id = delivery.platformPostId ?? '';
    await one.practice.control('DELETE', `/practice/posts/facebook/${id}`);
    for (const seconds of [10, 30, 120, 600, 3600]) {
      await one.at(seconds);
      await look();
    }
    expect(await current(delivery)).toMatchObject({ state: 'sent', seenAt: null });
    expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-not-seen');
    await one.at(7200);
    expect(await look()).toBe(0);
  });
});

describe('reading back', () => {
  it('reads a channel once for all its deliveries, and never twice by two workers', async () => {
    for (const text of ['Một', 'Hai', 'Ba']) await one.send('x', { text });
    await one.at(10);
    const before = await readings();
    const workers = ['a', 'b'].map((processName) => readBack({ ...one.ctx, processName }));
    const looked = await Promise.all(workers);
    expect(looked.reduce((sum, each) => sum + each, 0)).toBe(3);
    expect((await readings()) - before).toBe(1);
    const looks = await one.desk.connection.collection('looks').countDocuments();
    expect(looks).toBe(3);
  });

  it('goes on during a hold, which stops sending alone', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Trước khi tạm dừng' });
    await startHold(one.ctx, { actor: one.desk.actors.spokesperson, reason: 'Chờ' });
    await one.at(5);
    await look();
    expect((await current(delivery)).state).toBe('sent');
  });

  it('keeps to its budget of the day, and goes on the day after', async () => {
    const { readBackRules } = one.ctx;
    const x = { ...readBackRules.platforms.x, looksPerDay: 4 };
    const rules = { ...readBackRules, platforms: { ...readBackRules.platforms, x } };
    const ctx = { ...one.ctx, readBackRules: rules };
    await one.ctx.stores.readBack.addSpent(testChannels.x.id, '2026-11-23', 0);
    await one.ctx.stores.readBack.addSpent(testChannels.x.id, '2026-11-23', 0);
    await one.ctx.stores.readBack.addSpent(testChannels.x.id, '2026-11-23', 0);
    const sent = await one.send('x', { text: 'Sent' });
    await one.at(10);
    const before = await readings();
    await readBack(ctx);
    expect((await readings()) - before).toBe(0);
    expect(await verdicts(sent)).toEqual(['budget']);

    await one.fault('x', 'drop');
    const lost = await one.send('x', { text: 'Lost' });
    await one.at(20);
    await readBack(ctx);
    expect((await current(lost)).state).toBe('sent');
    expect(await one.ctx.stores.readBack.readSpent(testChannels.x.id, '2026-11-23')).toEqual({
      looks: 4,
      posts: 2,
    });

    await one.setTime(new Date('2026-11-24T00:00:00.000Z'));
    await readBack(ctx);
    expect((await current(sent)).seenAt).not.toBeNull();
  });

  it('tries again when the platform cannot be read, and uses no look up', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Đọc không được' });
    const { accountId } = testChannels.facebook;
    const tokenIs = (state: string) =>
      one.practice.control('POST', `/practice/accounts/facebook/${accountId}/token-state`, {
        state,
      });
    await tokenIs('revoked');
    await one.at(5);
    await look();
    expect(await record(delivery)).toMatchObject({
      looks: [{ verdict: 'failed', reason: 'token-dead', last: false }],
      nextLookAt: new Date(DESK_TIME.getTime() + 35_000),
    });
    await tokenIs('valid');
    await one.at(7200);
    await look();
    expect((await current(delivery)).state).toBe('sent');
  });
});

describe('a refusal that says the post is there already', () => {
  it.each(['x' as const, 'facebook' as const])(
    'on %s is looked at before it is believed: an earlier call had made the post',
    async (channel) => {
      const first = await one.send(channel, { text: 'Đã có ở đó' });
      // As after a restored backup: the desk has no memory of the call that made the post.
      await one.desk.connection
        .collection<{ _id: string }>('deliveries')
        .updateOne(
          { _id: first.id },
          { $set: { state: 'unknown', platformPostId: null, sentAt: null, stateSince: DESK_TIME } },
        );
      await one.ctx.stores.deliveries.moveDelivery({
        id: first.id,
        from: 'unknown',
        to: 'planned',
        at: DESK_TIME,
        change: { reason: null },
      });
      await one.at(60);
      await drain(one.ctx);
      expect(await current(first)).toMatchObject({
        state: 'sent',
        attempts: 2,
        platformPostId: first.platformPostId,
      });
      expect(await one.postsSaying('Đã có ở đó')).toHaveLength(1);
      expect((await record(first))?.looks[0]).toMatchObject({
        askedBy: 'repeat',
        verdict: 'found',
      });
    },
  );

  it.each(['x' as const, 'facebook' as const])(
    'on %s stands when the post is another delivery’s, and is then called a repeat',
    async (channel) => {
      const first = await one.send(channel, { text: 'Hai lần' });
      await one.at(60);
      const second = await one.send(channel, { text: 'Hai lần' });
      expect(second).toMatchObject({ state: 'refused', reason: 'duplicate', platformPostId: null });
      expect((await current(first)).platformPostId).toBe(first.platformPostId);
    },
  );

  it('leaves it unknown while the platform does not show the post yet, and never calls it refused', async () => {
    await one.settings({ facebookVisibilitySeconds: 60 });
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Chưa hiện ra' });
    await one.ctx.stores.deliveries.moveDelivery({
      id: delivery.id,
      from: 'unknown',
      to: 'planned',
      at: DESK_TIME,
      change: { reason: null },
    });
    await one.at(10);
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', attempts: 2 });
    expect(await verdicts(delivery)).toEqual(['not-found']);
    expect(await actionsOn(one.desk, delivery.id)).not.toContain('delivery.refused');
    await one.at(75);
    await look();
    expect(await current(delivery)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(await one.postsSaying('Chưa hiện ra')).toHaveLength(1);
  });

  it('leaves it unknown when X calls it forbidden right after a call that was unclear', async () => {
    await one.fault('x', 'drop', { when: 'before' });
    const delivery = await one.send('x', { text: 'Not shown yet' });
    await one.ctx.stores.deliveries.moveDelivery({
      id: delivery.id,
      from: 'unknown',
      to: 'planned',
      at: DESK_TIME,
      change: { reason: null },
    });
    await one.at(10);
    await one.fault('x', 'duplicate', { when: 'before' });
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({
      state: 'unknown',
      reason: 'connection-lost',
      attempts: 2,
    });
    expect(await verdicts(delivery)).toEqual(['not-found']);
  });

  it('leaves it unknown when X calls it forbidden and the channel cannot be read, for it may be there', async () => {
    await one.fault('x', 'duplicate', { when: 'after' });
    await one.fault('x', 'html-502', { endpoint: 'any', when: 'after', times: 3 });
    const delivery = await one.send('x', { text: 'Stored and called forbidden' });
    expect(delivery).toMatchObject({ state: 'unknown', reason: 'answer-unlisted' });
    await one.practice.control('DELETE', '/practice/faults');
    await one.at(70);
    await look();
    expect(await current(delivery)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await one.postsSaying('Stored and called forbidden')).toHaveLength(1);
  });

  it('leaves it unknown when an earlier call was unclear and the platform cannot be read', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Chưa rõ hai lần' });
    await one.ctx.stores.deliveries.moveDelivery({
      id: delivery.id,
      from: 'unknown',
      to: 'planned',
      at: DESK_TIME,
      change: { reason: null },
    });
    await one.at(60);
    await one.fault('facebook', 'permission', { endpoint: 'any', when: 'after', times: 2 });
    await drain(one.ctx);
    const now = await current(delivery);
    expect(now).toMatchObject({ state: 'unknown', reason: 'connection-lost', attempts: 2 });
    await one.practice.control('DELETE', '/practice/faults');
    await one.at(70);
    await look();
    expect((await current(delivery)).state).toBe('sent');
    expect(await one.postsSaying('Chưa rõ hai lần')).toHaveLength(1);
  });
});
