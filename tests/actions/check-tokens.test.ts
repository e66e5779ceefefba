import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkTokens } from '../../src/actions/channels/check-tokens.ts';
import { reconnectChannel } from '../../src/actions/channels/add-channel.ts';
import { mailNotices } from '../../src/actions/notices/mail-notices.ts';
import type { TokenAnswer } from '../../src/clients/platform.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import type { TokenReading } from '../../src/domain/channels/token.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, drain } from './support/posts.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk();
  // The first round only gives every channel its time.
  await checkTokens(desk.ctx);
});
afterEach(() => desk.close());

const MORNING = '2026-11-23T23:30:00.000Z';
const page = (more: Partial<TokenReading> = {}): TokenAnswer => ({
  kind: 'read',
  token: {
    kind: 'facebook-page',
    scopes: ['pages_manage_posts'],
    expiresAt: null,
    dataAccessExpiresAt: null,
    missing: [],
    ...more,
  },
});
const days = (n: number): Date => new Date(Date.parse(MORNING) + n * 86_400_000);

async function nextMorning(n = 0): Promise<number> {
  desk.clock.set(days(n));
  return checkTokens(desk.ctx);
}

const channelNow = () => desk.ctx.stores.channels.getChannel(desk.channels.facebook.id);

/** What administrators were told about the ministry's Page, oldest first. */
async function told(): Promise<{ kind: string; days?: unknown; code?: unknown }[]> {
  const rows = await desk.connection
    .collection('notices')
    .find({ 'parameters.channelId': desk.channels.facebook.id })
    .sort({ createdAt: 1 })
    .toArray();
  return rows.map(({ kind, personId, parameters }) => {
    expect(personId).toBe('person-administrator');
    const { days: left, code } = parameters as Record<string, unknown>;
    return { kind: String(kind), ...(left === undefined ? { code } : { days: left }) };
  });
}

