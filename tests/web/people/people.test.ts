import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '../../../src/domain/people/permission.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import { browserOf, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const newcomer = {
  name: 'Bùi Thanh Tùng',
  email: 'tung@mofa.example',
  language: 'vi',
  password: 'câu mật khẩu đầu tiên',
  passwordAgain: 'câu mật khẩu đầu tiên',
  role: ['press-officer', '', 'translator'],
  unit: ['unit-press', '', 'unit-paris'],
  reports: 'vi',
};

describe('the list of people', () => {
  it('finds a name without its diacritics', async () => {
    const admin = await desk.signIn('administrator');
    const page = await admin.get('/people?q=hoang+nam').expect(200);
    expect(page.text).toContain('Lê Hoàng Nam');
    expect(page.text).not.toContain('Trần Minh Anh');
    expect(page.text).toContain('Biên dịch viên');
  });

  it('is closed to those who do not manage people', async () => {
    const officer = await desk.signIn('press-officer');
    await officer.get('/people').expect(403);
    await officer.get('/people/person-translator').expect(403);
    await officer.post('/people').type('form').send(newcomer).expect(403);
  });

  it('says in words what every role may do', async () => {
    const admin = await desk.signIn('administrator');
    const page = await admin.get('/people/roles').expect(200);
    for (const permission of permissions) {
      expect(page.text).toContain(desk.ctx.translators.vi(`people.permission.${permission}`));
      expect(desk.ctx.translators.en(`people.permission.${permission}`)).not.toBe('');
    }
  });
});

describe('adding a person', () => {
  it('lets them sign in with the roles and the report that were chosen', async () => {
    const admin = await desk.signIn('administrator');
    await admin.post('/people').type('form').send(newcomer).expect(303);
    const person = await desk.ctx.stores.people.findPersonByEmail(newcomer.email);
    expect(person?.grants).toEqual([
      { role: 'press-officer', unitId: 'unit-press' },
      { role: 'translator', unitId: 'unit-paris' },
    ]);
    expect(person?.reportLanguages).toEqual(['vi']);
    const browser = browserOf(desk.app);
    const { email, password } = newcomer;
    await browser.post('/session').type('form').send({ email, password }).expect(303);
  });

  it.each([
    ['a short password', { password: 'ngắn', passwordAgain: 'ngắn' }, 'ít nhất 12 ký tự'],
    ['two different passwords', { passwordAgain: 'khác hẳn lần đầu' }, 'không giống nhau'],
    ['no role', { role: '', unit: '' }, 'Cần ít nhất một vai trò'],
    ['a role without a unit', { role: 'translator', unit: '' }, 'cả vai trò và đơn vị'],
    ['a wrong address', { email: 'tung' }, 'chưa đúng dạng'],
    ['an address in use', { email: 'translator@mofa.example' }, 'Đã có người dùng'],
    ['no name', { name: ' ' }, 'Hãy nhập họ và tên'],
  ])('refuses %s and keeps what was typed but the password', async (_what, change, says) => {
    const admin = await desk.signIn('administrator');
    const typed = { ...newcomer, email: 'other@mofa.example', ...change };
    const page = await admin.post('/people').type('form').send(typed).expect(422);
    expect(page.text).toContain(says);
    expect(page.text).toContain(`value="${typed.email}"`);
    expect(page.text).not.toContain(newcomer.password);
  });
});

describe('changing a person', () => {
  it('replaces the roles and writes who did it', async () => {
    const admin = await desk.signIn('administrator');
    const form = { role: 'translator', unit: 'unit-geneva', reports: ['vi', 'en'] };
    await admin.post('/people/person-translator/grants').type('form').send(form).expect(303);
    const person = await desk.ctx.stores.people.findPerson('person-translator');
    expect(person?.grants).toEqual([{ role: 'translator', unitId: 'unit-geneva' }]);
    const [entry] = await desk.ctx.stores.audit.listEntriesOf(['person-translator']);
    expect(entry).toMatchObject({ action: 'person.changed', actorId: 'person-administrator' });
  });

  it('never lets anybody change their own roles', async () => {
    const admin = await desk.signIn('administrator');
    const page = await admin.get('/people/person-administrator').expect(200);
    expect(page.text).toContain('Không ai tự đổi vai trò của mình');
    expect(page.text).not.toContain('name="role"');
    const form = { role: 'spokesperson', unit: 'unit-hq' };
    await admin.post('/people/person-administrator/grants').type('form').send(form).expect(403);
    const own = await desk.ctx.stores.people.findPerson('person-administrator');
    expect(own?.grants).toEqual(desk.people.administrator.grants);
  });

  it('ends access only when it is confirmed, at once, and can give it again', async () => {
    const left = await desk.signIn('press-officer-2');
    const admin = await desk.signIn('administrator');
    const path = '/people/person-press-officer-2';
    const unsure = await admin.post(`${path}/departure`).type('form').send({}).expect(422);
    expect(unsure.text).toContain('Hãy đánh dấu ô xác nhận');
    await admin.post(`${path}/departure`).type('form').send({ confirm: 'yes' }).expect(303);
    await left.get('/channels').expect(303);
    await admin.post(`${path}/reinstatement`).type('form').send({}).expect(303);
    await (await desk.signIn('press-officer-2')).get('/channels').expect(200);
  });
});

