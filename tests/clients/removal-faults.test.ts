import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import { callWith } from './support/calls.ts';
import { cutBody, drop, json, raw, startScriptedServer } from './support/scripted-server.ts';
import type { Answer, ScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
let platforms: Record<'x' | 'facebook', Platform>;

beforeEach(async () => {
  server = await startScriptedServer();
  platforms = {
    x: createXPlatform({ apiUrl: server.url, appKey: null, appSecret: null }),
    facebook: createFacebookPlatform({
      graphUrl: server.url,
      graphVersion: 'v25.0',
      appSecret: null,
    }),
  };
});
afterEach(async () => {
  platforms.x.close();
  platforms.facebook.close();
  await server.close();
});

const problem = { title: 'Not Found Error', detail: 'D', type: 'about:blank', status: 404 };
const noSuchObject = { error: { code: 100, error_subcode: 33, message: 'M', type: 'T' } };

describe('a post that is to be taken down', () => {
  const cases: ['x' | 'facebook', string, Answer, string][] = [
    ['x', 'X says that it is deleted', json(200, { data: { deleted: true } }), 'removed'],
    ['x', 'X itself says that there is none', json(404, problem), 'gone'],
    ['x', 'a wall says not found with a page', raw(404, 'text/html', '<html>404'), 'unknown'],
    ['x', 'not found is said without a word', raw(404, 'text/plain', ''), 'unknown'],
    ['x', 'the answer that there is none was cut', cutBody(404, problem, 'plain'), 'unknown'],
    ['x', 'X says that it is not deleted', json(200, { data: { deleted: false } }), 'unknown'],
    ['x', 'the connection drops', drop, 'unknown'],
    ['facebook', 'Facebook says success', json(200, { success: true }), 'removed'],
    ['facebook', 'Facebook says that there is none', json(400, noSuchObject), 'gone'],
    ['facebook', 'a wall says not found', raw(404, 'text/html', '<html>404'), 'unknown'],
    ['facebook', 'the answer was cut', cutBody(400, noSuchObject, 'plain'), 'unknown'],
    ['facebook', 'Facebook says no success', json(200, { success: false }), 'unknown'],
    ['facebook', 'the connection drops', drop, 'unknown'],
  ];
  it.each(cases)('on %s, when %s', async (id, _name, answer, expected) => {
    server.on('DELETE', /./, answer);
    const { credentials, payload } = callWith(id);
    const outcome = await platforms[id].remove({
      accountId: payload.accountId,
      credentials,
      platformId: '1001_2002',
      deadlineMs: 2_000,
    });
    expect(outcome.kind).toBe(expected);
    expect(server.arrived).toHaveLength(1);
  });
});
