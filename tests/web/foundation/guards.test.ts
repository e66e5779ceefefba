import { Writable } from 'node:stream';
import session from 'express-session';
import { describe, expect, it } from '@jest/globals';
import { hold } from '../../support/sample-rows.ts';
import { pino } from 'pino';
import { createApp } from '../../../src/web/create-app.ts';
import { HttpError } from '../../../src/web/http-error.ts';
import { formFields, idParam } from '../../../src/web/page-request.ts';
import { renderPage } from '../../../src/web/render-page.ts';
import { isPublic, requires, route, signedIn } from '../../../src/web/route-table.ts';
import { sessionRoutes } from '../../../src/web/sessions/session-routes.ts';
import { urls } from '../../../src/web/urls.ts';
import type { WebDeps } from '../../../src/web/web-deps.ts';
import request from 'supertest';
import { signInAs, visit } from './browse.ts';
import { fakeDesk } from './fake-desk.ts';

function desk(overrides: Partial<WebDeps> = {}) {
  const deps = fakeDesk(overrides);
  return createApp(deps, [
    ...sessionRoutes(deps),
    route('get', urls.today(), signedIn, (_req, res) =>
      renderPage(res, 'sessions/continue', {
        title: 'Hôm nay',
        page: { kept: { path: '/', fields: [] } },
        current: 'today',
      }),
    ),
    route('post', '/echo', isPublic, (req, res) => {
      res.json(formFields(req));
    }),
    route('get', urls.post(':id'), requires('post.read'), (req, res) => {
      res.json({ id: idParam(req) });
    }),
    route('post', urls.approval(':id'), requires('post.approve'), (_req, res) => {
      res.json({ approved: true });
    }),
    route('get', '/fails', isPublic, () => {
      throw new Error('secret detail of the database at 10.0.0.1');
    }),
    route('get', '/changed', isPublic, () => {
      throw new HttpError(409, 'changed meanwhile');
    }),
  ]);
}

const databaseAway = (): Error => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), {
    name: 'MongoServerSelectionError',
  });
  return new Error('people could not be read', { cause });
};

