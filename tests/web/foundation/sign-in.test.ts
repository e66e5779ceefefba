import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../../src/web/create-app.ts';
import { requires, route, signedIn } from '../../../src/web/route-table.ts';
import { renderPage } from '../../../src/web/render-page.ts';
import { formText } from '../../../src/web/page-request.ts';
import { sessionRoutes } from '../../../src/web/sessions/session-routes.ts';
import type { WebDeps } from '../../../src/web/web-deps.ts';
import { signInAs, visit } from './browse.ts';
import { fakeDesk, PASSWORD } from './fake-desk.ts';

const EMAIL = 'person-press-officer@mofa.example';

function deskWithPages(overrides: Partial<WebDeps> = {}) {
  const deps = fakeDesk(overrides);
  return createApp(deps, [
    ...sessionRoutes(deps),
    route('get', '/', signedIn, (_req, res, page) =>
      renderPage(res, 'sessions/continue', {
        title: `Trang của ${page.actor.name}`,
        page: { kept: { path: '/', fields: [] } },
      }),
    ),
    route('post', '/posts', requires('post.write'), (req, res) => {
      res.json({ got: formText(req, 'text') });
    }),
  ]);
}

describe('signing in', () => {
  it('leads a visitor to the sign-in page and back to the page that was wanted', async () => {
    const agent = visit(deskWithPages());
    const asked = await agent.get('/?week=2026-W46').expect(303);
    expect(asked.headers['location']).toBe('/session?next=%2F%3Fweek%3D2026-W46');
    const page = await agent.get(asked.headers['location'] ?? '').expect(200);
    expect(page.text).toContain('name="next" value="/?week=2026-W46"');
    const signedInto = await agent
      .post('/session')
      .type('form')
      .send({ email: EMAIL, password: PASSWORD, next: '/?week=2026-W46' })
      .expect(303);
    expect(signedInto.headers['location']).toBe('/?week=2026-W46');
    await agent.get('/').expect(200);
  });

  it('says the same for an unknown address as for a wrong password, and keeps the address', async () => {
    const app = deskWithPages();
    const texts = [];
    for (const email of [EMAIL, 'nobody@mofa.example']) {
      const answer = await visit(app)
        .post('/session')
        .type('form')
        .send({ email, password: 'sai' })
        .expect(422);
      expect(answer.text).toContain(`value="${email}"`);
      texts.push(/role="alert">(.*?)<\/p>/s.exec(answer.text)?.[1]);
    }
    expect(texts[0]).toContain('Thư điện tử hoặc mật khẩu không đúng.');
    expect(texts[0]).toBe(texts[1]);
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/%09/evil.example\n',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/\t/evil.example',
  ])('never leads to another site: %j', async (next) => {
    const answer = await visit(deskWithPages())
      .post('/session')
      .type('form')
      .send({ email: EMAIL, password: PASSWORD, next })
      .expect(303);
    expect(answer.headers['location']).toBe('/');
  });

  it('gives the session a new name at sign-in', async () => {
    const agent = visit(deskWithPages());
    const planted = 'sugia=s%3Aplanted.signature';
    const answer = await agent
      .post('/session')
      .set('Cookie', planted)
      .type('form')
      .send({ email: EMAIL, password: PASSWORD });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^sugia=s%3A/);
    expect(cookie).not.toContain('planted');
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
  });

  it('ends a session that nobody used for eight hours, counted anew with every page', async () => {
    const agent = await signInAs(deskWithPages(), 'press-officer');
    const page = await agent.get('/').expect(200);
    const expires = /sugia=.*?Expires=([^;]+)/.exec(String(page.headers['set-cookie']))?.[1] ?? '';
    const hours = (Date.parse(expires) - Date.parse(page.headers['date'] ?? '')) / 3_600_000;
    expect(hours).toBeCloseTo(8, 1);
  });

  it('marks the cookie as secure when the desk is reached by https', async () => {
    const app = deskWithPages({ publicUrl: 'https://desk.mofa.example', trustProxy: 1 });
    const answer = await visit(app)
      .post('/session')
      .set('X-Forwarded-Proto', 'https')
      .type('form')
      .send({ email: EMAIL, password: PASSWORD });
    expect(String(answer.headers['set-cookie'])).toContain('Secure');
  });

  it('listens to no more tries for one account after ten wrong passwords', async () => {
    const app = deskWithPages();
    for (let n = 0; n < 10; n += 1) {
      await visit(app).post('/session').type('form').send({ email: EMAIL, password: 'x' });
    }
    const refused = await visit(app)
      .post('/session')
      .type('form')
      .send({ email: EMAIL.toUpperCase(), password: PASSWORD })
      .expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    expect(refused.text).toContain('Quá nhiều lần đăng nhập không thành công');
    await visit(app)
      .post('/session')
      .type('form')
      .send({ email: 'person-spokesperson@mofa.example', password: PASSWORD })
      .expect(303);
  });

  it('ends the session at sign-out', async () => {
    const app = deskWithPages();
    const agent = await signInAs(app, 'press-officer');
    const out = await agent.post('/session/end').expect(303);
    const page = await agent.get(out.headers['location'] ?? '').expect(200);
    expect(page.text).toContain('Bạn đã đăng xuất.');
    await agent.get('/').expect(303);
  });

  it('ends the session of somebody who left', async () => {
    let hasLeft = false;
    const deps = fakeDesk();
    const app = deskWithPages({
      loadActor: (id) => (hasLeft ? Promise.resolve(null) : deps.loadActor(id)),
    });
    const agent = await signInAs(app, 'press-officer');
    await agent.get('/').expect(200);
    hasLeft = true;
    await agent.get('/').expect(303);
  });

  it('lists the people of a practice desk, and nobody on a live one', async () => {
    const practice = await visit(deskWithPages()).get('/session').expect(200);
    expect(practice.text).toContain('Vào vai để thực hành');
    const live = await visit(deskWithPages({ mode: 'live' }))
      .get('/session')
      .expect(200);
    expect(live.text).not.toContain('Trần Minh Anh');
    expect(live.text).not.toContain('thực hành');
  });

  it('answers in English when asked, and keeps to it', async () => {
    const app = deskWithPages();
    const agent = visit(app);
    const answer = await agent
      .post('/language')
      .type('form')
      .send({ language: 'en', next: '/session?next=%2Fqueue' })
      .expect(303);
    expect(answer.headers['location']).toBe('/session?next=%2Fqueue');
    const page = await agent.get('/session').expect(200);
    expect(page.text).toContain('<html lang="en"');
    const person = await signInAs(app, 'press-officer');
    await person.post('/language').type('form').send({ language: 'en', next: '/' }).expect(303);
    expect((await person.get('/')).text).toContain('Sign out');
  });
});

