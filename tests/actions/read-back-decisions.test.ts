import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { markSent } from '../../src/actions/deliveries/mark-sent.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { loadReadBack } from '../../src/actions/deliveries/read-back-record.ts';
import {
  askResend,
  confirmResend,
  dropUnknown,
} from '../../src/actions/deliveries/settle-unknown.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { TestRole } from '../support/desk-people.ts';
import { testChannels } from '../support/desk-people.ts';
import { DESK_TIME } from '../support/test-desk.ts';
import { actionsOn, approvedOne, deliveryOf, drain, noticesOf } from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const current = (delivery: Delivery) => deliveryOf(one.desk, delivery.id);
const by = (role: TestRole, delivery: Delivery) => ({
  deliveryId: delivery.id,
  actor: one.desk.actors[role],
});
const may = async (role: TestRole, delivery: Delivery) =>
  (await loadReadBack(one.ctx, by(role, delivery)))?.may;

/** Confirms the wish to send again that stands at this moment. */
async function confirm(role: TestRole, delivery: Delivery, ctx: ActionContext = one.ctx) {
  const wish = await one.ctx.stores.readBack.findResend(delivery.id);
  return confirmResend(ctx, { ...by(role, delivery), askedAt: wish?.askedAt ?? new Date(0) });
}

/** An unknown delivery whose post never arrived. */
async function lost(text = 'Chưa rõ'): Promise<Delivery> {
  await one.fault('facebook', 'drop', { when: 'before' });
  return one.send('facebook', { text });
}

/** What somebody posts on the platform itself. */
async function postedByHand(text: string, channel: 'facebook' | 'x' = 'facebook') {
  const body = { platform: channel, accountId: testChannels[channel].accountId, text };
  const createdAt = one.desk.clock.now().toISOString();
  return (await one.practice.control('POST', '/practice/posts', { ...body, createdAt })) as {
    id: string;
    permalink: string;
  };
}

describe('a person who knows where the post is', () => {
  it('marks an unknown delivery as sent with its address, which is read and kept', async () => {
    const delivery = await lost();
    const post = await postedByHand('Chưa rõ');
    const request = { ...by('press-officer', delivery), address: ` ${post.permalink} ` };
    expect(await markSent(one.ctx, request)).toEqual({ ok: true, verified: true });
    expect(await current(delivery)).toMatchObject({
      state: 'sent',
      platformPostId: post.id,
      permalink: post.permalink,
      settledBy: one.desk.actors['press-officer'].personId,
      seenAt: DESK_TIME,
    });
    expect(await actionsOn(one.desk, delivery.id)).toEqual([
      'delivery.unknown',
      'delivery.marked-sent',
    ]);
    expect(await loadReadBack(one.ctx, by('press-officer', delivery))).toMatchObject({
      looks: [{ askedBy: 'person', verdict: 'by-hand' }],
    });
    expect(await noticesOf(one.desk, 'spokesperson')).not.toContain('delivery-unknown');
    const samples = await one.ctx.stores.samples.listSamples({ deliveryIds: [delivery.id] });
    expect(samples).toHaveLength(1);
  });

  it('marks what waits, or was refused, as published by hand', async () => {
    const { delivery: waiting } = await approvedOne(one.desk, 30, { text: 'Đăng tay 1' });
    await one.ctx.stores.deliveries.moveDelivery({
      id: waiting.id,
      from: 'planned',
      to: 'waiting',
      at: DESK_TIME,
      change: { reason: 'late' },
    });
    await one.fault('facebook', 'policy-block', { when: 'before' });
    const refused = await one.send('facebook', { text: 'Đăng tay 2' });
    expect(refused.state).toBe('refused');
    for (const [delivery, text] of [
      [waiting, 'Đăng tay 1'],
      [refused, 'Đăng tay 2'],
    ] as const) {
      const { permalink } = await postedByHand(text);
      const done = await markSent(one.ctx, {
        ...by('press-officer', delivery),
        address: permalink,
      });
      expect(done).toEqual({ ok: true, verified: true });
      expect((await current(delivery)).state).toBe('sent');
    }
  });

  it.each([
    ['of another place', 'https://www.facebook.com/BoNgoaiGiao/posts/1', 'not-an-address'],
    ['that is none', 'bài ở trên trang', 'not-an-address'],
    ['of a post that is not there', 'posts/123456', 'no-such-post'],
  ])('is refused with an address %s', async (_name, address, reason) => {
    const delivery = await lost();
    const whole = address.startsWith('posts')
      ? `${one.publicUrlOf('facebook')}/${address}`
      : address;
    const request = { ...by('press-officer', delivery), address: whole };
    expect(await markSent(one.ctx, request)).toEqual({ ok: false, reason });
    expect((await current(delivery)).state).toBe('unknown');
  });

  it('has to say so once more when the post says something else than was approved', async () => {
    const delivery = await lost('Bản đã duyệt');
    const { permalink } = await postedByHand('Bản đăng tay, có sửa');
    const request = { ...by('press-officer', delivery), address: permalink };
    expect(await markSent(one.ctx, request)).toMatchObject({
      ok: false,
      reason: 'text-differs',
      differing: { approved: { text: 'Bản đã duyệt' }, seen: { text: 'Bản đăng tay, có sửa' } },
    });
    expect(await markSent(one.ctx, { ...request, evenIfDifferent: true })).toEqual({
      ok: true,
      verified: true,
    });
  });

  it('cannot take the post of another delivery', async () => {
    const sent = await one.send('facebook', { text: 'Bài của lượt khác' });
    await one.at(60);
    const delivery = await lost('Bài của lượt khác');
    const request = { ...by('press-officer', delivery), address: sent.permalink ?? '' };
    expect(await markSent(one.ctx, request)).toEqual({ ok: false, reason: 'taken' });
    expect((await current(delivery)).state).toBe('unknown');
  });

  it('is believed while the platform cannot be read, and the post is looked for after that', async () => {
    const delivery = await lost();
    const post = await postedByHand('Chưa rõ');
    await one.fault('facebook', 'unavailable', { endpoint: 'any', when: 'before' });
    const request = { ...by('press-officer', delivery), address: post.permalink };
    expect(await markSent(one.ctx, request)).toEqual({ ok: true, verified: false });
    expect(await current(delivery)).toMatchObject({ platformPostId: post.id, seenAt: null });
    await one.at(10);
    await readBack(one.ctx);
    expect((await current(delivery)).seenAt).not.toBeNull();
  });

  it('needs the right to settle, in the unit of the post', async () => {
    const delivery = await lost();
    const { permalink } = await postedByHand('Chưa rõ');
    const asked = (role: TestRole) =>
      markSent(one.ctx, { ...by(role, delivery), address: permalink });
    expect(await asked('translator')).toEqual({ ok: false, reason: 'forbidden' });
    expect(await asked('paris-officer')).toEqual({ ok: false, reason: 'not-found' });
    const sent = await one.send('facebook', { text: 'Đã đăng' });
    expect(await markSent(one.ctx, { ...by('press-officer', sent), address: permalink })).toEqual({
      ok: false,
      reason: 'not-open',
    });
  });
});

