import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  openCredentials,
  openVerifier,
  sealCredentials,
  sealVerifier,
} from '../../src/actions/channels/credentials.ts';
import { rotateVault } from '../../src/actions/channels/rotate-vault.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import { createSecretBox, SecretBoxError } from '../../src/lib/secret-box.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const oldBox = createSecretBox({ key: oldKey, previousKey: null });
const bothBox = createSecretBox({ key: newKey, previousKey: oldKey });
const newBox = createSecretBox({ key: newKey, previousKey: null });
let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk({ secretBox: oldBox });
});
afterEach(() => desk.close());

const having = (secretBox: ActionContext['secretBox']): ActionContext => ({
  ...desk.ctx,
  secretBox,
});
const opens = async (secretBox: ActionContext['secretBox']): Promise<number> => {
  const all = await Promise.all(
    Object.values(desk.channels).map(({ id }) => openCredentials(having(secretBox), id)),
  );
  return all.filter((one) => one !== null).length;
};
const report = async (ctx: ActionContext, reseal = false) => {
  const outcome = await rotateVault(ctx, { reseal });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.report;
};

describe('moving the vault to a new key', () => {
  it('puts every secret under the new key, and the old one is needed no more', async () => {
    await desk.ctx.stores.logins.insertLogin({
      id: 'login',
      stateSha256: 'state',
      sessionSha256: '',
      personId: 'p',
      platform: 'x',
      channelId: null,
      step: 'asked',
      accounts: [],
      sealedVerifier: sealVerifier(desk.ctx, 'login', 'the verifier'),
      sealedAccounts: null,
      expiresAt: new Date(),
    });
    expect(await opens(newBox)).toBe(0);
    expect(await report(having(bothBox))).toEqual({
      moved: 5,
      resealed: 0,
      current: 5,
      remaining: 0,
      lost: [],
    });
    expect(await opens(newBox)).toBe(4);
    const login = await desk.ctx.stores.logins.findLogin('login');
    expect(openVerifier(having(newBox), 'login', login?.sealedVerifier)).toBe('the verifier');
    expect(await report(having(newBox))).toMatchObject({ moved: 0, current: 5, lost: [] });
  });

  it('goes on where it was cut off, and every secret opens all the while', async () => {
    let writes = 0;
    const { channels } = desk.ctx.stores;
    const dying = {
      ...having(bothBox),
      stores: {
        ...desk.ctx.stores,
        channels: {
          ...channels,
          rewrapSealed: (...given: Parameters<typeof channels.rewrapSealed>) => {
            writes += 1;
            if (writes === 3) throw new Error('killed');
            return channels.rewrapSealed(...given);
          },
        },
      },
    };
    await expect(rotateVault(dying, { reseal: false })).rejects.toThrow('killed');
    expect(await opens(bothBox)).toBe(4);
    expect(await opens(newBox)).toBe(2);
    expect(await report(having(bothBox))).toMatchObject({ moved: 2, current: 4, remaining: 0 });
    expect(await opens(newBox)).toBe(4);
  });

  it('leaves tokens that came meanwhile, and moves those as well', async () => {
    const { channels } = desk.ctx.stores;
    const { id } = desk.channels.facebook;
    const fresh = { kind: 'facebook-page', pageAccessToken: 'came-meanwhile' } as const;
    let isFirst = true;
    const racing = {
      ...having(bothBox),
      stores: {
        ...desk.ctx.stores,
        channels: {
          ...channels,
          rewrapSealed: async (...given: Parameters<typeof channels.rewrapSealed>) => {
            if (isFirst) {
              isFirst = false;
              await channels.saveSealedCredentials(
                given[0],
                sealCredentials(having(oldBox), given[0], fresh),
              );
              if (given[0] !== id) return channels.rewrapSealed(...given);
            }
            return channels.rewrapSealed(...given);
          },
        },
      },
    };
    const first = (await channels.listSealed())[0]?.id ?? '';
    expect(await report(racing)).toMatchObject({ moved: 4, current: 4, remaining: 0 });
    expect(await openCredentials(having(newBox), first)).toEqual(fresh);
  });

  it('seals the texts anew when it is asked to', async () => {
    const { id } = desk.channels.x;
    const before = await desk.ctx.stores.channels.findSealedCredentials(id);
    expect(await report(having(bothBox), true)).toMatchObject({ moved: 4, resealed: 4 });
    const after = await desk.ctx.stores.channels.findSealedCredentials(id);
    expect((after as { data: string }).data).not.toBe((before as { data: string }).data);
    expect(await opens(newBox)).toBe(4);
  });

  it('names the channels that no key opens, and moves the others', async () => {
    const stranger = createSecretBox({ key: randomBytes(32), previousKey: null });
    const { id } = desk.channels.x;
    const credentials = { kind: 'x-oauth1', accessToken: 'a', accessSecret: 'b' } as const;
    await desk.ctx.stores.channels.saveSealedCredentials(
      id,
      sealCredentials(having(stranger), id, credentials),
    );
    expect(await report(having(bothBox))).toMatchObject({ moved: 3, lost: [id] });
  });

  it('is not begun while a worker runs that does not hold the new key', async () => {
    const now = desk.ctx.clock.real();
    const sign = { worker: 'w@1', startedAt: now, seenAt: now, version: 'v20' };
    await desk.ctx.stores.desk.signOfLife({ ...sign, vaultKeys: [...oldBox.keyIds] });
    const outcome = await rotateVault(having(bothBox), { reseal: false });
    expect(outcome).toEqual({ ok: false, reason: 'worker-without-key', worker: 'w@1' });
    expect(await opens(oldBox)).toBe(4);
    await desk.ctx.stores.desk.signOfLife({ ...sign, vaultKeys: [...bothBox.keyIds] });
    expect(await report(having(bothBox))).toMatchObject({ moved: 4 });
  });
});

describe('the vault', () => {
  it('opens nothing that was moved to another channel or to another field', async () => {
    const { channels } = desk.ctx.stores;
    const { facebook, parisFacebook } = desk.channels;
    const sealed = await channels.findSealedCredentials(facebook.id);
    await channels.saveSealedCredentials(parisFacebook.id, sealed);
    expect(await openCredentials(desk.ctx, parisFacebook.id)).toBeNull();
    expect(await openCredentials(desk.ctx, facebook.id)).not.toBeNull();
    expect(() => openVerifier(desk.ctx, facebook.id, sealed)).toThrow(SecretBoxError);
    const relabelled = {
      ...(sealed as object),
      context: `channel:${parisFacebook.id}:credentials`,
    };
    await channels.saveSealedCredentials(parisFacebook.id, relabelled);
    expect(await openCredentials(desk.ctx, parisFacebook.id)).toBeNull();
  });
});
