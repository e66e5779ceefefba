import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCredentials, sealCredentials } from '../../src/actions/channels/credentials.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { createSecretBox } from '../../src/lib/secret-box.ts';
import { testChannels } from '../support/desk-people.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';

const MANY = 400;
const newKey = randomBytes(32);
let line: Line;

beforeAll(async () => {
  line = await openLine();
  for (let n = 0; n < MANY; n += 1) {
    const channel = { ...testChannels.facebook, id: `channel-${n}`, accountId: `7000${n}` };
    const credentials = { kind: 'facebook-page', pageAccessToken: `token-${n}` } as const;
    const sealed = sealCredentials(line.ctx, channel.id, credentials);
    await line.ctx.stores.channels.insertChannel(channel, sealed);
  }
});
afterAll(() => line.close());

function rotate(keys: Record<string, string>) {
  const child = spawn(process.execPath, ['src/sugia.js', 'vault', 'rotate', '--json'], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], ...line.env, ...keys },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return {
    child,
    done: once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      json: (output === '' ? {} : JSON.parse(output)) as Record<string, unknown>,
    })),
  };
}

const underNewKey = (): Promise<number> => {
  const [keyId] = createSecretBox({ key: newKey, previousKey: null }).keyIds;
  return line.ctx.connection
    .collection('channels')
    .countDocuments({ 'sealedCredentials.keyId': keyId });
};

describe('sugia vault rotate', () => {
  it('goes on after a kill in the middle, and says when the old key may go', async () => {
    const present = newKey.toString('base64');
    const both = { VAULT_KEY: present, VAULT_KEY_PREVIOUS: line.env['VAULT_KEY'] ?? '' };
    const killed = rotate(both);
    await until('some secrets are moved', async () => (await underNewKey()) > 20);
    killed.child.kill('SIGKILL');
    expect((await killed.done).signal).toBe('SIGKILL');
    const moved = await underNewKey();
    expect(moved).toBeLessThan(MANY + 4);

    expect(await rotate(both).done).toMatchObject({
      code: 0,
      json: {
        ok: true,
        moved: MANY + 4 - moved,
        current: MANY + 4,
        remaining: 0,
        previousKeyMayGo: true,
      },
    });
    const rotated = {
      ...line.ctx,
      secretBox: createSecretBox({ key: newKey, previousKey: null }),
    };
    expect(await openCredentials(rotated, 'channel-399')).toEqual({
      kind: 'facebook-page',
      pageAccessToken: 'token-399',
    });
    expect(await rotate({ VAULT_KEY: present }).done).toMatchObject({
      code: 0,
      json: { moved: 0, current: MANY + 4 },
    });
  }, 90_000);

  it('fails, and names what is lost, with a key that sealed nothing', async () => {
    const { code, json } = await rotate({ VAULT_KEY: randomBytes(32).toString('base64') }).done;
    expect(code).toBe(1);
    expect(String(json['error'])).toContain('cannot be opened with VAULT_KEY');
    expect(json['faults']).toHaveLength(MANY + 4);
  }, 60_000);
});
