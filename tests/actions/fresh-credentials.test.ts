import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCredentials, sealCredentials } from '../../src/actions/channels/credentials.ts';
import { freshCredentials } from '../../src/actions/channels/fresh-credentials.ts';
import type { Credentials, RenewalAnswer } from '../../src/clients/platform.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const pair = (n: number, livesMs: number): Credentials => ({
  kind: 'x-oauth2',
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  expiresAt: new Date(desk.ctx.clock.real().getTime() + livesMs).toISOString(),
});

async function give(channelId: string, credentials: Credentials): Promise<void> {
  const sealed = sealCredentials(desk.ctx, channelId, credentials);
  await desk.ctx.stores.channels.saveSealedCredentials(channelId, sealed);
}

describe('tokens that expire', () => {
  it('are renewed once when many ask at the same time, and stored before they are used', async () => {
    const channel = (await desk.ctx.stores.channels.listChannels()).find(
      (one) => one.platform === 'x',
    );
    if (channel === undefined) throw new Error('the desk has no X channel');
    await give(channel.id, pair(1, 60_000));
    let renewals = 0;
    const renewing = {
      ...desk.ctx,
      platforms: {
        ...desk.ctx.platforms,
        x: {
          ...desk.ctx.platforms.x,
          renewCredentials: (old: Credentials) => {
            renewals += 1;
            expect(old).toMatchObject({ refreshToken: 'refresh-1' });
            return Promise.resolve({ kind: 'renewed' as const, credentials: pair(2, 7_200_000) });
          },
        },
      },
    };
    const workers = ['a', 'b', 'c'].map((processName) => ({ ...renewing, processName }));
    const all = await Promise.all(workers.map((ctx) => freshCredentials(ctx, channel)));
    expect(renewals).toBe(1);
    expect(all).toEqual([0, 1, 2].map(() => expect.objectContaining({ accessToken: 'access-2' })));
    expect(await openCredentials(desk.ctx, channel.id)).toMatchObject({
      refreshToken: 'refresh-2',
    });
  });

  it('are never replaced by nothing when the platform refuses to renew them', async () => {
    const channel = (await desk.ctx.stores.channels.listChannels()).find(
      (one) => one.platform === 'x',
    );
    if (channel === undefined) throw new Error('the desk has no X channel');
    await give(channel.id, pair(3, -1_000));
    const refusing = {
      ...desk.ctx,
      platforms: {
        ...desk.ctx.platforms,
        x: {
          ...desk.ctx.platforms.x,
          renewCredentials: () =>
            Promise.resolve({
              kind: 'failed' as const,
              reason: 'token-dead' as const,
              code: '400',
            }),
        },
      },
    };
    expect(await freshCredentials(refusing, channel)).toBeNull();
    expect(await openCredentials(desk.ctx, channel.id)).toMatchObject({
      refreshToken: 'refresh-3',
    });
  });

  /** An X channel whose pair dies in so many milliseconds, and a platform that renews like this. */
  async function expiring(
    livesMs: number,
    renewCredentials: (old: Credentials) => Promise<RenewalAnswer>,
  ) {
    const channel = desk.channels.parisX;
    await desk.ctx.stores.channels.saveChannelState(channel.id, 'connected', null);
    await give(channel.id, pair(10, livesMs));
    const x = { ...desk.platforms.x, renewCredentials };
    return { channel, ctx: { ...desk.ctx, platforms: { ...desk.ctx.platforms, x } } };
  }

  it('are renewed once when one process asks many times at once', async () => {
    let renewals = 0;
    const { channel, ctx } = await expiring(60_000, async () => {
      renewals += 1;
      await desk.ctx.clock.sleep(50);
      return { kind: 'renewed', credentials: pair(11, 7_200_000) };
    });
    const all = await Promise.all([1, 2, 3, 4].map(() => freshCredentials(ctx, channel)));
    expect(renewals).toBe(1);
    for (const one of all) expect(one).toMatchObject({ accessToken: 'access-11' });
  });

  it('are lost with a process that ends before it stored them: the channel must be connected again', async () => {
    let isTraded = false;
    const { channel, ctx } = await expiring(60_000, () => {
      // The platform has traded the pair already; the old one is worth nothing any more.
      if (isTraded) return Promise.resolve({ kind: 'failed', reason: 'token-dead', code: '400' });
      isTraded = true;
      return Promise.resolve({ kind: 'renewed', credentials: pair(12, 7_200_000) });
    });
    const { channels } = desk.ctx.stores;
    const killed = {
      ...ctx,
      clock: { ...ctx.clock, sleep: () => Promise.reject(new Error('killed')) },
      stores: {
        ...desk.ctx.stores,
        channels: {
          ...channels,
          replaceSealedCredentials: () => Promise.reject(new Error('the database is away')),
        },
      },
    };
    await expect(freshCredentials(killed, channel)).rejects.toThrow('killed');
    expect(await openCredentials(desk.ctx, channel.id)).toMatchObject({
      refreshToken: 'refresh-10',
    });
    expect(await freshCredentials(ctx, channel)).toBeNull();
    expect(await channels.getChannel(channel.id)).toMatchObject({
      state: 'disconnected',
      stateReason: 'token-dead',
    });
    const unread = await desk.ctx.stores.notices.listUnread('person-administrator', 10);
    expect(unread.map(({ kind, parameters }) => [kind, parameters['channelId']])).toContainEqual([
      'channel-token-dead',
      channel.id,
    ]);
  });

  it('are stored in the end when the database was away for a moment', async () => {
    const { channel, ctx } = await expiring(60_000, () =>
      Promise.resolve({ kind: 'renewed', credentials: pair(13, 7_200_000) }),
    );
    const { channels } = desk.ctx.stores;
    let tries = 0;
    const away = {
      ...ctx,
      stores: {
        ...desk.ctx.stores,
        channels: {
          ...channels,
          replaceSealedCredentials: (
            ...given: Parameters<typeof channels.replaceSealedCredentials>
          ) => {
            tries += 1;
            return tries < 3
              ? Promise.reject(new Error('away'))
              : channels.replaceSealedCredentials(...given);
          },
        },
      },
    };
    expect(await freshCredentials(away, channel)).toMatchObject({ accessToken: 'access-13' });
    expect(await openCredentials(desk.ctx, channel.id)).toMatchObject({
      refreshToken: 'refresh-13',
    });
  });

  it('are not written over those of a person who connected the channel meanwhile', async () => {
    const { channel, ctx } = await expiring(60_000, async () => {
      await give(channel.id, pair(20, 7_200_000));
      return { kind: 'renewed', credentials: pair(14, 7_200_000) };
    });
    expect(await freshCredentials(ctx, channel)).toMatchObject({ accessToken: 'access-20' });
    expect(await openCredentials(desk.ctx, channel.id)).toMatchObject({
      refreshToken: 'refresh-20',
    });
  });

  it('are used as they are while a renewal does not get through and they live', async () => {
    const unreached = (): Promise<RenewalAnswer> =>
      Promise.resolve({ kind: 'failed', reason: 'not-reached', code: 'ECONNREFUSED' });
    const alive = await expiring(60_000, unreached);
    expect(await freshCredentials(alive.ctx, alive.channel)).toMatchObject({
      accessToken: 'access-10',
    });
    const over = await expiring(-1_000, unreached);
    expect(await freshCredentials(over.ctx, over.channel)).toBeNull();
    // Nobody was refused, so the channel stays connected.
    expect((await desk.ctx.stores.channels.getChannel(over.channel.id)).state).toBe('connected');
  });
});