describe('a form that was posted after the session ended', () => {
  const text =
    'Hôm nay, 24/11 <b>lần đầu tiên</b>\r\ncả nước kỷ niệm "Ngày Văn hóa Việt Nam" & \'bạn bè\'';

  it('keeps every word through sign-in and sends it again', async () => {
    const app = deskWithPages();
    const agent = visit(app);
    const asked = await agent
      .post('/posts')
      .type('form')
      .send({ text, password: 'không giữ', tags: ['a', 'b'] })
      .expect(401);
    expect(asked.text).toContain('Phiên làm việc đã kết thúc');
    expect(asked.text).not.toContain('không giữ');
    const kept = unescapeHtml(/name="kept">(.*?)<\/textarea>/s.exec(asked.text)?.[1] ?? '');
    const wrong = await agent
      .post('/session')
      .type('form')
      .send({ email: EMAIL, password: 'sai', kept })
      .expect(422);
    expect(unescapeHtml(/name="kept">(.*?)<\/textarea>/s.exec(wrong.text)?.[1] ?? '')).toBe(kept);
    const back = await agent
      .post('/session')
      .type('form')
      .send({ email: EMAIL, password: PASSWORD, kept })
      .expect(200);
    expect(back.text).toContain('<form class="stack" method="post" action="/posts">');
    const again = unescapeHtml(
      /hidden name="text">\n(.*?)<\/textarea>/s.exec(back.text)?.[1] ?? '',
    );
    expect(again).toBe(text);
    expect(back.text.match(/hidden name="tags"/g)).toHaveLength(2);
    const sent = await agent.post('/posts').type('form').send({ text: again }).expect(200);
    expect(sent.body).toEqual({ got: text });
  });

  it('keeps the texts of a form that had files with it', async () => {
    const asked = await visit(deskWithPages())
      .post('/posts')
      .field('text', text)
      .attach('image', Buffer.alloc(3_000_000), 'ảnh.jpg')
      .expect(401);
    expect(asked.text).toContain('cả nước kỷ niệm');
    expect(asked.text).toContain('Tệp đính kèm, nếu có, cần chọn lại.');
  });

  it('tells a script that it must sign in', async () => {
    const answer = await visit(deskWithPages())
      .post('/posts')
      .set('Accept', 'application/json')
      .type('json')
      .send({ text })
      .expect(401);
    expect(answer.body).toMatchObject({ error: { status: 401 } });
  });

  it('sends a kept form to no other site', async () => {
    const kept = JSON.stringify({ path: '//evil.example/steal', fields: [['text', 'bí mật']] });
    const answer = await visit(deskWithPages())
      .post('/session')
      .type('form')
      .send({ email: EMAIL, password: PASSWORD, kept });
    expect(answer.text).not.toContain('evil.example');
  });
});

function unescapeHtml(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
