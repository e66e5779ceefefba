import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type {
  Credentials,
  Platform,
  StageCall,
  StageProgress,
} from '../../src/clients/platform.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import { film } from '../support/films.ts';
import { callWith, inWords } from './support/calls.ts';
import { startPracticeDesk } from './support/practice.ts';
import type { PracticeDesk } from './support/practice.ts';

const accountId = '1001';
const TEXT = 'Viet Nam and France sign an agreement.';
/** Three parts on the way. */
const bytes = film({ bytes: 9_000_000 });
const sha256 = createHash('sha256').update(bytes).digest('hex');

let practice: PracticeDesk;
let platforms: Record<'facebook' | 'x', Platform>;

const credentials: Record<'facebook' | 'x', Credentials> = {
  facebook: { kind: 'facebook-page', pageAccessToken: 'page-token' },
  x: { kind: 'x-oauth1', accessToken: '1001-access', accessSecret: 'access-secret' },
};

beforeAll(async () => {
  practice = await startPracticeDesk();
});
afterAll(() => practice.close());
beforeEach(async () => {
  await practice.control('POST', '/practice/reset');
  await practice.control('PUT', '/practice/settings', { videoSeconds: 1 });
  const account = { name: 'MOFA', handle: 'mofa', followers: 100 };
  await practice.control('PUT', `/practice/accounts/facebook/${accountId}`, {
    ...account,
    tokens: { pageAccessToken: 'page-token' },
  });
  await practice.control('PUT', `/practice/accounts/x/${accountId}`, {
    ...account,
    tokens: { accessToken: '1001-access', accessSecret: 'access-secret' },
  });
  platforms = {
    facebook: createFacebookPlatform({
      graphUrl: `${practice.url}/graph`,
      graphVersion: 'v25.0',
      appSecret: 'practice-app-secret',
    }),
    x: createXPlatform({
      apiUrl: practice.url,
      appKey: 'practice-consumer-key',
      appSecret: 'practice-consumer-secret',
      webUrl: `${practice.url}/x`,
    }),
  };
});
afterEach(() => {
  for (const platform of Object.values(platforms)) platform.close();
});

async function calls(): Promise<{ method: string; path: string }[]> {
  const state = await practice.control('GET', '/practice/state.json');
  return (state as { calls: { method: string; path: string }[] }).calls;
}

async function* inParts(of: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < of.length; at += 1_048_576) {
    yield await Promise.resolve(of.subarray(at, at + 1_048_576));
  }
}

function stage(platform: 'facebook' | 'x', change: Partial<StageCall> = {}) {
  return platforms[platform].stage({
    accountId,
    credentials: credentials[platform],
    media: { sha256, mimeType: 'video/mp4', bytes: bytes.length, open: () => inParts(bytes) },
    deadlineMs: 20_000,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  });
}

function publish(platform: 'facebook' | 'x', staged: string) {
  const call = callWith(platform, { text: TEXT });
  return platforms[platform].publish({
    ...call,
    credentials: credentials[platform],
    payload: { ...call.payload, kind: 'video', media: [{ sha256, alt: '', kind: 'video' }] },
    staged,
  });
}

async function stagedHandle(platform: 'facebook' | 'x'): Promise<string> {
  const outcome = await stage(platform);
  if (outcome.kind !== 'staged') throw new Error(JSON.stringify(outcome));
  return outcome.handle;
}

const fault = (platform: string, change: object) =>
  practice.control('POST', '/practice/faults', { platform, ...change });

