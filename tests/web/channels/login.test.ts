import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { openCredentials } from '../../../src/actions/channels/credentials.ts';
import { loginEndings } from '../../../src/web/channels/login-page.ts';
import { browserOf } from '../../support/test-desk.ts';
import { openLoginDesk, PAGE, X_ACCOUNT } from './login-desk.ts';
import type { LoginDesk } from './login-desk.ts';

let desk: LoginDesk;
let admin: TestAgent;

beforeAll(async () => {
  desk = await openLoginDesk();
  admin = await desk.signIn('administrator');
});
afterAll(() => desk.closeAll());

const facebook = { platform: 'facebook' };
const countChannels = async (): Promise<number> =>
  (await desk.ctx.stores.channels.listChannels()).length;

/** Follows the answer of a login to the page that it ends on. */
async function endOf(agent: TestAgent, back: string): Promise<{ status: number; text: string }> {
  const answer = await agent.get(back).expect(303);
  expect(answer.headers['location']).not.toContain('code=');
  return agent.get(answer.headers['location'] ?? '');
}

describe('connecting a Page by login', () => {
  it('offers the Pages that were allowed, and makes a channel of the one that is chosen', async () => {
    const page = await admin.get('/channels/new').expect(200);
    expect(page.text).toContain('Kết nối bằng Facebook');
    const back = await desk.goAndCome(admin, facebook);
    expect(back).toMatch(/^\/channels\/answers\/facebook\?code=.+&state=/);
    const answer = await admin.get(back).expect(303);
    const choice = answer.headers['location'] ?? '';
    const { text } = await admin.get(choice).expect(200);
    expect(text).toContain('Trang mới');
    // The ministry's own Page is a channel already and cannot be added twice.
    expect(text).toContain('Đã là một kênh của hệ thống');

    const form = { accountId: PAGE, language: 'vi', unitId: 'unit-geneva', name: '' };
    await admin
      .post(`${choice}/choice`)
      .type('form')
      .send({ ...form, unitId: '' })
      .expect(422);
    const done = await admin.post(`${choice}/choice`).type('form').send(form).expect(303);
    const address = done.headers['location'] ?? '';
    const shown = await admin.get(address).expect(200);
    expect(shown.text).toContain('Đã thêm kênh Trang mới');
    expect(shown.text).toContain('Mã truy cập Trang (Page access token)');
    expect(shown.text).toContain('pages_manage_posts, read_insights');
    expect(shown.text).toContain('Vũ Đức Long');
    const channelId = address.split('/').at(-1) ?? '';
    const credentials = await openCredentials(desk.ctx, channelId);
    if (credentials?.kind !== 'facebook-page') throw new Error('the channel has a Page token');
    expect(shown.text).not.toContain(credentials.pageAccessToken);
    // A Page token that came of a long-lived user token has no end of its own.
    const channel = await desk.ctx.stores.channels.getChannel(channelId);
    expect(channel.token).toMatchObject({ kind: 'facebook-page', expiresAt: null, problems: [] });
    expect(channel.token?.dataAccessExpiresAt).toBeInstanceOf(Date);

    // The login is over: neither its choice nor its answer is worth anything any more.
    await admin.post(`${choice}/choice`).type('form').send(form).expect(303);
    expect((await endOf(admin, back)).text).toContain('đã được dùng một lần');
    expect(await countChannels()).toBe(5);
  });

  it('says which right is missing and lets no such Page be chosen', async () => {
    const back = await desk.goAndCome(admin, facebook, { without: ['pages_manage_posts'] });
    const choice = (await admin.get(back).expect(303)).headers['location'] ?? '';
    const { text } = await admin.get(choice).expect(200);
    expect(text).toContain('thiếu quyền: pages_manage_posts');
    expect(text).toContain('Không có tài khoản nào kết nối được');
    const before = await countChannels();
    const { accountId } = desk.channels.facebook;
    const form = { accountId, language: 'vi', unitId: 'unit-geneva' };
    const refused = await admin.post(`${choice}/choice`).type('form').send(form).expect(422);
    expect(refused.text).toContain('pages_manage_posts');
    expect(await countChannels()).toBe(before);
  });

  it('says which task the person lacks on a Page', async () => {
    await desk.practice.control('PUT', '/practice/accounts/facebook/42', {
      name: 'Trang chỉ xem',
      handle: 'chixem',
      tasks: ['ANALYZE'],
    });
    const back = await desk.goAndCome(admin, facebook, { accounts: ['42'] });
    const choice = (await admin.get(back).expect(303)).headers['location'] ?? '';
    expect((await admin.get(choice)).text).toContain('thiếu quyền: CREATE_CONTENT');
  });

  it('says that no Page was chosen', async () => {
    const back = await desk.goAndCome(admin, facebook, { accounts: [] });
    expect((await endOf(admin, back)).text).toContain('chưa chọn Trang nào');
  });
});

