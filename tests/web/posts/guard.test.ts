import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { fieldsOf, send } from './form-fields.ts';
import type { Fields } from './form-fields.ts';
import { readyFields } from './ready-post.ts';

const UNSEEN = '\uFFFE';

let desk: TestDesk;
let officer: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
});

afterAll(async () => {
  await desk.close();
});

async function newFields(changes: Fields = {}): Promise<Fields> {
  const { text } = await officer.get('/posts/new').expect(200);
  return { ...readyFields(fieldsOf(text)), ...changes };
}

describe('the language guard in the composer', () => {
  it('says nothing about a clean post', async () => {
    const fields = await newFields({ do: 'preview' });
    const { text } = await send(officer, '/posts', fields).expect(200);
    expect(text).toMatch(/data-guard="\/language\/data"/);
    expect(text).toMatch(/<span class="count">0<\/span>/);
  });

  it('shows without a script what it has to say, with a button that takes the words over', async () => {
    const fields = await newFields({ 'text.en': `Viet${UNSEEN} Nam signs.`, do: 'preview' });
    const { text } = await send(officer, '/posts', fields).expect(200);
    expect(text).toMatch(/X không nhận văn bản có ký tự ẩn/);
    const taken = await send(officer, '/posts', { ...fields, do: 'take:text.en:4' }).expect(200);
    expect(fieldsOf(taken.text)['text.en']).toBe('Viet Nam signs.');
    expect(taken.text).not.toMatch(/X không nhận văn bản có ký tự ẩn này[^{]*<\/p>/);
  });

  it('saves a draft with words that must not go out, and does not submit it', async () => {
    const fields = await newFields({ 'text.en': `Viet${UNSEEN} Nam signs.` });
    const { text } = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(422);
    expect(text).toMatch(/Không được đăng: “\uFFFE”: X không nhận văn bản/);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    expect(post.state).toBe('draft');
    expect(post.content.versions['en']?.text).toBe(`Viet${UNSEEN} Nam signs.`);
  });

  it('a suggestion for words that changed since is passed over, and nothing is lost', async () => {
    const fields = await newFields({ do: 'take:text.en:4' });
    const { text } = await send(officer, '/posts', fields).expect(200);
    expect(fieldsOf(text)['text.en']).toBe(fields['text.en']);
  });

  it('gives the browser the data and the sentences in the reader’s language, to keep', async () => {
    const answer = await officer.get('/language/data').expect(200);
    expect(answer.body).toMatchObject({
      files: { 'platform-limits.json': { x: { text: { most: 280 } } } },
      sentences: { length: { 'x-refused': expect.stringMatching(/ký tự ẩn/) } },
    });
    const tag = String(answer.headers['etag']);
    await officer.get('/language/data').set('If-None-Match', tag).expect(304);
  });
});

describe('a warning that needs a reason', () => {
  const TEXT = 'Viet Nam and France discuss the South China Sea.';
  const reasons: Fields = {
    'reason.0.language': 'en',
    'reason.0.rule': 'lexicon.sovereignty',
    'reason.0.excerpt': 'South China Sea',
    'reason.0.text': 'Phát biểu của phía Pháp, theo bản ghi đã thống nhất.',
  };
  const stored = (fields: Fields) => desk.ctx.stores.posts.getPost(fields['postId'] ?? '');

  it('keeps the post with its author until there is one', async () => {
    const fields = await newFields({ 'text.en': TEXT });
    const { text } = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(422);
    expect(text).toMatch(/Cần nêu lý do hoặc sửa lại: “South China Sea”/);
    expect(text).toMatch(/name="reason\.\d+\.text"/);
    expect((await stored(fields)).state).toBe('draft');
  });

  it('is passed over with one, which is approved with the text and shown to the approver', async () => {
    const fields = await newFields({ 'text.en': TEXT, ...reasons });
    await send(officer, '/posts', { ...fields, do: 'submit' }).expect(303);
    const post = await stored(fields);
    expect(post.state).toBe('submitted');
    expect(post.content.reasons).toEqual([
      {
        language: 'en',
        rule: 'lexicon.sovereignty',
        excerpt: 'South China Sea',
        reason: reasons['reason.0.text'],
      },
    ]);
    const spokesperson = await desk.signIn('spokesperson');
    const { text } = await spokesperson.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toMatch(/<q lang="en">South China Sea<\/q>/);
    expect(text).toMatch(/Phát biểu của phía Pháp/);
    await spokesperson
      .post(`/posts/${post.id}/approval`)
      .type('form')
      .send({ revision: String(post.revision), contentSha256: post.contentSha256 })
      .expect(303);
  });

  it('does not keep a reason for words that are gone', async () => {
    const fields = await newFields({ 'text.en': 'Viet Nam and France sign.', ...reasons });
    await send(officer, '/posts', { ...fields, do: 'save' }).expect(303);
    expect((await stored(fields)).content.reasons).toEqual([]);
  });

  it('and words that came into the lexicon after submission are returned, not approved', async () => {
    const fields = await newFields({ 'text.en': 'Viet Nam greets the Forum on Tomorrow.' });
    await send(officer, '/posts', { ...fields, do: 'submit' }).expect(303);
    const post = await stored(fields);
    const change = {
      'entry.category': 'country',
      'entry.vi': 'Diễn đàn',
      'entry.en': 'Tomorrow Forum',
      'entry.avoid.en': 'Forum on Tomorrow',
      'entry.confidence': 'A',
      'entry.source': 'Công văn số 13',
      reason: 'Công văn số 13',
    };
    await officer.post('/lexicon/terms').type('form').send(change).expect(303);
    const spokesperson = await desk.signIn('spokesperson');
    const [open] = await desk.ctx.stores.language.listChanges({ state: 'proposed' });
    await spokesperson
      .post(`/lexicon/changes/${open?.id ?? ''}`)
      .type('form')
      .send({ decision: 'confirmed' })
      .expect(303);
    const { text } = await spokesperson
      .post(`/posts/${post.id}/approval`)
      .type('form')
      .send({ revision: String(post.revision), contentSha256: post.contentSha256 })
      .expect(422);
    expect(text).toMatch(/Bộ quy tắc ngôn ngữ không chấp nhận/);
    expect((await stored(fields)).state).toBe('submitted');
  });
});