describe.each(['facebook', 'x'] as const)('a video for %s', (platform) => {
  it('is uploaded in parts with its progress, unseen, and is a post by one call', async () => {
    const told: StageProgress[] = [];
    const staged = await stage(platform, { onProgress: (progress) => told.push(progress) });
    expect(staged).toMatchObject({ kind: 'staged' });
    expect(told.filter((one) => one.stage === 'uploading').map((one) => one.percent)).toEqual([
      46, 93, 100,
    ]);
    expect(told.some((one) => one.stage === 'processing')).toBe(true);
    expect(await practice.posts()).toEqual([]);
    const outcome = await publish(platform, staged.kind === 'staged' ? staged.handle : '');
    expect(inWords(outcome)).toBe('accepted');
    expect(await practice.posts()).toMatchObject([
      { text: TEXT, media: [{ sha256, mimeType: 'video/mp4' }] },
    ]);
    const permalink = outcome.kind === 'accepted' ? outcome.permalink : null;
    expect(await (await fetch(permalink ?? '')).text()).toContain('data-part="video"');
  });

  it('of which other bytes come than were approved is never finished', async () => {
    const altered = Buffer.from(bytes);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    const outcome = await stage(platform, {
      media: { sha256, mimeType: 'video/mp4', bytes: bytes.length, open: () => inParts(altered) },
    });
    expect(outcome).toEqual({ kind: 'altered' });
    const made = (await calls()).map((one) => `${one.method} ${one.path}`);
    expect(made.filter((one) => one.includes('finalize'))).toEqual([]);
    expect(made.some((one) => one.startsWith('DELETE'))).toBe(platform === 'facebook');
    expect(await practice.posts()).toEqual([]);
  });

  it('that is stopped on its way is given up, and nothing is public', async () => {
    const stop = new AbortController();
    const outcome = await stage(platform, {
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    expect(outcome).toEqual({ kind: 'stopped' });
    expect(await practice.posts()).toEqual([]);
  });

  it('goes on with the part of which the answer was lost', async () => {
    await fault(platform, { kind: 'drop', endpoint: 'media', when: 'after', times: 1 });
    // The first call that is answered begins the upload, and may be lost: then it is a refusal.
    const first = await stage(platform);
    expect(first).toMatchObject({ kind: 'refused', retry: { kind: 'later' } });
    const parts: StageProgress[] = [];
    const outcome = await stage(platform, {
      onProgress: (progress) => {
        if (parts.push(progress) === 1) {
          void fault(platform, { kind: 'drop', endpoint: 'media', when: 'after', times: 1 });
        }
      },
    });
    expect(outcome).toMatchObject({ kind: 'staged' });
  });

  it('that the platform cannot process is refused, with the medium as the reason', async () => {
    await practice.control('PUT', '/practice/settings', { videoProcessing: 'fails' });
    expect(await stage(platform)).toMatchObject({
      kind: 'refused',
      reason: 'media-rejected',
      retry: { kind: 'never' },
    });
  });

  it('that is processed for ever is given up at the deadline and tried again later', async () => {
    await practice.control('PUT', '/practice/settings', { videoProcessing: 'hangs' });
    expect(await stage(platform, { deadlineMs: 4_000 })).toMatchObject({
      kind: 'refused',
      retry: { kind: 'later' },
    });
  });

  it('of which the publishing answer is lost is unknown, and found where the public reads', async () => {
    const handle = await stagedHandle(platform);
    await fault(platform, { kind: 'drop', endpoint: 'publish', when: 'after' });
    expect(inWords(await publish(platform, handle))).toBe('unknown connection-lost');
    await practice.control('POST', '/practice/clock', { offsetMs: 10_000 });
    const recent = await platforms[platform].readRecent({
      accountId,
      credentials: credentials[platform],
      since: new Date(Date.now() - 60_000),
      limit: 10,
    });
    expect(recent).toMatchObject({
      kind: 'read',
      posts: [{ text: TEXT, mediaCount: 1, hasVideo: true }],
    });
  });

  it('that was not uploaded before is refused without a call', async () => {
    const call = callWith(platform, { text: TEXT });
    const before = (await calls()).length;
    const outcome = await platforms[platform].publish({
      ...call,
      credentials: credentials[platform],
      payload: { ...call.payload, kind: 'video', media: [{ sha256, alt: '', kind: 'video' }] },
    });
    expect(inWords(outcome)).toBe('refused media-missing never');
    expect(await calls()).toHaveLength(before);
  });
});