describe('the daily check of tokens', () => {
  it('asks about each channel once a day, and keeps what the platform says', async () => {
    expect(await checkTokens(desk.ctx)).toBe(0);
    desk.platforms.facebook.token = page({ dataAccessExpiresAt: days(80) });
    expect(await nextMorning()).toBe(4);
    expect(await checkTokens(desk.ctx)).toBe(0);
    expect((await channelNow()).token).toEqual({
      kind: 'facebook-page',
      scopes: ['pages_manage_posts'],
      expiresAt: null,
      dataAccessExpiresAt: days(80),
      checkedAt: days(0),
      problems: [],
      warned: null,
    });
    expect(await nextMorning(1)).toBe(4);
  });

  it('is made by one of two workers that come at once, a few channels at a time', async () => {
    let under = 0;
    let most = 0;
    let asked = 0;
    const inspectToken = async (): Promise<TokenAnswer> => {
      under += 1;
      asked += 1;
      most = Math.max(most, under);
      await desk.ctx.clock.sleep(20);
      under -= 1;
      return page();
    };
    desk.platforms.facebook.inspectToken = inspectToken;
    desk.platforms.x.inspectToken = inspectToken;
    desk.clock.set(days(0));
    await Promise.all([checkTokens(desk.ctx), checkTokens(desk.ctx)]);
    expect(asked).toBe(4);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('warns 14, 7 and 1 days ahead, once each', async () => {
    desk.platforms.facebook.token = page({ expiresAt: days(20) });
    for (let n = 0; n < 20; n += 1) await nextMorning(n);
    expect(await told()).toEqual([
      { kind: 'channel-token-ending', days: 14 },
      { kind: 'channel-token-ending', days: 7 },
      { kind: 'channel-token-ending', days: 1 },
    ]);
    expect((await channelNow()).state).toBe('connected');
  });

  it('leads from the mail of a warning to the channel', async () => {
    desk.platforms.facebook.token = page({ expiresAt: days(5) });
    await nextMorning();
    await mailNotices(desk.ctx);
    const mail = desk.mailer.sent.find(({ subject }) => subject.includes('Bộ Ngoại giao'));
    expect(mail?.subject).toBe('Sắp hết hạn kết nối: Bộ Ngoại giao Việt Nam');
    expect(mail?.text).toContain('còn 5 ngày');
    expect(mail?.text).toContain(`/channels/${desk.channels.facebook.id}`);
  });

  it('disconnects a channel whose token is dead, and its deliveries wait for the connection', async () => {
    desk.platforms.facebook.token = { kind: 'failed', reason: 'token-dead', code: '190/460' };
    desk.clock.set(days(0));
    const { delivery } = await approvedOne(desk);
    await checkTokens(desk.ctx);
    expect(await channelNow()).toMatchObject({
      state: 'disconnected',
      stateReason: 'token-dead',
      token: { problems: [{ kind: 'dead', what: '190/460' }] },
    });
    expect(await told()).toEqual([{ kind: 'channel-token-dead', code: '190/460' }]);
    await drain(desk.ctx);
    expect(await desk.ctx.stores.deliveries.findDelivery(delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'connection',
    });
    expect(desk.platforms.facebook.calls).toEqual([]);
    // A channel that is disconnected is not asked about again.
    await nextMorning(1);
    expect(await told()).toHaveLength(1);
  });

  it('disconnects a channel that may not publish any more, and names the right', async () => {
    desk.platforms.facebook.token = page({
      missing: [{ name: 'pages_manage_posts', stopsPublishing: true }],
    });
    await nextMorning();
    expect(await channelNow()).toMatchObject({
      state: 'disconnected',
      stateReason: 'permission-missing',
    });
    expect(await told()).toEqual([{ kind: 'channel-scope-missing', code: 'pages_manage_posts' }]);
  });

  it('says once that figures cannot be read, and lets the channel publish', async () => {
    desk.platforms.facebook.token = page({
      missing: [{ name: 'read_insights', stopsPublishing: false }],
    });
    await nextMorning();
    await nextMorning(1);
    expect((await channelNow()).state).toBe('connected');
    expect(await told()).toEqual([{ kind: 'channel-scope-missing', code: 'read_insights' }]);
  });

  it.each(['not-reached', 'platform-down', 'rate-limited', 'unreadable'] as const)(
    'takes %s for no word about the token, and asks again in a quarter of an hour',
    async (reason) => {
      await nextMorning();
      desk.platforms.facebook.token = { kind: 'failed', reason, code: null };
      await nextMorning(1);
      expect(await channelNow()).toMatchObject({
        state: 'connected',
        token: { problems: [{ kind: 'not-checked', what: reason }] },
      });
      expect(await told()).toEqual([]);
      desk.platforms.facebook.token = page();
      desk.clock.advance(16);
      expect(await checkTokens(desk.ctx)).toBe(2);
      expect((await channelNow()).token?.problems).toEqual([]);
    },
  );

  it('does not disconnect a channel that was connected anew while it was asked about', async () => {
    const { id } = desk.channels.facebook;
    const fresh = { kind: 'facebook-page', pageAccessToken: 'a-new-token' } as const;
    let isFirst = true;
    desk.platforms.facebook.inspectToken = async () => {
      if (!isFirst) return page();
      isFirst = false;
      const request = { actor: desk.actors.administrator, channelId: id, credentials: fresh };
      expect(await reconnectChannel(desk.ctx, request)).toEqual({ ok: true });
      return { kind: 'failed', reason: 'token-dead', code: '190' };
    };
    await desk.ctx.stores.channels.saveChannelState(
      desk.channels.parisFacebook.id,
      'disconnected',
      'token-dead',
    );
    await nextMorning();
    expect(await channelNow()).toMatchObject({ state: 'connected', token: { problems: [] } });
    expect(await told()).toEqual([]);
  });

  it('is over with its warnings once the channel is connected again', async () => {
    desk.platforms.facebook.token = page({ expiresAt: days(3) });
    await nextMorning();
    desk.platforms.facebook.token = page();
    const credentials = { kind: 'facebook-page', pageAccessToken: 'another' } as const;
    await reconnectChannel(desk.ctx, {
      actor: desk.actors.administrator,
      channelId: desk.channels.facebook.id,
      credentials,
    });
    const unread = await desk.ctx.stores.notices.listUnread('person-administrator', 50);
    const { id } = desk.channels.facebook;
    expect(unread.filter((one) => one.parameters['channelId'] === id)).toEqual([]);
    await mailNotices(desk.ctx);
    const subjects = desk.mailer.sent.map(({ subject }) => subject);
    expect(subjects).not.toContain('Sắp hết hạn kết nối: Bộ Ngoại giao Việt Nam');
  });
});

describe('a post that is refused for its token', () => {
  const dead: PublishOutcome = {
    kind: 'refused',
    reason: 'token-dead',
    retry: { kind: 'never' },
    raw: { status: 400, code: '190', text: null },
  };

  it('disconnects its channel', async () => {
    await approvedOne(desk);
    desk.platforms.facebook.outcomes.push(dead);
    await drain(desk.ctx);
    expect((await channelNow()).state).toBe('disconnected');
  });

  it('leaves a channel that was connected anew while it was under way', async () => {
    await approvedOne(desk);
    desk.platforms.facebook.publish = async () => {
      desk.clock.advance(1);
      const connected = await reconnectChannel(desk.ctx, {
        actor: desk.actors.administrator,
        channelId: desk.channels.facebook.id,
        credentials: { kind: 'facebook-page', pageAccessToken: 'a-new-token' },
      });
      expect(connected).toEqual({ ok: true });
      return dead;
    };
    await drain(desk.ctx);
    expect((await channelNow()).state).toBe('connected');
  });
});
