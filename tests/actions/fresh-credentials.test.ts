import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCredentials, sealCredentials } from '../../src/actions/channels/credentials.ts';
import { freshCredentials } from '../../src/actions/channels/fresh-credentials.ts';
import type { Credentials } from '../../src/clients/platform.ts';
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
});
