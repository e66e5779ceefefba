import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { refusedHere } from '../../src/clients/call-evidence.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import { graphApi } from '../../src/clients/facebook/graph-session.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { callWith, inWords } from './support/calls.ts';
import { closedPort, json, startScriptedServer } from './support/scripted-server.ts';
import type { ScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer();
  server.on('POST', '/2/tweets', json(201, { data: { id: '7', text: 't' } }));
  server.on('POST', '/v25.0/1001/feed', json(200, { id: '1001_7' }));
});
afterEach(async () => {
  delete process.env['HTTP_PROXY'];
  delete process.env['HTTPS_PROXY'];
  await server.close();
});

const platformsAt = (url: string, outboundProxyUrl: string | null) => [
  createXPlatform({ apiUrl: url, appKey: null, appSecret: null, outboundProxyUrl }),
  createFacebookPlatform({ graphUrl: url, graphVersion: 'v25.0', outboundProxyUrl }),
];

/** A proxy that understands CONNECT, and remembers where it was asked to go. */
async function startProxy(answerWith = 200) {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const proxy = http.createServer();
  proxy.on('connect', (request, client: net.Socket) => {
    asked.push(request.url ?? '');
    sockets.add(client);
    client.on('error', () => undefined);
    if (answerWith !== 200) {
      client.end(`HTTP/1.1 ${answerWith} No\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const target = net.connect({ host: host ?? '', port: Number(port) }, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    sockets.add(target);
    target.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://desk:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

describe('the way out', () => {
  it('leads through the configured proxy and no other', async () => {
    const proxy = await startProxy();
    for (const platform of platformsAt(server.url, proxy.url)) {
      expect(inWords(await platform.publish(callWith(platform.id)))).toBe('accepted');
      platform.close();
    }
    const there = `127.0.0.1:${server.port}`;
    expect(proxy.asked).toEqual([there, there]);
    proxy.close();
  });

  it('is not reached when the proxy refuses, and nothing was sent', async () => {
    const proxy = await startProxy(403);
    for (const platform of platformsAt(server.url, proxy.url)) {
      const outcome = await platform.publish(callWith(platform.id));
      expect(inWords(outcome)).toBe('refused not-reached later');
      platform.close();
    }
    expect(server.arrived).toHaveLength(0);
    proxy.close();
  });

  it('does not follow a proxy that only the environment names', async () => {
    const nobody = `http://127.0.0.1:${await closedPort()}`;
    process.env['HTTP_PROXY'] = nobody;
    process.env['HTTPS_PROXY'] = nobody;
    for (const platform of platformsAt(server.url, null)) {
      expect(inWords(await platform.publish(callWith(platform.id)))).toBe('accepted');
      platform.close();
    }
  });

  it('is asked about once it stands: a call that may not go any more is not written', async () => {
    const stopped = refusedHere('stopped-here', 'check-too-old');
    for (const platform of platformsAt(server.url, null)) {
      const call = callWith(platform.id);
      const outcome = await platform.publish({ ...call, lastCheck: async () => stopped });
      expect(inWords(outcome)).toBe('refused stopped-here later');
      expect(server.arrived).toHaveLength(0);
      expect(inWords(await platform.publish({ ...call, lastCheck: async () => null }))).toBe(
        'accepted',
      );
      expect(server.arrived.splice(0).filter(({ method }) => method === 'POST')).toHaveLength(1);
      // On a kept connection nothing comes between the check and the call.
      const kept = await platform.publish({ ...call, lastCheck: async () => stopped });
      expect(inWords(kept)).toBe('accepted');
      server.arrived.splice(0);
      platform.close();
    }
  });

  it('is not reached when the connection ends while the last check is made', async () => {
    const sockets = new Set<net.Socket>();
    const shy = net.createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => shy.listen(0, '127.0.0.1', resolve));
    const { port } = shy.address() as AddressInfo;
    const [x] = platformsAt(`http://127.0.0.1:${port}`, null);
    const lastCheck = async (): Promise<null> => {
      for (const socket of sockets) {
        const gone = once(socket, 'close');
        socket.destroy();
        await gone;
      }
      await setTimeout(50);
      return null;
    };
    const outcome = await x?.publish({ ...callWith('x'), lastCheck });
    expect(outcome === undefined ? '' : inWords(outcome)).toBe('refused not-reached later');
    x?.close();
    shy.close();
  });

  it('is closed with the platform, so that no connection is left behind', async () => {
    const platforms = platformsAt(server.url, null);
    for (const platform of platforms) await platform.publish(callWith(platform.id));
    for (const platform of platforms) platform.close();
    await expect(server.whenIdle()).resolves.toBeUndefined();
  });

  it('refuses an address of X that has a path, because calls would not go there', () => {
    expect(() =>
      createXPlatform({ apiUrl: 'http://127.0.0.1:1/x', appKey: null, appSecret: null }),
    ).toThrow(TypeError);
  });
});

describe('the Graph API object', () => {
  const api = () => graphApi({ graphUrl: server.url, graphVersion: 'v25.0' }, 'token', null);

  it('does not carry its token to a next page on another server', async () => {
    for (const next of [
      'https://elsewhere.test/v25.0/1/feed?access_token=token',
      `${server.url}.elsewhere.test/`,
      '/v25.0/1/feed',
    ]) {
      await expect(api().call('GET', next)).rejects.toThrow('the next page is on another server');
    }
    expect(server.arrived).toHaveLength(0);
  });

  it('follows a next page on its own server', async () => {
    server.on('GET', '/v25.0/1/feed', json(200, { data: [] }));
    await expect(api().call('GET', `${server.url}/v25.0/1/feed?after=a`)).resolves.toEqual({
      data: [],
    });
  });

  it('lives beside another with its own token and version', async () => {
    server.on('GET', /./, json(200, {}));
    const other = graphApi({ graphUrl: server.url, graphVersion: 'v26.0' }, 'other', 's');
    await Promise.all([api().call('GET', ['me'], { fields: 'id' }), other.call('GET', ['me'])]);
    const seen = server.arrived.map(({ path, url }) => [
      path,
      url.searchParams.get('access_token'),
    ]);
    expect(seen.sort()).toEqual([
      ['/v25.0/me', 'token'],
      ['/v26.0/me', 'other'],
    ]);
  });
});

describe('the Facebook SDK', () => {
  it('is not loaded before the first call, and hooks no crash of ours', async () => {
    const bundle = buildSync({
      stdin: {
        contents: `
          import { createRequire } from 'node:module';
          import { createFacebookPlatform } from './src/clients/facebook/facebook-platform.ts';
          const { cache } = createRequire(import.meta.url);
          const loaded = () => Object.keys(cache).some((file) => file.includes('business-sdk'));
          const facebook = createFacebookPlatform({ graphUrl: '${server.url}', graphVersion: 'v25.0' });
          const before = loaded();
          const credentials = { kind: 'facebook-page', pageAccessToken: 't' };
          await facebook.readFollowers({ accountId: '1', credentials });
          facebook.close();
          const hooks = process.listenerCount('uncaughtException');
          console.log(JSON.stringify({ before, after: loaded(), hooks }));`,
        resolveDir: projectRoot,
      },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', bundle.outputFiles[0]?.text ?? ''],
      { cwd: projectRoot, env: { PATH: process.env['PATH'] } },
    );
    expect(JSON.parse(stdout)).toEqual({ before: false, after: true, hooks: 0 });
    expect(server.arrived).toHaveLength(1);
  });
});
