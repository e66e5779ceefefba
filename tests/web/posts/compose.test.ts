import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { readyFields } from './ready-post.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { actionOf, fieldsOf, send } from './form-fields.ts';
import type { Fields } from './form-fields.ts';

let desk: TestDesk;
let officer: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
});

afterAll(async () => {
  await desk.close();
});

const newForm = async (browser = officer): Promise<Fields> =>
  fieldsOf((await browser.get('/posts/new').expect(200)).text);

/** Saves a ready post and returns its id with the fields of its editor. */
async function savedPost(changes: Fields = {}): Promise<{ id: string; fields: Fields }> {
  const fields: Fields = { ...readyFields(await newForm()), ...changes };
  const id = fields['postId'] ?? '';
  await send(officer, '/posts', { ...fields, do: 'save' }).expect(303);
  return { id, fields: fieldsOf((await officer.get(`/posts/${id}/edit`).expect(200)).text) };
}

const stored = (id: string) => desk.ctx.stores.posts.getPost(id);

describe('a new post', () => {
  it('offers the channels of the unit, each in the language it posts in', async () => {
    const fields = await newForm();
    const rows = Object.keys(fields).filter((name) => /^target\.\d+\.on$/.test(name));
    expect(rows).toHaveLength(2);
    expect(fields['target.0.language']).toBe('vi');
    expect(fields['target.1.language']).toBe('en');
    expect(fields['target.0.late']).toBe('15');
  });

  it('is saved with both versions and each channel’s time', async () => {
    const { id } = await savedPost();
    const post = await stored(id);
    expect(post.state).toBe('draft');
    expect(post.content.versions['vi']?.text).toBe('Việt Nam và Pháp ký thỏa thuận.');
    expect(post.content.versions['en']?.text).toBe('Viet Nam and France sign an agreement.');
    expect(post.content.targets).toEqual([
      {
        channelId: 'channel-facebook',
        language: 'vi',
        timing: {
          kind: 'at',
          at: '2026-11-24T01:00:00.000Z',
          until: '2026-11-24T01:15:00.000Z',
        },
        zone: 'Asia/Ho_Chi_Minh',
      },
      {
        channelId: 'channel-x',
        language: 'en',
        timing: {
          kind: 'at',
          at: '2026-11-24T01:00:00.000Z',
          until: '2026-11-24T01:15:00.000Z',
        },
        zone: 'Asia/Ho_Chi_Minh',
      },
    ]);
  });

  it('in a language without a name is refused, and the list of posts stays readable', async () => {
    const fields = readyFields(await newForm());
    await send(officer, '/posts', { ...fields, 'text.xx': 'Giả mạo', do: 'save' }).expect(400);
    await officer.get('/posts').expect(200);
  });

  it('of book length is told to be too large, with the text still on the page', async () => {
    const fields = readyFields(await newForm());
    const answer = await send(officer, '/posts', {
      ...fields,
      'text.vi': 'Rất dài. '.repeat(20_000),
      do: 'save',
    }).expect(413);
    expect(answer.text).toContain('Dữ liệu quá lớn');
    expect(answer.text).toContain('Rất dài. Rất dài.');
  });

  it('whose form arrives broken is a request that cannot be read', async () => {
    await officer
      .post('/posts')
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send('--x\r\nbroken')
      .expect(400);
    await officer.post('/posts').set('Content-Type', 'multipart/form-data').send('x').expect(400);
  });

  it('is made once when the button is pressed twice', async () => {
    const fields: Fields = { ...readyFields(await newForm()), do: 'save' };
    const [first, second] = await Promise.all([
      send(officer, '/posts', fields),
      send(officer, '/posts', fields),
    ]);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(first.headers['location']).toBe(second.headers['location']);
    expect(await desk.ctx.stores.posts.listRevisions(fields['postId'] ?? '')).toHaveLength(1);
  });

  it('keeps the words of a form that was changed and sent again under the same id', async () => {
    const fields: Fields = { ...readyFields(await newForm()), do: 'save' };
    await send(officer, '/posts', fields).expect(303);
    const again = await send(officer, '/posts', { ...fields, 'text.vi': 'Lời khác.' }).expect(409);
    expect(fieldsOf(again.text)['text.vi']).toBe('Lời khác.');
    expect((await stored(fields['postId'] ?? '')).revision).toBe(1);
    await send(officer, actionOf(again.text), { ...fieldsOf(again.text), do: 'save' }).expect(303);
    expect((await stored(fields['postId'] ?? '')).content.versions['vi']?.text).toBe('Lời khác.');
  });

  it('may be saved incomplete', async () => {
    const fields: Fields = {
      ...(await newForm()),
      topic: 'notices',
      'text.vi': 'Chỉ mới có một câu.',
    };
    delete fields['target.0.on'];
    delete fields['target.1.on'];
    await send(officer, '/posts', { ...fields, do: 'save' }).expect(303);
    const post = await stored(fields['postId'] ?? '');
    expect(post.content.targets).toEqual([]);
  });

  it('is refused in a unit where its author may not write', async () => {
    const fields: Fields = { ...readyFields(await newForm()), unit: 'unit-paris', do: 'save' };
    await send(officer, '/posts', fields).expect(403);
    expect(await desk.ctx.stores.posts.findPost(fields['postId'] ?? '')).toBeNull();
  });

  it('goes to no channel that is out of its author’s reach', async () => {
    const fields: Fields = {
      ...readyFields(await newForm()),
      'target.0.channel': 'channel-paris-facebook',
      do: 'save',
    };
    const answer = await send(officer, '/posts', fields).expect(422);
    expect(answer.text).not.toContain('ĐSQ Việt Nam tại Pháp');
  });

  it('cannot be started by somebody who only reads', async () => {
    const reader = await desk.signIn('report-reader');
    await reader.get('/posts/new').expect(403);
    await send(reader, '/posts', { do: 'save' }).expect(403);
  });

  it('refuses a field that no form of the desk sends', async () => {
    const fields: Fields = { ...readyFields(await newForm()), topic: 'gossip', do: 'save' };
    await send(officer, '/posts', fields).expect(400);
  });
});