describe('every page', () => {
  it('allows scripts by a nonce of its own and nothing inline', async () => {
    const app = desk();
    const [one, two] = [await visit(app).get('/session'), await visit(app).get('/session')];
    const policy = String(one.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(one.text).toContain(`nonce="${nonce ?? 'missing'}"`);
    expect(two.text).not.toContain(nonce);
    expect(one.headers['permissions-policy']).toContain('publickey-credentials-get=(self)');
    expect(one.headers['x-powered-by']).toBeUndefined();
    expect(one.headers['strict-transport-security']).toBeUndefined();
  });

  it('says that it is practice, in the band and in the title', async () => {
    const page = await visit(desk()).get('/session');
    expect(page.text).toContain('<title>Đăng nhập · Sứ Giả (thực hành)</title>');
    expect(page.text).toContain('class="band practice"');
  });

  it('leads only to the places that the reader may open', async () => {
    const reader = await (await signInAs(desk(), 'report-reader')).get('/');
    expect(reader.text).toContain('href="/reports"');
    expect(reader.text).not.toContain('href="/approvals"');
    expect(reader.text).not.toContain('href="/people"');
    const spokesperson = await (await signInAs(desk(), 'spokesperson')).get('/');
    expect(spokesperson.text).toContain('href="/approvals"');
    expect(spokesperson.text).not.toContain('href="/posts/new"');
  });

  it('shows what waits, a hold and trouble with publishing', async () => {
    const app = desk({
      loadShell: () =>
        Promise.resolve({
          counts: { approvals: 5 },
          hold: {
            ...hold(),
            reason: '<Chờ>',
            startedByName: 'Lê Thu Hà',
            startedAt: new Date('2026-11-20T02:00:00Z'),
            scopeName: null,
            others: 2,
          },
          workerTrouble: ['queue-late'],
          unitClock: { zone: 'Europe/Paris', city: { vi: 'Pa-ri', en: 'Paris' } },
        }),
    });
    const page = await (await signInAs(app, 'spokesperson')).get('/');
    expect(page.text).toMatch(/Phê duyệt<\/span><span class="count">.*?<\/span>5<\/span>/);
    expect(page.text).toContain(
      'Tạm dừng: toàn bộ.</b> Lê Thu Hà bắt đầu lúc 09:00, Thứ Sáu 20/11/2026',
    );
    expect(page.text).toContain('Và 2 lệnh tạm dừng khác.');
    expect(page.text).toContain('<q>&lt;Chờ&gt;</q>');
    expect(page.text).toContain('Có lượt đăng đã quá giờ');
    expect(page.text).toContain('data-clock="Europe/Paris">10:42</b>');
  });
});

describe('a request that changes something', () => {
  it.each([
    [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ 'Sec-Fetch-Site': 'none' }, 200],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:4100' }, 403],
    [{ Origin: 'http://localhost:4100' }, 200],
    [{ Origin: 'http://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{}, 403],
  ])('from %j is answered with %d', async (headers, status) => {
    const answer = await request(desk()).post('/echo').set(headers).type('form').send({ a: 'b' });
    expect(answer.status).toBe(status);
  });

  it('keeps field names as they were sent and lists those sent twice', async () => {
    const answer = await visit(desk())
      .post('/echo')
      .type('form')
      .send('a[b]=1&__proto__=2&c=3&c=4');
    expect(answer.body).toMatchObject({ 'a[b]': '1', c: ['3', '4'] });
  });

  it('is refused with a page when it is too large', async () => {
    const answer = await visit(desk())
      .post('/echo')
      .type('form')
      .send({ text: 'x'.repeat(1_100_000) })
      .expect(413);
    expect(answer.text).toContain('Dữ liệu quá lớn');
  });

  it('is refused with a page when it cannot be read', async () => {
    await visit(desk()).post('/echo').type('json').send('{"a":').expect(400);
  });
});

describe('a page that cannot be shown', () => {
  it('is 404 in the language of the reader', async () => {
    const app = desk();
    expect((await visit(app).get('/nowhere').expect(404)).text).toContain('Không tìm thấy trang');
    const reader = await signInAs(app, 'report-reader');
    expect((await reader.get('/nowhere').expect(404)).text).toContain('Page not found');
  });

  it.each(['/posts/..%2f..%2fetc', '/posts/%24gt', '/posts/a b', `/posts/${'x'.repeat(65)}`])(
    'is 404 for an id that cannot be one: %s',
    async (path) => {
      await (await signInAs(desk(), 'press-officer')).get(path).expect(404);
    },
  );

  it('is 400 when the address is broken', async () => {
    await (await signInAs(desk(), 'press-officer')).get('/posts/%E0%A4%A').expect(400);
  });

  it('is 403 without the permission', async () => {
    const agent = await signInAs(desk(), 'press-officer');
    const answer = await agent.post('/posts/p1/approval').type('form').send({ a: '1' }).expect(403);
    expect(answer.text).toContain('Bạn không có quyền làm việc này');
    await (await signInAs(desk(), 'spokesperson')).post('/posts/p1/approval').expect(200);
  });

  it('is 409 when somebody else was faster', async () => {
    expect((await visit(desk()).get('/changed').expect(409)).text).toContain(
      'Có người vừa thay đổi',
    );
  });

  it('tells the reader a reference and no detail of the fault', async () => {
    const answer = await visit(desk()).get('/fails').expect(500);
    expect(answer.text).not.toContain('10.0.0.1');
    expect(answer.text).not.toContain('at ');
    expect(answer.text).toContain(answer.headers['x-request-id']);
  });

  it('is JSON for a script', async () => {
    const answer = await visit(desk())
      .get('/nowhere')
      .set('Accept', 'application/json')
      .expect(404);
    expect(answer.body).toEqual({
      error: { status: 404, requestId: answer.headers['x-request-id'] },
    });
  });
});

describe('without the database', () => {
  it('says so with 503 and comes back by itself', async () => {
    let isAway = false;
    const deps = fakeDesk();
    const app = desk({
      loadActor: (id) => (isAway ? Promise.reject(databaseAway()) : deps.loadActor(id)),
    });
    const agent = await signInAs(app, 'press-officer');
    isAway = true;
    const answer = await agent.get('/').expect(503);
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.text).toContain('<meta http-equiv="refresh" content="10">');
    expect(answer.text).toContain('Hệ thống tạm thời gián đoạn');
    isAway = false;
    await agent.get('/').expect(200);
  });

  it('says so when the sessions cannot be read, and keeps what was typed', async () => {
    const store = new session.MemoryStore();
    const app = desk({ sessionStore: store });
    const agent = await signInAs(app, 'press-officer');
    store.get = (_id, callback) => {
      callback(databaseAway());
    };
    await agent.get('/').expect(503);
    const answer = await agent
      .post('/posts/p1/approval')
      .type('form')
      .send({ reason: 'Bổ sung tên giải thưởng bằng tiếng Anh' })
      .expect(503);
    expect(answer.text).toContain('<form class="stack" method="post" action="/posts/p1/approval">');
    expect(answer.text).toContain('Bổ sung tên giải thưởng bằng tiếng Anh');
    expect(answer.text).not.toContain('http-equiv="refresh"');
  });

  it('says so in the language of the reader, whom it cannot look up', async () => {
    const store = new session.MemoryStore();
    const agent = await signInAs(desk({ sessionStore: store }), 'report-reader');
    await agent.get('/').expect(200);
    store.get = (_id, callback) => {
      callback(databaseAway());
    };
    expect((await agent.get('/').expect(503)).text).toContain('interrupted for a moment');
  });

  it('says so when the rail cannot be read', async () => {
    const app = desk({ loadShell: () => Promise.reject(databaseAway()) });
    await (await signInAs(app, 'press-officer')).get('/').expect(503);
  });

  it('still sends a page when only the session could not be touched', async () => {
    const store = new session.MemoryStore();
    const agent = await signInAs(desk({ sessionStore: store }), 'press-officer');
    store.touch = (_id, _session, callback) => {
      (callback as (error: Error) => void)(databaseAway());
    };
    expect((await agent.get('/').expect(200)).text).toContain('</html>');
  });

  it('says so when a session cannot be saved at sign-in', async () => {
    const store = new session.MemoryStore();
    store.set = (_id, _session, callback) => {
      callback?.(databaseAway());
    };
    const answer = await visit(desk({ sessionStore: store }))
      .post('/session')
      .type('form')
      .send({ email: 'person-spokesperson@mofa.example', password: 'đúng mật khẩu' });
    expect(answer.status).toBe(503);
  });
});

describe('what a supervisor asks', () => {
  it('is answered without a session', async () => {
    const app = desk({
      health: { ...fakeDesk().health, ready: () => Promise.reject(databaseAway()) },
    });
    await request(app).get('/healthz').expect(200, { ok: true });
    await request(app)
      .get('/readyz')
      .expect(503, { ok: false, reasons: ['check-failed'] });
    await request(app)
      .get('/healthz/publishing')
      .expect(503, { ok: false, reasons: ['no-worker'] });
  });

  it('shows figures only to whoever has the token', async () => {
    const app = desk();
    await request(app).get('/metrics').expect(404);
    await request(app).get('/metrics').set('Authorization', 'Bearer wrong').expect(404);
    await request(app)
      .get('/metrics')
      .set('Authorization', 'Bearer token-of-the-metrics')
      .expect(200);
  });

  it('leaves query strings, cookies and typed text out of the log', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const app = desk({ logger: pino({ level: 'debug' }, stream) });
    const agent = await signInAs(app, 'press-officer');
    await agent.get('/posts/p1?token=hidden-1').set('Authorization', 'Bearer hidden-2');
    await agent.post('/echo?code=hidden-3').type('form').send({ text: 'hidden-4' });
    await agent.get('/fails?token=hidden-5');
    const log = lines.join('');
    expect(log).not.toMatch(/hidden|sugia=|mật khẩu/);
    expect(log).toContain('"path":"/posts/p1"');
    expect(log).toContain('"status":500');
  });
});