describe('sending an unknown delivery again', () => {
  it('takes two people: one asks, another confirms, and it goes out as a new attempt', async () => {
    const delivery = await lost('Gửi lại');
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'not-asked',
    });
    expect(await askResend(one.ctx, by('press-officer', delivery))).toEqual({ ok: true });
    expect(await noticesOf(one.desk, 'spokesperson')).toContain('delivery-resend-asked');
    expect(await may('press-officer', delivery)).toMatchObject({ confirmResend: false });
    expect(await may('press-officer-2', delivery)).toMatchObject({ confirmResend: true });

    expect(await confirm('press-officer', delivery)).toEqual({
      ok: false,
      reason: 'same-person',
    });
    expect((await current(delivery)).state).toBe('unknown');
    expect(await askResend(one.ctx, by('press-officer-2', delivery))).toEqual({
      ok: false,
      reason: 'already-asked',
    });
    await one.at(60);
    expect(await confirm('press-officer-2', delivery)).toEqual({ ok: true });
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(await one.postsSaying('Gửi lại')).toHaveLength(1);
    expect(await one.ctx.stores.attempts.listAttempts([delivery.id])).toHaveLength(2);
    expect(await actionsOn(one.desk, delivery.id)).toEqual([
      'delivery.unknown',
      'delivery.resend-asked',
      'delivery.resend-confirmed',
      'delivery.sent',
    ]);
  });

  it('is not done when the platform, looked at once more, shows the post', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Thật ra đã lên' });
    await askResend(one.ctx, by('press-officer', delivery));
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'found',
    });
    await drain(one.ctx);
    expect((await current(delivery)).state).toBe('sent');
    expect(await one.postsSaying('Thật ra đã lên')).toHaveLength(1);
  });

  it('is not done while the platform may hold the post without showing it', async () => {
    await one.settings({ facebookVisibilitySeconds: 30 });
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Chưa hiện' });
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(10);
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'too-early',
    });
    await one.at(60);
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'found',
    });
    await drain(one.ctx);
    expect(await one.postsSaying('Chưa hiện')).toHaveLength(1);
  });

  it('is not done after a look that was taken too early, however long the desk stood still since', async () => {
    await one.settings({ facebookVisibilitySeconds: 30 });
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Máy đứng' });
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(10);
    const { facebook } = one.ctx.platforms;
    const stands: typeof facebook = {
      ...facebook,
      readRecent: async (request) => {
        const answer = await facebook.readRecent(request);
        await one.at(300);
        return answer;
      },
    };
    const standing = { ...one.ctx, platforms: { ...one.ctx.platforms, facebook: stands } };
    expect(await confirm('spokesperson', delivery, standing)).toEqual({
      ok: false,
      reason: 'too-early',
    });
    await drain(one.ctx);
    expect(await one.postsSaying('Máy đứng')).toHaveLength(1);
  });

  it('is not done when the channel cannot be read, whoever confirms it', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Không đọc được' });
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(60);
    const { facebook } = one.ctx.platforms;
    const silent: typeof facebook = {
      ...facebook,
      readRecent: () => Promise.resolve({ kind: 'failed', reason: 'platform-down', code: null }),
    };
    const unread = { ...one.ctx, platforms: { ...one.ctx.platforms, facebook: silent } };
    expect(await confirm('spokesperson', delivery, unread)).toEqual({
      ok: false,
      reason: 'not-looked',
    });
    expect((await current(delivery)).state).toBe('unknown');
    await drain(one.ctx);
    expect(await one.postsSaying('Không đọc được')).toHaveLength(1);
  });

  it('is not done under a hold, nor past the window that was approved', async () => {
    const delivery = await lost();
    await askResend(one.ctx, by('press-officer', delivery));
    await startHold(one.ctx, { actor: one.desk.actors.spokesperson, reason: 'Chờ' });
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'held',
    });
    await one.desk.connection.collection('holds').deleteMany({});
    await one.at(16 * 60);
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'window-over',
    });
    expect((await current(delivery)).state).toBe('unknown');
  });

  it('asks anew when it is unknown once more', async () => {
    const delivery = await lost();
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(60);
    expect(await confirm('spokesperson', delivery)).toEqual({ ok: true });
    await one.fault('facebook', 'drop', { when: 'before' });
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', attempts: 2 });
    expect(await confirm('spokesperson', delivery)).toEqual({
      ok: false,
      reason: 'not-asked',
    });
    expect(await askResend(one.ctx, by('press-officer', delivery))).toEqual({ ok: true });
  });

  it('is not confirmed from a page that showed an earlier wish', async () => {
    const delivery = await lost();
    await askResend(one.ctx, by('press-officer', delivery));
    const shown = await one.ctx.stores.readBack.findResend(delivery.id);
    await one.at(60);
    await confirm('press-officer-2', delivery);
    await one.fault('facebook', 'drop', { when: 'before' });
    await drain(one.ctx);
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(120);
    const stale = { ...by('spokesperson', delivery), askedAt: shown?.askedAt ?? new Date(0) };
    expect(await confirmResend(one.ctx, stale)).toEqual({ ok: false, reason: 'stale' });
    await drain(one.ctx);
    expect(await current(delivery)).toMatchObject({ state: 'unknown', attempts: 2 });
    expect(await confirm('spokesperson', delivery)).toEqual({ ok: true });
  });

  it('cannot be confirmed twice, by however many people at the same time', async () => {
    const delivery = await lost('Hai người cùng bấm');
    await askResend(one.ctx, by('press-officer', delivery));
    await one.at(60);
    const both = await Promise.all(
      (['press-officer-2', 'spokesperson'] as const).map((role) =>
        confirm(role, delivery, { ...one.ctx, processName: role }),
      ),
    );
    expect(both.filter((outcome) => outcome.ok)).toHaveLength(1);
    await drain(one.ctx);
    expect(await one.postsSaying('Hai người cùng bấm')).toHaveLength(1);
  });
});