describe('what is wrong with a form', () => {
  it('is said beside the field, and everything typed is still there', async () => {
    const fields: Fields = {
      ...readyFields(await newForm()),
      topic: '',
      'text.vi': 'Dòng một\n\n<b>đậm</b> & "trích"',
      'target.0.at': '',
    };
    const answer = await send(officer, '/posts', { ...fields, do: 'save' }).expect(422);
    expect(answer.text).toContain('Hãy chọn chủ đề.');
    expect(answer.text).toContain('Hãy chọn ngày giờ.');
    const again = fieldsOf(answer.text);
    expect(again['text.vi']).toBe(fields['text.vi']);
    expect(again['text.en']).toBe(fields['text.en']);
    expect(again['target.0.on']).toBe('1');
    expect(again['postId']).toBe(fields['postId']);
    expect(answer.text).not.toContain('<b>đậm</b>');
  });

  it('names an hour that summer time skips', async () => {
    const paris = await desk.signIn('paris-officer');
    const fields = readyFields(await newForm(paris));
    expect(fields['target.0.zone']).toBe('Europe/Paris');
    const skipped = { ...fields, 'target.0.at': '2027-03-28T02:30', do: 'save' };
    const answer = await send(paris, '/posts', skipped).expect(422);
    expect(answer.text).toContain('giờ mùa hè');
    expect(fieldsOf(answer.text)['target.0.at']).toBe('2027-03-28T02:30');
    await send(paris, '/posts', {
      ...fields,
      'target.0.at': '2027-03-28T03:30',
      do: 'save',
    }).expect(303);
    const post = await stored(fields['postId'] ?? '');
    expect(post.content.targets[0]?.timing).toMatchObject({ at: '2027-03-28T01:30:00.000Z' });
  });

  it('shows the unit’s time and Hanoi’s beside each other', async () => {
    const paris = await desk.signIn('paris-officer');
    const { text } = await paris.get('/posts/new').expect(200);
    expect(text).toContain('Paris 08:00, Thứ Ba 24/11/2026');
    expect(text).toContain('Hà Nội 14:00, Thứ Ba 24/11/2026');
  });
});