describe('connecting an X account by login', () => {
  it('asks for unit and language, and keeps a pair that can be renewed', async () => {
    const back = await desk.goAndCome(admin, { platform: 'x' }, { accounts: [X_ACCOUNT] });
    const choice = (await admin.get(back).expect(303)).headers['location'] ?? '';
    const form = { accountId: X_ACCOUNT, language: 'en', unitId: 'unit-geneva' };
    const done = await admin.post(`${choice}/choice`).type('form').send(form).expect(303);
    const shown = await admin.get(done.headers['location'] ?? '').expect(200);
    expect(shown.text).toContain('Mã OAuth 2.0');
    expect(shown.text).toContain('tweet.write');
    expect(shown.text).toContain('Hệ thống tự gia hạn');
    const channelId = (done.headers['location'] ?? '').split('/').at(-1) ?? '';
    expect(await openCredentials(desk.ctx, channelId)).toMatchObject({
      kind: 'x-oauth2',
      refreshToken: expect.stringMatching(/.{20}/),
    });
  });

  it.each(['tweet.write', 'media.write', 'offline.access', 'users.read'])(
    'refuses an account that is allowed without %s, by its name',
    async (scope) => {
      const consent = { accounts: [X_ACCOUNT], without: [scope] };
      const back = await desk.goAndCome(admin, { platform: 'x' }, consent);
      const choice = (await admin.get(back).expect(303)).headers['location'] ?? '';
      expect((await admin.get(choice)).text).toContain(`thiếu quyền: ${scope}`);
    },
  );
});

describe('a login that comes to nothing', () => {
  /** Begins, goes and comes back, and looks at everything that could have changed. */
  async function tried(
    form: Record<string, string>,
    consent: Parameters<LoginDesk['goAndCome']>[2],
    come: (back: string) => Promise<{ status: number; text: string }>,
  ) {
    const before = await everything();
    const page = await come(await desk.goAndCome(admin, form, consent));
    expect(await everything()).toBe(before);
    expect(page.text).toContain('Không có gì thay đổi');
    return page;
  }
  const everything = async (): Promise<string> =>
    JSON.stringify(await desk.connection.collection('channels').find().toArray());

  it.each(['facebook', 'x'])('because the person cancelled on %s', async (platform) => {
    const page = await tried({ platform }, { decision: 'deny' }, (back) => endOf(admin, back));
    expect(page.status).toBe(422);
    expect(page.text).toContain('đã bị hủy');
    expect(page.text).toContain('Thử lại');
  });

  it('because ten minutes have passed', async () => {
    const page = await tried(facebook, {}, async (back) => {
      desk.clock.setReal(new Date(Date.now() + 10 * 60_000 + 1_000));
      try {
        return await endOf(admin, back);
      } finally {
        desk.clock.setReal(new Date());
      }
    });
    expect(page.status).toBe(409);
    expect(page.text).toContain('quá mười phút');
  });

  it('because it was begun in another session of the same person', async () => {
    const other = await desk.signIn('administrator');
    const page = await tried(facebook, {}, (back) => endOf(other, back));
    expect(page.text).toContain('ở một phiên làm việc khác');
  });

  it('because nobody began it', async () => {
    const page = await tried(facebook, {}, (back) =>
      endOf(admin, back.replace(/state=[^&]+/, 'state=forged')),
    );
    expect(page.text).toContain('Không tìm thấy lần kết nối nào');
  });

  it('because it came back by the address of the other platform', async () => {
    const page = await tried(facebook, {}, (back) => endOf(admin, back.replace('/facebook', '/x')));
    expect(page.text).toContain('Không tìm thấy lần kết nối nào');
  });

  it('because its code was altered on the way', async () => {
    const page = await tried(facebook, {}, (back) =>
      endOf(admin, back.replace(/code=[^&]+/, 'code=altered')),
    );
    expect(page.text).toContain('không chấp nhận lần đăng nhập này');
  });

  it.each([
    ['facebook', 'html-502'],
    ['facebook', 'drop'],
    ['facebook', 'broken-json'],
    ['x', 'empty-500'],
    ['x', 'cut-body'],
    ['x', 'echo'],
  ])('because %s answers with %s', async (platform, kind) => {
    await desk.practice.control('POST', '/practice/faults', { platform, kind, endpoint: 'login' });
    const page = await tried({ platform }, {}, (back) => endOf(admin, back));
    await desk.practice.control('DELETE', '/practice/faults');
    expect(page.status).toBe(422);
    expect(page.text).not.toContain('practice-app-secret');
  });

  it('because the answer of the second step is lost', async () => {
    const page = await tried(facebook, {}, async (back) => {
      const fault = { platform: 'facebook', kind: 'drop', endpoint: 'login', when: 'after' };
      await desk.practice.control('POST', '/practice/faults', fault);
      return endOf(admin, back);
    });
    expect(page.text).toContain('Không liên lạc được với Facebook');
  });

  it('when its answer comes twice, both at once', async () => {
    const back = await desk.goAndCome(admin, facebook);
    const answers = await Promise.all([admin.get(back), admin.get(back)]);
    const places = answers.map((answer) => answer.headers['location'] ?? '').toSorted();
    expect(places[1]).toBe('/channels/logins/ended');
    expect(places[0]).toMatch(/^\/channels\/logins\/[\w-]{36}$/);
  });

  it.each(loginEndings)('has words for the ending %s in both languages', (ending) => {
    for (const part of ['what', 'next']) {
      const key = `channels.login.ended.${ending}.${part}`;
      const facts = { platform: 'X', code: '1', scopes: 's', accountId: 'a' };
      const { vi, en } = desk.ctx.translators;
      expect(vi(key, facts)).not.toBe(en(key, facts));
    }
  });
});

