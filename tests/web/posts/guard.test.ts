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