describe('saving and submitting', () => {
  it('hands a complete post to the approvers', async () => {
    const fields = readyFields(await newForm());
    const answer = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(303);
    expect(answer.headers['location']).toBe(`/posts/${fields['postId'] ?? ''}`);
    expect((await stored(fields['postId'] ?? '')).state).toBe('submitted');
  });

  it('saves an incomplete post and lists what keeps it back', async () => {
    const fields: Fields = {
      ...readyFields(await newForm()),
      'text.en': 'ế'.repeat(150),
      'text.vi': 'Một <script>alert(1)</script> trong lời văn',
      'link.vi': 'mofa.gov.vn',
      'target.0.at': '2026-11-01T08:00',
    };
    const answer = await send(officer, '/posts', { ...fields, do: 'submit' }).expect(422);
    const post = await stored(fields['postId'] ?? '');
    expect(post.state).toBe('draft');
    expect(answer.text).toContain('Đã lưu bản nháp nhưng chưa trình được');
    expect(answer.text).toContain('Quá dài đối với Viet Nam MOFA trên X: 300, tối đa 280.');
    expect(answer.text).toContain('thẻ HTML &lt;script&gt;');
    expect(answer.text).toContain('không phải là địa chỉ web đầy đủ');
    expect(answer.text).toContain('thời điểm đã chọn đã qua');
    expect(answer.text).not.toContain('<script>alert(1)');
    // The same page goes on as the editor of the saved draft.
    expect(actionOf(answer.text)).toBe(`/posts/${post.id}/revisions`);
    expect(fieldsOf(answer.text)['revision']).toBe('1');
  });

  it('is not offered to a translator', async () => {
    const translator = await desk.signIn('translator');
    const { text } = await translator.get('/posts/new').expect(200);
    expect(text).not.toContain('value="submit"');
    const fields: Fields = { ...readyFields(fieldsOf(text)), do: 'submit' };
    await send(translator, '/posts', fields).expect(403);
  });

  it('takes "as soon as approved" with a latest time', async () => {
    const fields: Fields = {
      ...readyFields(await newForm()),
      'target.0.timing': 'on-approval',
      'target.0.until': '2026-11-23T18:00',
    };
    await send(officer, '/posts', { ...fields, do: 'submit' }).expect(303);
    expect((await stored(fields['postId'] ?? '')).content.targets[0]?.timing).toEqual({
      kind: 'on-approval',
      until: '2026-11-23T11:00:00.000Z',
    });
  });
});

describe('two people in one post', () => {
  it('sees both texts when somebody saved in between, and can save over the newest', async () => {
    const { id, fields } = await savedPost();
    const colleague = await desk.signIn('press-officer-2');
    const theirs = { ...fields, 'text.vi': 'Việt Nam và Pháp ký hai thỏa thuận.', do: 'save' };
    await send(colleague, `/posts/${id}/revisions`, theirs).expect(303);
    const mine = { ...fields, 'text.vi': 'Việt Nam và Pháp ký thỏa thuận mới.', do: 'save' };
    const answer = await send(officer, `/posts/${id}/revisions`, mine).expect(409);
    expect(answer.text).toContain('Đỗ Quang Huy đã lưu lần sửa 2');
    expect(answer.text).toContain('Việt Nam và Pháp ký hai thỏa thuận.');
    expect(answer.text).toContain('<ins>');
    const kept = fieldsOf(answer.text);
    expect(kept['text.vi']).toBe('Việt Nam và Pháp ký thỏa thuận mới.');
    expect(kept['revision']).toBe('2');
    await send(officer, `/posts/${id}/revisions`, { ...kept, do: 'save' }).expect(303);
    const post = await stored(id);
    expect(post.revision).toBe(3);
    expect(post.contributors).toEqual(['person-press-officer', 'person-press-officer-2']);
  });

  it('keeps the text of somebody whose post was submitted meanwhile', async () => {
    const { id, fields } = await savedPost();
    const colleague = await desk.signIn('press-officer-2');
    await send(colleague, `/posts/${id}/revisions`, { ...fields, do: 'submit' }).expect(303);
    const mine = { ...fields, 'text.vi': 'Một câu mới.', do: 'save' };
    const answer = await send(officer, `/posts/${id}/revisions`, mine).expect(409);
    expect(answer.text).toContain('Bài này không còn sửa được');
    expect(fieldsOf(answer.text)['text.vi']).toBe('Một câu mới.');
  });
});

describe('a session that ended', () => {
  it('keeps the texts through the new sign-in and saves them', async () => {
    const { id, fields } = await savedPost();
    const stranger = await desk.signIn('press-officer');
    await stranger.post('/session/end').expect(303);
    const mine = { ...fields, 'text.vi': 'Viết khi phiên đã hết.', do: 'submit' };
    const answer = await send(stranger, `/posts/${id}/revisions`, mine).expect(401);
    expect(answer.text).toContain('Viết khi phiên đã hết.');
    // What the kept form sends again is a plain form without files: it is saved, never submitted.
    await officer.post(`/posts/${id}/revisions`).type('form').send(mine).expect(303);
    const post = await stored(id);
    expect(post.content.versions['vi']?.text).toBe('Viết khi phiên đã hết.');
    expect(post.state).toBe('draft');
  });
});

describe('a post that one may not edit', () => {
  it('is no page for another unit', async () => {
    const { id, fields } = await savedPost();
    const paris = await desk.signIn('paris-officer');
    await paris.get(`/posts/${id}/edit`).expect(404);
    await send(paris, `/posts/${id}/revisions`, { ...fields, do: 'save' }).expect(404);
    await officer.get('/posts/no-such-post/edit').expect(404);
  });

  it('is refused to a spokesperson, who reads it', async () => {
    const { id } = await savedPost();
    const spokesperson = await desk.signIn('spokesperson');
    await spokesperson.get(`/posts/${id}/edit`).expect(403);
  });
});