describe('giving an unknown delivery up', () => {
  it('cancels it for good, with who did so', async () => {
    const delivery = await lost();
    expect(await dropUnknown(one.ctx, by('translator', delivery))).toEqual({
      ok: false,
      reason: 'forbidden',
    });
    expect(await dropUnknown(one.ctx, by('spokesperson', delivery))).toEqual({ ok: true });
    expect(await current(delivery)).toMatchObject({
      state: 'cancelled',
      reason: 'person',
      settledBy: one.desk.actors.spokesperson.personId,
    });
    expect(await noticesOf(one.desk, 'press-officer')).not.toContain('delivery-unknown');
    expect(await dropUnknown(one.ctx, by('spokesperson', delivery))).toEqual({
      ok: false,
      reason: 'not-unknown',
    });
    await one.at(3600);
    expect(await readBack(one.ctx)).toBe(0);
    await drain(one.ctx);
    expect(await one.postsSaying('Chưa rõ')).toEqual([]);
  });
});

describe('the page of a delivery', () => {
  it('is shown to nobody who may not see the delivery', async () => {
    const delivery = await lost();
    expect(await loadReadBack(one.ctx, by('paris-officer', delivery))).toBeNull();
    expect(await may('translator', delivery)).toEqual({
      markSent: false,
      askResend: false,
      confirmResend: false,
      drop: false,
    });
    expect(await may('press-officer', delivery)).toEqual({
      markSent: true,
      askResend: true,
      confirmResend: false,
      drop: true,
    });
    expect((await loadReadBack(one.ctx, by('press-officer', delivery)))?.nextLookAt).toEqual(
      new Date(DESK_TIME.getTime() + 5000),
    );
  });
});
