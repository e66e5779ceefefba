import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionContext } from '../../src/actions/context.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platforms } from '../../src/clients/platform.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import { testChannels } from '../support/desk-people.ts';
import { content } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { startForeignServer } from './support/foreign-server.ts';
import type { Manner } from './support/foreign-server.ts';
import { approvedPost, clearWork, deliveryOf, drain, targetIn } from './support/posts.ts';

type PlatformName = 'facebook' | 'x';
type Server = Awaited<ReturnType<typeof startForeignServer>>;

/** Seconds after the call at which a worker comes round, the last look among them. */
const LOOKS_SECONDS = [5, 30, 600, 3_600, 7_200];

let desk: TestDesk;
let server: Server;
let platforms: Platforms;
let ctx: ActionContext;

beforeAll(async () => {
  desk = await openTestDesk();
  server = await startForeignServer(desk.clock.now);
  platforms = {
    facebook: createFacebookPlatform({
      graphUrl: server.url,
      graphVersion: 'v25.0',
      now: desk.clock.now,
    }),
    x: createXPlatform({
      apiUrl: server.url,
      appKey: 'key',
      appSecret: 'secret',
      now: desk.clock.now,
    }),
  };
  ctx = { ...desk.ctx, platforms };
});
afterAll(async () => {
  for (const platform of Object.values(platforms)) platform.close();
  await server.close();
  await desk.close();
});
beforeEach(async () => {
  await clearWork(desk);
  for (const name of ['readBacks', 'looks', 'readSpent', 'leases'])
    await desk.connection.collection(name).deleteMany({});
  desk.clock.set(DESK_TIME);
  server.reset();
});