describe('the own password', () => {
  it('changes after the old one was shown, and is in the records', async () => {
    const reader = await desk.signIn('report-reader');
    const wanted = 'a phrase that is quite new';
    const form = { currentPassword: TEST_PASSWORD, password: wanted, passwordAgain: wanted };
    await reader.post('/people/me/password').type('form').send(form).expect(303);
    const email = desk.people['report-reader'].email;
    const browser = browserOf(desk.app);
    await browser
      .post('/session')
      .type('form')
      .send({ email, password: TEST_PASSWORD })
      .expect(422);
    await browser.post('/session').type('form').send({ email, password: wanted }).expect(303);
    const entries = await desk.ctx.stores.audit.listEntriesOf(['person-report-reader']);
    expect(entries.map(({ action }) => action)).toContain('person.password-changed');
  });

  it.each([
    ['the wrong old one', { currentPassword: 'không phải mật khẩu này' }, 'không đúng'],
    ['a new one that is too short', { password: 'ngắn', passwordAgain: 'ngắn' }, '12 ký tự'],
    ['a new one typed differently', { passwordAgain: 'gõ nhầm mất rồi đây' }, 'không giống nhau'],
    [
      'the old one again',
      { password: TEST_PASSWORD, passwordAgain: TEST_PASSWORD },
      'trùng với mật khẩu hiện tại',
    ],
  ])('stays after %s', async (_what, change, says) => {
    const officer = await desk.signIn('press-officer');
    const fresh = 'một câu hoàn toàn mới';
    const form = { currentPassword: TEST_PASSWORD, password: fresh, passwordAgain: fresh };
    const page = await officer
      .post('/people/me/password')
      .type('form')
      .send({ ...form, ...change })
      .expect(422);
    expect(page.text).toContain(says);
    expect(page.text).not.toContain(fresh);
  });

  it('cannot be guessed at an open desk', async () => {
    const officer = await desk.signIn('paris-officer');
    const fresh = 'một câu hoàn toàn mới';
    const form = { currentPassword: 'đoán mò', password: fresh, passwordAgain: fresh };
    for (let guess = 0; guess < 10; guess += 1) {
      await officer.post('/people/me/password').type('form').send(form).expect(422);
    }
    await officer.post('/people/me/password').type('form').send(form).expect(429);
  });
});

describe('units', () => {
  const unit = {
    nameVi: 'Đại sứ quán tại Nhật Bản',
    nameEn: 'Embassy in Japan',
    key: 'tokyo',
    zone: 'Asia/Tokyo',
    parent: 'hq',
  };

  it('are added below another, with a clock of their own', async () => {
    const admin = await desk.signIn('administrator');
    await admin.post('/units').type('form').send(unit).expect(303);
    const page = await admin.get('/units').expect(200);
    expect(page.text).toContain('Đại sứ quán tại Nhật Bản');
    expect(page.text).toContain('11:00');
  });

  it.each([
    ['a key in use', { key: 'paris' }, 409, 'đã được dùng'],
    ['a key with spaces', { key: 'hai từ' }, 422, 'Mã đơn vị gồm'],
    ['a zone that does not exist', { key: 'mars', zone: 'Mars/Base' }, 422, 'Không có múi giờ'],
    ['no English name', { key: 'seoul', nameEn: '' }, 422, 'Cần cả tên'],
    ['no parent', { key: 'seoul', parent: 'nowhere' }, 422, 'Hãy chọn đơn vị cấp trên'],
  ])('are refused with %s', async (_what, change, status, says) => {
    const admin = await desk.signIn('administrator');
    const typed = { ...unit, ...change };
    const page = await admin.post('/units').type('form').send(typed).expect(status);
    expect(page.text).toContain(says);
    expect(page.text).toContain(`value="${unit.nameVi}"`);
  });
});
