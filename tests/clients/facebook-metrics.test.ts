import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { countersFrom, insightsFrom } from '../../src/clients/facebook/facebook-metrics.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { pageCredentials } from './support/calls.ts';
import { drop, json, startScriptedServer } from './support/scripted-server.ts';
import type { Answer, ScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
let facebook: Platform;

beforeEach(async () => {
  server = await startScriptedServer();
  facebook = createFacebookPlatform({ graphUrl: server.url, graphVersion: 'v25.0' });
});
afterEach(async () => {
  facebook.close();
  await server.close();
});

const read = (...platformPostIds: string[]) =>
  facebook.readMetrics({ accountId: '1001', credentials: pageCredentials, platformPostIds });
const refuse = (code: number, subcode?: number): Answer =>
  json(code === 190 ? 401 : 400, { error: { code, error_subcode: subcode, message: 'M' } });
const insight = (name: string, value: unknown) => ({
  name,
  period: 'lifetime',
  values: [{ value }],
});
const counters = json(200, {
  id: '1001_1',
  shares: { count: 3 },
  comments: { data: [], summary: { total_count: 0 } },
  reactions: { data: [], summary: { total_count: 41 } },
});

/** Insights that refuse a whole call when one of its names is retired, as the Graph API does. */
const insightsWithout =
  (...retired: string[]): Answer =>
  (request, response, socket) => {
    const names = (request.url.searchParams.get('metric') ?? '').split(',');
    const answer = names.some((name) => retired.includes(name))
      ? refuse(100)
      : json(200, { data: names.map((name, index) => insight(name, 100 + index)) });
    answer(request, response, socket);
  };

describe('the figures of posts on a Page', () => {
  it('are counters and insights under our names, a 0 only where Facebook says 0', async () => {
    server.on('GET', '/v25.0/1001_1', counters);
    server.on('GET', '/v25.0/1001_1/insights', insightsWithout());
    expect(await read('1001_1')).toEqual({
      kind: 'read',
      metrics: new Map([
        ['1001_1', { shares: 3, comments: 0, reactions: 41, views: 100, reach: 101, clicks: 102 }],
      ]),
    });
  });

  it('are still read when one name was retired, and that name is not asked again', async () => {
    server.on('GET', /^\/v25\.0\/1001_\d$/, counters);
    server.on('GET', /insights$/, insightsWithout('post_clicks'));
    const expected = { shares: 3, comments: 0, reactions: 41, views: 100, reach: 100 };
    expect(await read('1001_1')).toEqual({
      kind: 'read',
      metrics: new Map([['1001_1', expected]]),
    });
    const before = server.arrived.length;
    await read('1001_2');
    const asked = server.arrived.slice(before).map(({ url }) => url.searchParams.get('metric'));
    expect(asked).toEqual([null, 'post_media_view,post_total_media_view_unique']);
  });

  it('stay absent for a Page that is too small for insights', async () => {
    server.on('GET', '/v25.0/1001_1', counters);
    server.on('GET', '/v25.0/1001_1/insights', json(200, { data: [] }));
    const answer = await read('1001_1');
    expect(answer).toMatchObject({ kind: 'read' });
    const figures = answer.kind === 'read' ? answer.metrics.get('1001_1') : null;
    expect(Object.keys(figures ?? {}).sort()).toEqual(['comments', 'reactions', 'shares']);
  });

  it('are null for a post that is gone, and the others are still read', async () => {
    server.on('GET', '/v25.0/1001_1', refuse(100, 33));
    server.on('GET', '/v25.0/1001_2', counters);
    server.on('GET', '/v25.0/1001_2/insights', insightsWithout());
    const answer = await read('1001_1', '1001_2');
    expect(answer.kind === 'read' && answer.metrics.get('1001_1')).toBeNull();
    expect(answer.kind === 'read' && answer.metrics.get('1001_2')?.reactions).toBe(41);
  });

  it('are a failure with its reason when the token is dead, after few calls', async () => {
    server.on('GET', /./, refuse(190, 463));
    const ids = Array.from({ length: 50 }, (_, index) => `1001_${index}`);
    expect(await read(...ids)).toEqual({ kind: 'failed', reason: 'token-dead', code: '190/463' });
    expect(server.arrived.length).toBeLessThan(10);
  });

  it('are a failure when nobody answers', async () => {
    server.on('GET', /./, drop);
    expect(await read('1001_1')).toMatchObject({ kind: 'failed', reason: 'not-reached' });
  });
});

describe('figures in an answer of Facebook', () => {
  it('are summed when they come in parts, and absent when they make no sense', () => {
    expect(insightsFrom({ data: [insight('post_media_view', { true: 40, false: 2 })] })).toEqual({
      views: 42,
    });
    for (const value of [null, 'many', {}, { a: 'x' }, -1]) {
      expect(insightsFrom({ data: [insight('post_media_view', value)] })).toEqual({});
    }
    expect(insightsFrom({ data: [insight('post_impressions', 5)] })).toEqual({});
    expect(countersFrom({ shares: {}, comments: { data: [] } })).toEqual({});
  });
});

describe('the followers of a Page', () => {
  const followers = () =>
    facebook.readFollowers({ accountId: '1001', credentials: pageCredentials });

  it('are a number, or null when Facebook does not say', async () => {
    server.on('GET', '/v25.0/1001', json(200, { id: '1001', followers_count: 12_345 }));
    expect(await followers()).toEqual({ kind: 'read', followers: 12_345 });
    server.on('GET', '/v25.0/1001', json(200, { id: '1001' }));
    expect(await followers()).toEqual({ kind: 'read', followers: null });
    server.on('GET', '/v25.0/1001', json(200, undefined));
    expect(await followers()).toMatchObject({ kind: 'failed', reason: 'unreadable' });
  });
});
