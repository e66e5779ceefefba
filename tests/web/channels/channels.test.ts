import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCredentials } from '../../../src/actions/channels/credentials.ts';
import { saidReasons } from '../../../src/web/channels/channel-page.ts';
import { testChannels } from '../../support/desk-people.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const facebook = {
  platform: 'facebook',
  accountId: '987654321',
  name: '',
  language: 'vi',
  unitId: 'unit-geneva',
  pageAccessToken: 'EAAB-a-very-secret-token',
};

const xForm = {
  platform: 'x',
  accountId: '5550001',
  name: 'Tên đã nhập',
  language: 'en',
  unitId: 'unit-geneva',
  accessToken: 'token-that-was-typed',
  accessSecret: 'token-that-was-typed-too',
};

describe('the list of channels', () => {
  it('shows a press officer the channels of the own unit and no others', async () => {
    const officer = await desk.signIn('paris-officer');
    const page = await officer.get('/channels').expect(200);
    expect(page.text).toContain('ĐSQ Việt Nam tại Pháp');
    expect(page.text).not.toContain('Viet Nam MOFA');
    expect(page.text).not.toContain('Thêm kênh');
    await officer.get(`/channels/${desk.channels.x.id}`).expect(404);
    await officer.get('/channels/new').expect(403);
  });

  it('says why a channel is not connected and what to do', async () => {
    const { channels } = desk.ctx.stores;
    await channels.saveChannelState(desk.channels.parisX.id, 'disconnected', 'token-dead');
    const admin = await desk.signIn('administrator');
    const list = await admin.get('/channels').expect(200);
    expect(list.text).toContain('Mất kết nối');
    expect(list.text).toContain('Mã truy cập đã hết hiệu lực');
    const page = await admin.get(`/channels/${desk.channels.parisX.id}`).expect(200);
    expect(page.text).toContain('Hãy kết nối lại bên dưới');
    await channels.saveChannelState(desk.channels.parisX.id, 'connected', null);
  });

  it.each([...saidReasons, 'other', 'manager', 'reader'])(
    'has a sentence for the reason %s in both languages',
    (reason) => {
      const { vi, en } = desk.ctx.translators;
      expect(vi(`channels.reason.${reason}`)).not.toBe(en(`channels.reason.${reason}`));
    },
  );
});

describe('adding a channel', () => {
  it('takes the name that the platform tells and keeps the key sealed', async () => {
    const admin = await desk.signIn('administrator');
    const answer = await admin.post('/channels').type('form').send(facebook).expect(303);
    const page = await admin.get(answer.headers['location'] ?? '').expect(200);
    expect(page.text).toContain('Account 987654321');
    expect(page.text).toContain('Đã thêm kênh');
    expect(page.text).not.toContain(facebook.pageAccessToken);
    const id = (answer.headers['location'] ?? '').split('/').at(-1) ?? '';
    expect(await openCredentials(desk.ctx, id)).toEqual({
      kind: 'facebook-page',
      pageAccessToken: facebook.pageAccessToken,
    });
  });

  it.each([
    [
      'an account that is registered',
      { accountId: testChannels.x.accountId },
      409,
      'đã được đăng ký',
    ],
    ['no account number', { accountId: '' }, 422, 'Hãy nhập mã số tài khoản'],
    ['the name of an account', { accountId: '@MOFA' }, 422, 'chỉ gồm chữ số'],
    ['no unit', { unitId: '' }, 422, 'Hãy chọn đơn vị phụ trách'],
    ['a unit that does not exist', { unitId: 'nowhere' }, 403, 'không có quyền quản lý kênh'],
    ['no secret', { accessSecret: '' }, 422, 'Còn thiếu mã bắt buộc'],
    ['half of the keys of an app', { consumerKey: 'ck' }, 422, 'phải đi cùng nhau'],
  ])('refuses %s, keeps what was typed and never the keys', async (_what, change, status, says) => {
    const admin = await desk.signIn('administrator');
    const typed = { ...xForm, ...change };
    const page = await admin.post('/channels').type('form').send(typed).expect(status);
    expect(page.text).toContain(says);
    expect(page.text).toContain('value="Tên đã nhập"');
    expect(page.text).not.toContain('token-that-was-typed');
  });

  it.each([
    ['a token that the platform refuses', 'token-dead', 'Nền tảng không chấp nhận mã'],
    ['a platform that is away', 'not-reached', 'Không liên lạc được với nền tảng'],
  ] as const)('says what to do after %s', async (_what, reason, says) => {
    desk.platforms.x.identity = { kind: 'failed', reason, code: '401' };
    const admin = await desk.signIn('administrator');
    const page = await admin.post('/channels').type('form').send(xForm).expect(422);
    desk.platforms.x.identity = null;
    expect(page.text).toContain(says);
    expect(page.text).toContain('value="5550001"');
    expect(page.text).not.toContain('token-that-was-typed');
  });

  it('asks for keys in fields that no browser fills or remembers', async () => {
    const admin = await desk.signIn('administrator');
    const { text } = await admin.get('/channels/new').expect(200);
    for (const name of ['pageAccessToken', 'accessToken', 'accessSecret', 'consumerSecret']) {
      const field = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(text)?.[0] ?? '';
      expect(field).toContain('type="password"');
      expect(field).toContain('autocomplete="off"');
      expect(field).not.toContain('value=');
    }
  });
});

describe('connecting a channel again', () => {
  it('brings a channel back with new keys', async () => {
    const { channels } = desk.ctx.stores;
    const { id } = desk.channels.parisFacebook;
    await channels.saveChannelState(id, 'disconnected', 'token-dead');
    const admin = await desk.signIn('administrator');
    const path = `/channels/${id}/connection`;
    await admin.post(path).type('form').send({ pageAccessToken: 'a-new-token' }).expect(303);
    expect((await channels.getChannel(id)).state).toBe('connected');
  });

  it('leaves the old keys when the new ones belong to another account', async () => {
    desk.platforms.facebook.identity = {
      kind: 'read',
      accountId: '4711',
      name: 'Somebody else',
      handle: 'else',
      publicUrl: 'https://facebook.example/else',
    };
    const { id } = desk.channels.facebook;
    const before = await openCredentials(desk.ctx, id);
    const admin = await desk.signIn('administrator');
    const page = await admin
      .post(`/channels/${id}/connection`)
      .type('form')
      .send({ pageAccessToken: 'somebody-elses-token' })
      .expect(422);
    desk.platforms.facebook.identity = null;
    expect(page.text).toContain('4711');
    expect(page.text).not.toContain('somebody-elses-token');
    expect(await openCredentials(desk.ctx, id)).toEqual(before);
  });

  it('is not for those who only read channels', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get(`/channels/${desk.channels.x.id}`).expect(200);
    expect(page.text).not.toContain('type="password"');
    await officer.post(`/channels/${desk.channels.x.id}/connection`).send('').expect(403);
  });
});
