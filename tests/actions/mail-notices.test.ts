import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { composeNotices } from '../../src/actions/notices/compose-notices.ts';
import { mailNotices } from '../../src/actions/notices/mail-notices.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { clearWork } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(() => clearWork(desk));

const tell = (...personIds: string[]) =>
  desk.ctx.stores.notices.insertNotices(
    composeNotices(desk.ctx, personIds, {
      kind: 'post-returned',
      postId: 'post-1',
      parameters: { title: 'Tin <b>mới</b>', by: 'Phạm Thu Hằng', reason: 'Sai chức danh' },
    }),
  );
const states = async (): Promise<unknown[]> =>
  (await desk.connection.collection('notices').find().toArray()).map(
    (row) => row['mail'] as unknown,
  );

describe('the mail of a notice', () => {
  it('is sent once, however many workers send at the same time', async () => {
    const { people } = desk;
    await tell(people['press-officer'].id, people.translator.id, people.spokesperson.id);
    const sent = await Promise.all([1, 2, 3].map(() => mailNotices(desk.ctx)));
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(3);
    await mailNotices(desk.ctx);
    expect(desk.mailer.sent.map((mail) => mail.to.address).sort()).toEqual([
      'press-officer@mofa.example',
      'spokesperson@mofa.example',
      'translator@mofa.example',
    ]);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('says what happened and where to look, and takes no markup from a title', async () => {
    await tell(desk.people['press-officer'].id);
    await mailNotices(desk.ctx);
    const [mail] = desk.mailer.sent;
    expect(mail).toMatchObject({
      language: 'vi',
      messageId: expect.stringMatching(/^<notice\.[0-9a-f-]{36}@localhost>$/),
    });
    expect(mail?.text).toContain('http://localhost:4100/posts/post-1');
    expect(mail?.text).toContain('Sai chức danh');
    expect(mail?.html).not.toContain('<b>mới</b>');
  });

  it('with an unclear answer is kept as unclear and not repeated', async () => {
    await tell(desk.people['press-officer'].id);
    desk.mailer.outcomes.push({ kind: 'unknown', reason: 'connection lost' });
    for (let n = 0; n < 4; n += 1) await mailNotices(desk.ctx);
    expect(desk.mailer.sent).toHaveLength(1);
    expect(await states()).toEqual(['unknown']);
  });

  it('refused for now is tried again in the next round, refused for good is not', async () => {
    await tell(desk.people['press-officer'].id);
    desk.mailer.outcomes.push(
      { kind: 'refused', reason: '451', permanent: false },
      { kind: 'refused', reason: '550', permanent: true },
    );
    await mailNotices(desk.ctx);
    expect(await states()).toEqual(['planned']);
    await mailNotices(desk.ctx);
    await mailNotices(desk.ctx);
    expect(await states()).toEqual(['refused']);
    expect(desk.mailer.sent).toHaveLength(2);
  });

  it('is not sent to somebody who left', async () => {
    const { people } = desk.ctx.stores;
    await people.savePerson({ ...desk.people['press-officer-2'], state: 'left' });
    await tell(desk.people['press-officer-2'].id);
    await mailNotices(desk.ctx);
    expect(desk.mailer.sent).toEqual([]);
    expect(await states()).toEqual(['none']);
  });
});
