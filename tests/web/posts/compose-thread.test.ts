import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { fieldsOf, send } from './form-fields.ts';
import type { Fields } from './form-fields.ts';
import { readyFields } from './ready-post.ts';

const SENTENCES = [
  'Viet Nam and France raised their relations to a comprehensive strategic partnership today in Paris.',
  'Both sides agreed to widen their cooperation in trade, science, education, culture and defence over five years.',
  'A first meeting of the two governments on climate and energy takes place in Ha Noi in the spring of next year.',
];
const LONG = SENTENCES.join(' ');

let desk: TestDesk;
let officer: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
});
afterAll(() => desk.close());

const ready = async (changes: Fields = {}): Promise<Fields> => ({
  ...readyFields(fieldsOf((await officer.get('/posts/new').expect(200)).text)),
  ...changes,
});
const pressed = async (fields: Fields, button: string) => {
  const { text } = await send(officer, '/posts', { ...fields, do: button }).expect(200);
  return { html: text, fields: fieldsOf(text) };
};
const thread = { 'part.en.x.0': 'Two.', 'part.en.x.1': 'Three.' };
async function saved(fields: Fields): Promise<string> {
  await send(officer, '/posts', { ...fields, do: 'save' }).expect(303);
  return fields['postId'] ?? '';
}
const english = async (id: string) =>
  (await desk.ctx.stores.posts.getPost(id)).content.versions['en'];

describe('a thread in the composer', () => {
  it('grows by a part when its author asks for one, and everything typed stays', async () => {
    const { html, fields } = await pressed(await ready({ 'text.en': 'One.' }), 'part.en.x');
    expect(fields['part.en.x.0']).toBe('');
    expect(fields['text.en']).toBe('One.');
    expect(html).toMatch(/name="part\.en\.x\.0"[^>]* autofocus/);
    expect(html).not.toContain('part.en.facebook');
    const again = await pressed({ ...fields, 'part.en.x.0': 'Two.' }, 'part.en.x');
    expect([again.fields['part.en.x.0'], again.fields['part.en.x.1']]).toEqual(['Two.', '']);
  });

  it('is saved part by part, and a part that was left empty is dropped', async () => {
    const id = await saved(
      await ready({ 'part.en.x.0': 'Two.', 'part.en.x.1': ' ', 'part.en.x.2': 'Three.' }),
    );
    expect((await english(id))?.threads).toEqual({ x: ['Two.', 'Three.'] });
    const fields = fieldsOf((await officer.get(`/posts/${id}/edit`).expect(200)).text);
    expect([fields['part.en.x.0'], fields['part.en.x.1'], fields['part.en.x.2']]).toEqual([
      'Two.',
      'Three.',
      undefined,
    ]);
  });

  it('leaves no trace when its parts are emptied again', async () => {
    const id = await saved(await ready({ 'part.en.x.0': '' }));
    expect(await english(id)).not.toHaveProperty('threads');
  });

  it('offers to split a text that is too long, and splits nothing unasked', async () => {
    const fields = await ready({ 'text.en': LONG });
    const shown = await pressed(fields, 'preview');
    expect(shown.html).toMatch(/value="split\.en\.x" data-split>/);
    expect(shown.fields['text.en']).toBe(LONG);
    expect(shown.fields['part.en.x.0']).toBeUndefined();
    const short = await pressed(await ready(), 'preview');
    expect(short.html).toMatch(/value="split\.en\.x" data-split hidden>/);
  });

  it('proposes parts that end where sentences end, in the text for X alone', async () => {
    const { fields } = await pressed(await ready({ 'text.en': LONG, 'link.en': '' }), 'split.en.x');
    expect(fields['text.en']).toBe(LONG);
    expect(fields['text.en.x']).toBe(`${SENTENCES[0]} ${SENTENCES[1]}`);
    expect(fields['part.en.x.0']).toBe(SENTENCES[2]);
  });

  it('keeps room for a link that goes with the last part', async () => {
    const link = 'https://mofa.gov.vn/en';
    const two = `${SENTENCES[1]} ${SENTENCES[2]} And again.`;
    const { fields } = await pressed(
      await ready({ 'text.en': two, 'link.en': link }),
      'split.en.x',
    );
    const id = await saved(fields);
    const submitted = await officer.get(`/posts/${id}/edit`).expect(200);
    expect(submitted.text).not.toContain('meter over');
  });

  it('shows each part in its preview with its number and its own count', async () => {
    const { html } = await pressed(await ready({ 'text.en': 'One.', ...thread }), 'preview');
    const preview = /data-preview="1"[\s\S]*?<template/.exec(html)?.[0] ?? '';
    expect(preview).toContain('Phần 1/3');
    expect(preview).toContain('Phần 3/3');
    expect(preview).toContain('<p class="text">Three.</p>');
    expect(preview.match(/\d+ \/ 280/g)).toEqual(['4 / 280', '4 / 280', '6 / 280']);
    const facebook = /data-preview="0"[\s\S]*?<template/.exec(html)?.[0] ?? '';
    expect(facebook).not.toContain('Three.');
  });

  it('is refused at the part that is too long, which is told by its number', async () => {
    const fields = await ready({ 'part.en.x.0': '', 'part.en.x.1': 'x'.repeat(281) });
    const { text } = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(422);
    expect(text).toContain('href="#f-part-en-x-1"');
    expect(text).toMatch(
      /Phần 2 của chuỗi bài quá dài đối với Viet Nam MOFA trên X: 281, tối đa 280\./,
    );
  });

  it('with the same text twice is refused', async () => {
    const fields = await ready({ 'text.en': 'One.', 'part.en.x.0': 'One.' });
    const { text } = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(422);
    expect(text).toContain('trùng với một phần trước đó');
  });
});

describe('a thread on the page where it is approved', () => {
  it('is shown part by part, exactly as it is sent', async () => {
    const fields = await ready({ 'text.en': 'One.', ...thread });
    await send(officer, '/posts', { ...fields, do: 'submit' }).expect(303);
    const id = fields['postId'] ?? '';
    const spokesperson = await desk.signIn('spokesperson');
    const { text } = await spokesperson.get(`/posts/${id}/approval`).expect(200);
    for (const part of ['One.', 'Two.', 'Three.'])
      expect(text).toContain(`<p class="text">${part}</p>`);
    expect(text).toContain('Phần 2/3');
    const { revision, contentSha256 } = await desk.ctx.stores.posts.getPost(id);
    await spokesperson
      .post(`/posts/${id}/approval`)
      .type('form')
      .send({ revision: String(revision), contentSha256 })
      .expect(303);
    const deliveries = await desk.ctx.stores.deliveries.listDeliveriesOfPosts([id]);
    expect(deliveries.map((one) => [one.platform, one.thread])).toEqual(
      expect.arrayContaining([
        ['facebook', undefined],
        ['x', { count: 3, parts: [] }],
      ]),
    );
    const x = deliveries.find((one) => one.platform === 'x')?.id ?? '';
    const page = await spokesperson.get(`/deliveries/${x}`).expect(200);
    expect(page.text).toContain('Phần 3: chưa đăng');
  });

  it('is in the record with every part', async () => {
    const id = await saved(await ready({ 'text.en': 'One.', ...thread }));
    const { text } = await officer.get(`/posts/${id}/record`).expect(200);
    expect(text).toContain('X, Phần 3/3:');
    expect(text).toContain('Three.');
  });
});
