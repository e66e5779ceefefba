import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { savePost } from '../../../src/actions/posts/save-post.ts';
import { mediaAddress } from '../../../src/web/media/media-address.ts';
import { TEST_SECRET, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { drawing, photoFromPhone } from '../../unit/media/pictures.ts';
import { fieldsOf, send } from './form-fields.ts';
import type { Fields } from './form-fields.ts';
import { readyFields } from './ready-post.ts';

let desk: TestDesk;
let officer: TestAgent;
let red: Buffer;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
  red = await drawing(60, 40).png().toBuffer();
});

afterAll(async () => {
  await desk.close();
});

const newForm = async (): Promise<Fields> =>
  readyFields(fieldsOf((await officer.get('/posts/new').expect(200)).text));

async function uploaded(browser: TestAgent, unit: string, bytes: Buffer): Promise<string> {
  const answer = await browser
    .post('/media')
    .set('Accept', 'application/json')
    .field('unit', unit)
    .attach('image', bytes, 'ảnh.png')
    .expect(201);
  return answer.body.sha256;
}

describe('pictures of a post', () => {
  it('are stored with the form, and their descriptions with the next saving', async () => {
    const fields = await newForm();
    await send(officer, '/posts', { ...fields, do: 'save' }, [
      { field: 'pictures.vi', name: 'từ điện thoại.jpg', bytes: await photoFromPhone() },
    ]).expect(303);
    const id = fields['postId'] ?? '';
    const { text } = await officer.get(`/posts/${id}/edit`).expect(200);
    expect(text).toContain('Đã xoay ảnh về đúng chiều.');
    expect(text).toContain('Đã xóa thông tin vị trí chụp ảnh.');
    const edited: Fields = { ...fieldsOf(text), 'alt.vi.0': 'Lễ ký tại Paris', do: 'save' };
    await send(officer, `/posts/${id}/revisions`, edited).expect(303);
    const post = await desk.ctx.stores.posts.getPost(id);
    expect(post.content.versions['vi']?.media).toEqual([
      { sha256: edited['media.vi.0'], alt: 'Lễ ký tại Paris' },
    ]);
  });

  it('stay in the form when something else is wrong with it', async () => {
    const fields = await newForm();
    const answer = await send(officer, '/posts', { ...fields, topic: '', do: 'save' }, [
      { field: 'pictures.en', name: 'red.png', bytes: red },
    ]).expect(422);
    const again = fieldsOf(answer.text);
    expect(again['media.en.0']).toMatch(/^[0-9a-f]{64}$/);
    await send(officer, '/posts', { ...again, topic: 'notices', do: 'save' }).expect(303);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    expect(post.content.versions['en']?.media).toHaveLength(1);
  });

  it('are judged by what they are and not by their name', async () => {
    const fields = await newForm();
    const answer = await send(officer, '/posts', { ...fields, do: 'save' }, [
      { field: 'pictures.vi', name: 'photo.jpg', bytes: Buffer.from('<h1>no picture</h1>') },
    ]).expect(422);
    expect(answer.text).toContain('Nội dung tệp này không phải là ảnh');
    expect(fieldsOf(answer.text)['text.vi']).toBe(fields['text.vi']);
  });

  it('that are too large are said to be so, and the texts stay', async () => {
    const fields = await newForm();
    for (const bytes of [Buffer.alloc(15_500_000), Buffer.alloc(17_000_000)]) {
      const answer = await send(officer, '/posts', { ...fields, do: 'save' }, [
        { field: 'pictures.vi', name: 'to.jpg', bytes },
      ]).expect(413);
      expect(answer.text).toContain('tối đa');
      expect(fieldsOf(answer.text)['text.en']).toBe(fields['text.en']);
    }
  });

  it('keep a post from being submitted while one is not described', async () => {
    const fields = await newForm();
    const answer = await send(officer, '/posts', { ...fields, do: 'submit' }, [
      { field: 'pictures.vi', name: 'red.png', bytes: red },
    ]).expect(422);
    expect(answer.text).toContain('Ảnh 1 chưa có mô tả.');
    expect(answer.text).toContain('id="e-alt-vi-0"');
  });

  it('can be taken over from the other version, and taken out again', async () => {
    const fields = await newForm();
    const answer = await send(officer, '/posts', { ...fields, do: 'copy.en' }, [
      { field: 'pictures.vi', name: 'red.png', bytes: red },
    ]).expect(200);
    // The picture arrives with this very form, so the other version is offered it on the next.
    const copied = await send(officer, '/posts', { ...fieldsOf(answer.text), do: 'copy.en' });
    const both = fieldsOf(copied.text);
    expect(both['media.en.0']).toBe(both['media.vi.0']);
    const without = { ...both, 'remove.vi.0': '1', do: 'save' };
    await send(officer, '/posts', without).expect(303);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    expect(post.content.versions['vi']?.media).toEqual([]);
    expect(post.content.versions['en']?.media).toHaveLength(1);
  });

  it('of another unit cannot be put into a post', async () => {
    const paris = await desk.signIn('paris-officer');
    const foreign = await uploaded(paris, 'unit-paris', await drawing(31, 17).png().toBuffer());
    const fields: Fields = { ...(await newForm()), 'media.vi.0': foreign, 'alt.vi.0': 'Ảnh' };
    const answer = await send(officer, '/posts', { ...fields, do: 'save' }).expect(422);
    expect(answer.text).toContain('thuộc đơn vị khác');
    expect(fieldsOf(answer.text)['media.vi.0']).toBeUndefined();
  });
});