const head = (status: string, ...lines: string[]): string =>
  [`HTTP/1.1 ${status}`, 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
const withLength = (status: string, body: string): string =>
  head(status, `Content-Length: ${Buffer.byteLength(body)}`) + body;

/** Good answers in a strange form: the post is out, and the desk knows it at once or very soon. */
const strangeButGood: Manner[] = [
  {
    name: 'gives its answer byte by byte',
    stores: true,
    answer: ({ good, response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const letters = [...good];
      const next = (): void => {
        const letter = letters.shift();
        if (letter === undefined) response.end();
        else response.write(letter, () => setImmediate(next));
      };
      next();
    },
  },
  {
    name: 'sends early hints first',
    stores: true,
    answer: ({ good, response }) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(good);
    },
  },
  {
    name: 'ends its answer by ending the connection',
    stores: true,
    answer: ({ good, socket }) => {
      socket.end(head('200 OK', 'Connection: close') + good);
    },
  },
  {
    name: 'calls its JSON a page',
    stores: true,
    answer: ({ good, response }) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(good);
    },
  },
  {
    name: 'puts a byte order mark before its JSON',
    stores: true,
    answer: ({ good, response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('\ufeff' + good);
    },
  },
  {
    name: 'puts blank lines before its JSON',
    stores: true,
    answer: ({ good, response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('\r\n\r\n \n' + good);
    },
  },
];

/** Answers that say nothing certain, each with the post made and not made. */
const unclear = [
  {
    name: 'gives the id as a number that JavaScript cannot hold',
    answer: ({ good, response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(good.replace(/"id":"[^"]*?(\d+)"/, '"id":$1'));
    },
  },
  {
    name: 'reports an error under a status of success',
    answer: ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        '{"errors":[{"message":"Internal"}],"error":{"code":1,"message":"Unknown"},"data":null}',
      );
    },
  },
  {
    name: 'says that it was accepted, and no more',
    answer: ({ response }) => {
      response.writeHead(202).end();
    },
  },
  { name: 'has no content', answer: ({ response }) => void response.writeHead(204).end() },
  {
    name: 'says success and no id',
    answer: ({ response }) => void response.writeHead(200).end('{"success":true}'),
  },
  {
    name: 'sends the caller to the same address again',
    answer: ({ response }) => void response.writeHead(307, { location: '/2/tweets' }).end(),
  },
  {
    name: 'sends the caller elsewhere',
    answer: ({ response }) =>
      void response.writeHead(308, { location: 'https://elsewhere.invalid/' }).end(),
  },
  {
    name: 'asks to come back at once',
    answer: ({ response }) =>
      void response.writeHead(503, { 'retry-after': '0' }).end('{"title":"Service Unavailable"}'),
  },
  {
    name: 'shows the page of a wall',
    answer: ({ response }) =>
      void response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Blocked</html>'),
  },
  {
    name: 'says that it waited in vain',
    answer: ({ response }) => void response.writeHead(408).end(),
  },
  {
    name: 'breaks off after the headers',
    answer: ({ socket }) => {
      socket.write(head('200 OK', 'Content-Length: 500'), () =>
        setTimeout(() => socket.destroy(), 20),
      );
    },
  },
  {
    name: 'sends a chunk of no length that can be read',
    answer: ({ socket }) => {
      socket.end(head('200 OK', 'Transfer-Encoding: chunked') + 'zz\r\n{"id"\r\n');
    },
  },
  {
    name: 'speaks no HTTP',
    answer: ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  },
] satisfies Omit<Manner, 'stores'>[];

async function sendOne(platform: PlatformName, text: string): Promise<Delivery> {
  const { id, language } = testChannels[platform];
  const version = { text, platformTexts: {}, link: null, media: [] };
  const { deliveries } = await approvedPost(
    desk,
    content({
      versions: { [language]: version },
      targets: [targetIn(desk, 0, { channelId: id, language })],
    }),
  );
  await drain(ctx);
  return deliveryOf(desk, deliveries[0]?.id ?? '');
}

/** Two hours pass: a worker looks whenever a look is due, and then sends what it would send. */
async function letTimePass(): Promise<void> {
  for (const seconds of LOOKS_SECONDS) {
    desk.clock.set(new Date(DESK_TIME.getTime() + seconds * 1_000));
    await readBack(ctx);
  }
  await drain(ctx);
}

const eachPlatform = ['facebook', 'x'] as const;

describe.each(eachPlatform)('a foreign server in the place of %s', (platform) => {
  const text = 'Việt Nam – France: <partnership> & friendship';

  it.each(strangeButGood)('that $name: the post is out once and known to be', async (manner) => {
    server.next(manner);
    const sent = await sendOne(platform, text);
    await letTimePass();
    expect(server.posts.map((post) => post.text)).toEqual([text]);
    expect(await deliveryOf(desk, sent.id)).toMatchObject({
      state: 'sent',
      platformPostId: server.posts[0]?.id,
      seenAt: expect.any(Date),
    });
  });

  it.each(unclear)(
    'that $name: a post that was made is found and never made again',
    async (manner) => {
      server.next({ ...manner, stores: true });
      const sent = await sendOne(platform, text);
      expect(sent.state).toBe('unknown');
      await letTimePass();
      expect(server.calls()).toBe(1);
      expect(await deliveryOf(desk, sent.id)).toMatchObject({
        state: 'sent',
        platformPostId: server.posts[0]?.id,
      });
    },
  );

  it.each(unclear)(
    'that $name: a post that was not made waits for a person and is not made behind their back',
    async (manner) => {
      server.next({ ...manner, stores: false });
      const sent = await sendOne(platform, text);
      await letTimePass();
      expect(server.calls()).toBe(1);
      expect(server.posts).toEqual([]);
      expect((await deliveryOf(desk, sent.id)).state).toBe('unknown');
    },
  );

  it('that shows a post only after some minutes: it is found when it is there', async () => {
    server.showAfter(8 * 60_000);
    server.next({
      name: 'cuts the line',
      stores: true,
      answer: ({ socket }) => socket.resetAndDestroy(),
    });
    const sent = await sendOne(platform, text);
    await letTimePass();
    expect(server.calls()).toBe(1);
    expect((await deliveryOf(desk, sent.id)).state).toBe('sent');
  });

  it('that answers twice: the second answer is not taken for that of the next post', async () => {
    server.next({
      name: 'answers twice',
      stores: true,
      answer: ({ good, socket }) => {
        socket.write(withLength('200 OK', good) + withLength('200 OK', good));
      },
    });
    const first = await sendOne(platform, text);
    const second = await sendOne(platform, `${text}, continued`);
    await letTimePass();
    expect(server.posts.map((post) => post.text)).toEqual([text, `${text}, continued`]);
    const ids = [first, second].map(async ({ id }) => (await deliveryOf(desk, id)).platformPostId);
    expect(await Promise.all(ids)).toEqual(server.posts.map((post) => post.id));
  });

  it('that gives the id of an earlier post: the second one is looked for', async () => {
    const first = await sendOne(platform, text);
    server.next({
      name: 'gives an earlier id',
      stores: true,
      answer: ({ good, id, response }) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(good.replaceAll(id, first.platformPostId ?? ''));
      },
    });
    const second = await sendOne(platform, `${text}, continued`);
    await letTimePass();
    expect(server.calls()).toBe(2);
    const found = await deliveryOf(desk, second.id);
    expect(found).toMatchObject({ state: 'sent', platformPostId: server.posts[1]?.id });
  });
});
