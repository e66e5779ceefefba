import { randomBytes } from 'node:crypto';
import type { Credentials } from '../../clients/platform.ts';
import type { DemoChannel } from './demo-data.ts';

/** The control of the practice platforms, as far as the demonstration needs it. */
export type PracticePlatforms = {
  reset(): Promise<void>;
  /** Opens an account with fresh tokens; these are what the desk gets to know of it. */
  openAccount(channel: DemoChannel, createdAt: Date): Promise<Credentials>;
  addFault(fault: {
    platform: 'facebook' | 'x';
    kind: string;
    endpoint: 'publish';
    when: 'before' | 'after';
    accountId: string;
  }): Promise<void>;
};

export function practicePlatforms(practiceUrl: string): PracticePlatforms {
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    const response = await fetch(new URL(path, practiceUrl), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
  };
  return {
    reset: () => send('POST', '/practice/reset', {}),
    async openAccount(channel, createdAt) {
      const { platform, accountId, name, handle, followers, language, zone } = channel;
      const token = (): string => randomBytes(24).toString('hex');
      const facebook = { pageAccessToken: token() };
      const x = { accessToken: token(), accessSecret: token() };
      await send('PUT', `/practice/accounts/${platform}/${accountId}`, {
        name,
        handle,
        followers,
        language,
        zone,
        createdAt: createdAt.toISOString(),
        tokens: platform === 'facebook' ? facebook : x,
      });
      return platform === 'facebook'
        ? { kind: 'facebook-page', ...facebook }
        : { kind: 'x-oauth1', ...x };
    },
    addFault: (fault) => send('POST', '/practice/faults', { times: 1, ...fault }),
  };
}