describe('a submission', () => {
  it('refuses a picture that the post’s own unit does not hold, though its author may see it', async () => {
    const paris = await desk.signIn('paris-officer');
    const foreign = await uploaded(paris, 'unit-paris', await drawing(33, 19).png().toBuffer());
    const spokesperson = await desk.signIn('spokesperson');
    await spokesperson.get(mediaAddress(TEST_SECRET, foreign)).expect(200);
    const fields = readyFields(await newForm());
    await send(officer, '/posts', { ...fields, do: 'save' }).expect(303);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    const vi = post.content.versions['vi'];
    if (vi === undefined) throw new Error('no Vietnamese version');
    const saved = await savePost(desk.ctx, {
      postId: post.id,
      actor: desk.actors['press-officer'],
      revision: post.revision,
      topic: post.topic,
      class: post.class,
      content: {
        ...post.content,
        versions: {
          ...post.content.versions,
          vi: { ...vi, media: [{ sha256: foreign, alt: 'Ảnh của Paris' }] },
        },
      },
    });
    if (!saved.ok) throw new Error(saved.reason);
    const answer = await officer
      .post(`/posts/${post.id}/submission`)
      .type('form')
      .send({ revision: String(saved.post.revision) })
      .expect(422);
    expect(answer.text).toContain('Tệp 1 không có trong kho ảnh và video của đơn vị soạn bài này.');
  });
});

describe('the address of a picture', () => {
  it('gives its bytes to whoever may see them, and tells the browser to keep them', async () => {
    const sha256 = await uploaded(officer, 'unit-press', red);
    const answer = await officer.get(mediaAddress(TEST_SECRET, sha256)).expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    const spokesperson = await desk.signIn('spokesperson');
    await spokesperson.get(mediaAddress(TEST_SECRET, sha256)).expect(200);
  });

  it('does not exist for another unit, nor for a name that is no hash', async () => {
    const sha256 = await uploaded(officer, 'unit-press', red);
    const paris = await desk.signIn('paris-officer');
    await paris.get(mediaAddress(TEST_SECRET, sha256)).expect(404);
    await officer.get(mediaAddress(TEST_SECRET, '0'.repeat(64))).expect(404);
    await officer.get('/media/..%2fsecret').expect(404);
  });

  it('cannot be made out of the picture itself: its hash alone leads nowhere', async () => {
    const sha256 = await uploaded(officer, 'unit-press', red);
    await officer.get(`/media/${sha256}`).expect(404);
    await officer.get(mediaAddress('another secret', sha256)).expect(404);
  });

  it('is asked for by people who are signed in', async () => {
    const stranger = await desk.signIn('press-officer');
    await stranger.post('/session/end').expect(303);
    await stranger.get(mediaAddress(TEST_SECRET, '0'.repeat(64))).expect(303);
  });
});

describe('uploading by script', () => {
  it('answers in the reader’s words why a file is no picture', async () => {
    const answer = await officer
      .post('/media')
      .set('Accept', 'application/json')
      .field('unit', 'unit-press')
      .attach('image', Buffer.from('x'), 'x.png')
      .expect(422);
    expect(answer.body.error.sentence).toContain('không phải là ảnh');
  });

  it('is refused for a unit that is not one’s own', async () => {
    const answer = await officer
      .post('/media')
      .set('Accept', 'application/json')
      .field('unit', 'unit-paris')
      .attach('image', red, 'x.png')
      .expect(403);
    expect(answer.body.error.sentence).toContain('không có quyền');
  });
});