describe('connecting a channel again by login', () => {
  it('keeps the channel and takes the new token once its own Page was allowed', async () => {
    const { id, accountId } = desk.channels.facebook;
    await desk.ctx.stores.channels.saveChannelState(id, 'disconnected', 'token-dead');
    const before = await openCredentials(desk.ctx, id);
    const back = await desk.goAndCome(
      admin,
      { ...facebook, channel: id },
      { accounts: [accountId] },
    );
    const answer = await admin.get(back).expect(303);
    expect(answer.headers['location']).toBe(`/channels/${id}`);
    expect(await desk.ctx.stores.channels.getChannel(id)).toMatchObject({
      state: 'connected',
      connectedBy: { name: 'Vũ Đức Long' },
    });
    expect(await openCredentials(desk.ctx, id)).not.toEqual(before);
  });

  it('leaves everything as it was when another Page was allowed', async () => {
    const { id } = desk.channels.facebook;
    const before = await openCredentials(desk.ctx, id);
    const back = await desk.goAndCome(admin, { ...facebook, channel: id }, { accounts: [PAGE] });
    const page = await endOf(admin, back);
    expect(page.text).toContain('cho tài khoản khác (Trang mới)');
    expect(await openCredentials(desk.ctx, id)).toEqual(before);
  });

  it('leaves everything as it was when a right is missing', async () => {
    const { id, accountId } = desk.channels.facebook;
    const before = await openCredentials(desk.ctx, id);
    const consent = { accounts: [accountId], without: ['read_insights'] };
    const back = await desk.goAndCome(admin, { ...facebook, channel: id }, consent);
    expect((await endOf(admin, back)).text).toContain('Thiếu quyền cần thiết: read_insights');
    expect(await openCredentials(desk.ctx, id)).toEqual(before);
  });

  it('is not begun for a channel of the other platform', async () => {
    const form = { platform: 'x', channel: desk.channels.facebook.id };
    await admin.post('/channels/logins').type('form').send(form).expect(403);
  });
});

describe('disconnecting a channel', () => {
  it('forgets its tokens, keeps the channel, and says who did it', async () => {
    const { id } = desk.channels.parisX;
    await admin.post(`/channels/${id}/disconnection`).type('form').send('').expect(303);
    const page = await admin.get(`/channels/${id}`).expect(200);
    expect(page.text).toContain('theo quyết định của một người');
    expect(await openCredentials(desk.ctx, id)).toBeNull();
    expect(await desk.ctx.stores.channels.getChannel(id)).toMatchObject({
      state: 'disconnected',
      stateReason: 'by-person',
    });
  });
});

describe('who may connect channels', () => {
  it.each(['press-officer', 'translator', 'spokesperson', 'report-reader'] as const)(
    'is not a %s',
    async (role) => {
      const agent = await desk.signIn(role);
      await agent.post('/channels/logins').type('form').send(facebook).expect(403);
      await agent.get('/channels/answers/facebook?code=a&state=b').expect(403);
      const { id } = desk.channels.x;
      await agent.post(`/channels/${id}/disconnection`).type('form').send('').expect(403);
      const page = await agent.get(`/channels/${id}`);
      expect(page.text).not.toContain('/channels/logins');
    },
  );

  it('is nobody who has to sign in first, and the code is on no page then', async () => {
    const stranger = browserOf(desk.app);
    const answer = await stranger.get('/channels/answers/facebook?code=AQ-secret-code&state=b');
    expect(answer.headers['location']).toBe('/session?next=%2Fchannels%2Fanswers%2Ffacebook');
  });
});

describe('the policy of the pages', () => {
  it('lets forms lead to the login pages from where logins begin, and from nowhere else', async () => {
    const policyOf = async (path: string): Promise<string> =>
      String((await admin.get(path)).headers['content-security-policy']);
    expect(await policyOf('/channels/new')).toContain(
      `form-action 'self' ${desk.practice.url} ${desk.practice.url}`,
    );
    expect(await policyOf('/')).toMatch(/form-action 'self' ?(;|$)/);
  });
});
