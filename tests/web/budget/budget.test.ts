import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { microsOf } from '../../../src/domain/budget/price.ts';
import { testChannels } from '../../support/desk-people.ts';
import { content } from '../../support/sample-rows.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { approvedPost, drain, submittedPost, targetIn } from '../../actions/support/posts.ts';

let desk: TestDesk;
let officer: TestAgent;
let administrator: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
  administrator = await desk.signIn('administrator');
});
afterAll(() => desk.close());

const onX = (text: string) => {
  const en = { text, platformTexts: {}, link: null, media: [] };
  const target = targetIn(desk, 0, { channelId: testChannels.x.id, language: 'en' });
  return content({ versions: { en }, targets: [target] });
};
const save = (form: Record<string, string>) =>
  administrator.post('/budget/desk/limits').type('form').send(form);

describe('the page of costs', () => {
  it('shows what the month cost, by channel, with the prices and who can change the limit', async () => {
    await approvedPost(desk, onX('News from Ha Noi'));
    await drain(desk.ctx);
    const { text } = await officer.get('/budget').expect(200);
    expect(text).toContain('Ứng dụng chung của Bộ trên X');
    expect(text).toContain('0,015 USD');
    expect(text).toContain('0,20 USD');
    expect(text).toContain('Vũ Đức Long');
    expect(text).not.toContain('Lưu hạn mức');
  });

  it('shows an embassy its own channels, and the others as a number', async () => {
    const { text } = await (await desk.signIn('paris-officer')).get('/budget').expect(200);
    expect(text).toContain('Viet Nam in France');
    expect(text).not.toContain('Viet Nam MOFA');
    expect(text).toContain('1 kênh khác');
  });

  it('lets an administrator set the limit and shares, and keeps it in the record', async () => {
    await save({ cap: '12,5', [`share.${testChannels.x.id}`]: '5' }).expect(303);
    expect(await desk.ctx.stores.spend.findBudget('desk')).toMatchObject({
      capMicros: microsOf(12.5),
      shares: { [testChannels.x.id]: microsOf(5) },
    });
    const { text } = await administrator.get('/records').expect(200);
    expect(text).toContain('Đổi hạn mức chi phí');
  });

  it('refuses an amount that is none, keeps what was typed, and changes nothing', async () => {
    const { text } = await save({ cap: 'nhiều' }).expect(422);
    expect(text).toContain('Hãy ghi số tiền bằng USD');
    expect(text).toContain('value="nhiều"');
    expect((await desk.ctx.stores.spend.findBudget('desk')).capMicros).toBe(microsOf(12.5));
  });

  it('is changed by nobody else', async () => {
    await officer.post('/budget/desk/limits').type('form').send({ cap: '1' }).expect(403);
    await officer.post('/budget/desk/pause-end').type('form').send({}).expect(403);
    await administrator.post('/budget/nothing/limits').type('form').send({ cap: '1' }).expect(404);
  });

  it('says when an app has no credit, and lets an administrator say that it has again', async () => {
    await desk.ctx.inTransaction((tx) =>
      desk.ctx.stores.spend.pauseApp('desk', desk.clock.now(), tx),
    );
    const before = await officer.get('/budget').expect(200);
    expect(before.text).toContain('Ứng dụng đã hết tiền.');
    expect(before.text).not.toContain('Đã có tiền</button>');
    await administrator.post('/budget/desk/pause-end').type('form').send({}).expect(303);
    const after = await administrator.get('/budget').expect(200);
    expect(after.text).not.toContain('Ứng dụng đã hết tiền.');
  });
});

describe('what a post will cost', () => {
  it('is told to the approver, with the month’s spending and whether it still fits', async () => {
    const post = await submittedPost(desk, onX('More: https://mofa.gov.vn'));
    const spokesperson = await desk.signIn('spokesperson');
    const { text } = await spokesperson.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain('0,20 USD cho bài này, có đường dẫn nên đắt gấp 13 lần');
    expect(text).toContain('Tháng này đã chi 0,015 USD trên 12,50 USD');
    await save({ cap: '0,1' }).expect(303);
    const over = await spokesperson.get(`/posts/${post.id}/approval`).expect(200);
    expect(over.text).toContain('Bài này không còn vừa hạn mức của tháng');
  });

  it('is told while one writes', async () => {
    const { text } = await officer.get('/posts/new').expect(200);
    expect(text).toContain('Đăng một bài: 0,015 USD.');
    expect(text).toContain('Có đường dẫn nên đắt gấp 13 lần.');
  });
});

describe('codes that the catalogue of errors does not know', () => {
  it('are counted and shown to administrators alone', async () => {
    await save({ cap: '' }).expect(303);
    const raw = { status: 403, code: '98765', text: null };
    for (const text of ['One', 'Two']) {
      desk.platforms.x.outcomes.push({
        kind: 'refused',
        reason: 'unlisted',
        retry: { kind: 'never' },
        raw,
      });
      await approvedPost(desk, onX(text));
      await drain(desk.ctx);
    }
    const { text } = await administrator.get('/channels/errors').expect(200);
    expect(text).toContain('98765');
    const [code] = await desk.ctx.stores.unlistedCodes.listCodes();
    expect(code).toMatchObject({ platform: 'x', code: '98765', status: 403, count: 2 });
    await officer.get('/channels/errors').expect(403);
  });
});
