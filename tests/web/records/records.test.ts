import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadActor } from '../../../src/actions/people/load-actor.ts';
import { listRecords } from '../../../src/actions/records/list-records.ts';
import { auditEntry, theDesk } from '../../../src/actions/records/audit-entry.ts';
import { auditActions } from '../../../src/domain/records/audit.ts';
import type { AuditEntry } from '../../../src/domain/records/audit.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await desk.ctx.stores.people.insertPerson(
    {
      ...desk.people.administrator,
      id: 'person-paris-admin',
      email: 'paris-admin@mofa.example',
      name: 'Lý Paris',
      grants: [{ role: 'administrator', unitId: 'unit-paris' }],
    },
    'never used',
  );
});
afterAll(() => desk.close());

const write = (facts: Partial<AuditEntry>, actor: Parameters<typeof auditEntry>[1] = theDesk) =>
  desk.ctx.stores.audit.insertEntries([
    {
      ...auditEntry(desk.ctx, actor, {
        action: 'post.saved',
        objectType: 'post',
        objectId: 'post-x',
        unitId: 'unit-press',
      }),
      ...facts,
    },
  ]);

describe('the records', () => {
  it.each(auditActions)('say %s in words of both languages', (action) => {
    const { vi, en } = desk.ctx.translators;
    expect(vi(`records.action.${action}`)).not.toBe(en(`records.action.${action}`));
  });

  it('tell who did what, when in Ha Noi, and lead to it', async () => {
    const { channels, actors } = desk;
    await write(
      { action: 'channel.added', objectType: 'channel', objectId: channels.x.id },
      actors.administrator,
    );
    const page = await (await desk.signIn('spokesperson')).get('/records').expect(200);
    expect(page.text).toContain('09:00, Thứ Hai 23/11/2026');
    expect(page.text).toContain('Vũ Đức Long');
    expect(page.text).toContain('Thêm kênh');
    expect(page.text).toContain(`href="/channels/${channels.x.id}"`);
  });

  it('quote a reason without letting it become part of the page', async () => {
    const reason = '<b>Sửa tên nước</b>';
    await write({ action: 'post.returned', detail: { reason } }, desk.actors.spokesperson);
    const page = await (await desk.signIn('spokesperson')).get('/records').expect(200);
    expect(page.text).not.toContain(reason);
    expect(page.text).toContain('&lt;b&gt;Sửa tên nước');
  });

  it('say roles by their names', async () => {
    const detail = { before: 'translator:unit-press', after: 'press-officer:unit-paris' };
    await write({
      action: 'person.changed',
      objectType: 'person',
      objectId: 'person-translator',
      detail,
    });
    const page = await (await desk.signIn('administrator')).get('/records').expect(200);
    expect(page.text).toContain('Trước: Biên dịch viên (Vụ Thông tin Báo chí)');
    expect(page.text).toContain('Sau: Cán bộ báo chí (Đại sứ quán tại Pháp)');
  });

  it('are narrowed to one person, or to the desk itself', async () => {
    const reader = await desk.signIn('spokesperson');
    const one = await reader.get('/records?person=person-administrator').expect(200);
    expect(one.text).toContain('Thêm kênh');
    expect(one.text).not.toContain('Trả lại bài');
    const own = await reader.get('/records?person=the-desk').expect(200);
    expect(own.text).toContain('Đổi vai trò');
    expect(own.text).not.toContain('Trả lại bài');
  });

  it('of other units, and of no unit at all, are for the whole ministry alone', async () => {
    await write({ action: 'hold.started', objectType: 'hold', objectId: 'hold-1', unitId: null });
    await write({ action: 'post.printed', unitId: 'unit-paris' });
    const paris = await loadActor(desk.ctx, 'person-paris-admin');
    if (paris === null) throw new Error('the administrator of Paris is on the desk');
    const query = { of: 'everybody', page: 1, language: 'vi' } as const;
    const own = await listRecords(desk.ctx, paris, query);
    expect(own.entries.map(({ action }) => action)).toEqual(['post.printed']);
    const all = await listRecords(desk.ctx, desk.actors.administrator, query);
    expect(all.entries.map(({ action }) => action)).toContain('hold.started');
  });

  it('turn their pages', async () => {
    for (let n = 0; n < 60; n += 1) await write({ detail: { revision: n } });
    const reader = await desk.signIn('spokesperson');
    const first = await reader.get('/records?person=the-desk').expect(200);
    expect(first.text).toContain('Trang 1/2');
    const second = await reader.get('/records?person=the-desk&page=2').expect(200);
    expect(second.text).toContain('Trang 2/2');
    expect(second.text).toContain('person=the-desk&amp;page=1');
  });

  it('are closed to a press officer', async () => {
    await (await desk.signIn('press-officer')).get('/records').expect(403);
  });
});
