import { once } from 'node:events';
import { createServer, request as openRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { mediaAddress } from '../../../src/web/media/media-address.ts';
import { film } from '../../support/films.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import { browserOf, openTestDesk, TEST_SECRET } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { fieldsOf, send } from './form-fields.ts';
import type { Fields } from './form-fields.ts';
import { readyFields } from './ready-post.ts';

let desk: TestDesk;
let officer: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
});

afterAll(async () => {
  await desk.close();
});

const newForm = async (): Promise<Fields> =>
  readyFields(fieldsOf((await officer.get('/posts/new').expect(200)).text));

const upload = (browser: TestAgent, unit: string, bytes: Buffer, name = 'họp báo.mp4') =>
  browser
    .post(`/media/videos?unit=${unit}&name=${encodeURIComponent(name)}`)
    .set('Accept', 'application/json')
    .type('video/mp4')
    .send(bytes);

const unitId = () => desk.units.press.id;

describe('a video of a post', () => {
  it('is stored as it arrives, and its author is told what it is and what was changed', async () => {
    const bytes = film({ seconds: 75, place: '+48.8566+002.3522/' });
    const { body } = await upload(officer, unitId(), bytes).expect(201);
    expect(body).toMatchObject({ kind: 'video', src: mediaAddress(TEST_SECRET, body.sha256) });
    expect(body.told).toEqual([
      'Video 1:15 · 640 × 360 · 1 MB',
      'Đã xóa thông tin vị trí quay.',
      'Đã xóa thông tin kèm theo tệp (máy quay, thời gian quay, ghi chú). Hình và tiếng giữ nguyên.',
    ]);
    const media = await desk.ctx.stores.media.findMedia(body.sha256);
    expect(media).toMatchObject({ originalName: 'họp báo.mp4', mimeType: 'video/mp4' });
    const entries = await desk.ctx.stores.audit.listEntriesOf([body.sha256]);
    expect(entries.map((one) => one.action)).toEqual(['media.uploaded']);
  });

  it('goes with a version alone, without a description, and says so itself', async () => {
    const { body } = await upload(officer, unitId(), film({ seed: 2 })).expect(201);
    const fields: Fields = {
      ...(await newForm()),
      'media.vi.0': body.sha256,
      // A form may say what it likes: what the file is, its bytes say.
      'alt.vi.0': 'bị bỏ đi',
      do: 'submit',
    };
    await send(officer, '/posts', fields).expect(303);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    expect(post.state).toBe('submitted');
    expect(post.content.versions['vi']?.media).toEqual([
      { sha256: body.sha256, alt: '', kind: 'video' },
    ]);
    const spokesperson = await desk.signIn('spokesperson');
    const { text } = await spokesperson.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain(`<video src="${mediaAddress(TEST_SECRET, body.sha256)}"`);
    expect(text).not.toContain('Mô tả ảnh 1:');
  });

  it('beside a picture keeps the post from being submitted', async () => {
    const video = (await upload(officer, unitId(), film({ seed: 3 })).expect(201)).body.sha256;
    const other = (await upload(officer, unitId(), film({ seed: 4 })).expect(201)).body.sha256;
    const fields = {
      ...(await newForm()),
      'media.vi.0': video,
      'media.vi.1': other,
      'alt.vi.1': '',
      do: 'submit',
    };
    const { text } = await send(officer, '/posts', fields).expect(422);
    expect(text).toContain('Mỗi bản chỉ mang các ảnh hoặc một video.');
  });

  it('that is too long for X is refused for X alone, with what to do', async () => {
    const long = (await upload(officer, unitId(), film({ seconds: 200 })).expect(201)).body.sha256;
    const fields = {
      ...(await newForm()),
      'media.vi.0': long,
      'media.en.0': long,
      do: 'submit',
    };
    const { text } = await send(officer, '/posts', fields).expect(422);
    expect(text).toContain(
      'video dài 3:20, X nhận tối đa 2:20. Hãy cắt ngắn video, hoặc bỏ kênh này.',
    );
    expect(text).not.toContain('Facebook nhận tối đa');
  });

  it('of HEVC, of another container or of no film at all is refused in words', async () => {
    const hevc = await upload(officer, unitId(), film({ codec: 'hvc1' })).expect(422);
    expect(hevc.body.error.sentence).toContain('HEVC (H.265)');
    const mov = await upload(officer, unitId(), film({ brand: 'qt  ' }), 'a.mp4').expect(422);
    expect(mov.body.error.sentence).toContain('định dạng MOV');
    const text = await upload(officer, unitId(), Buffer.from('không phải video')).expect(422);
    expect(text.body.error.sentence).toContain('không phải là video');
  });

  it('for another unit is refused, and somebody of another unit finds none', async () => {
    await upload(officer, desk.units.paris.id, film({ seed: 5 })).expect(403);
    const { body } = await upload(officer, unitId(), film({ seed: 6 })).expect(201);
    const stranger = await desk.signIn('paris-officer');
    await stranger.get(mediaAddress(TEST_SECRET, body.sha256)).expect(404);
  });

  it('comes with a form too, for whoever has no scripts', async () => {
    const fields = await newForm();
    await send(officer, '/posts', { ...fields, do: 'save' }, [
      { field: 'pictures.vi', name: 'a.mp4', bytes: film({ seed: 7 }) },
    ]).expect(303);
    const post = await desk.ctx.stores.posts.getPost(fields['postId'] ?? '');
    expect(post.content.versions['vi']?.media).toMatchObject([{ kind: 'video' }]);
    const { text } = await officer.get(`/posts/${post.id}/edit`).expect(200);
    expect(text).toContain('data-kind="video"');
    expect(text).toContain('Video 0:02 · 640 × 360');
  });
});

describe('a player', () => {
  it('gets the part of a video that it asks for', async () => {
    const bytes = film({ bytes: 1_500_000, seed: 8 });
    const { body } = await upload(officer, unitId(), bytes).expect(201);
    const whole = await officer.get(body.src).buffer(true).parse(asBuffer).expect(200);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    expect((whole.body as Buffer).equals(bytes)).toBe(true);
    const part = await officer
      .get(body.src)
      .set('Range', 'bytes=1048570-1048589')
      .buffer(true)
      .parse(asBuffer)
      .expect(206);
    expect(part.headers['content-range']).toBe(`bytes 1048570-1048589/${bytes.length}`);
    expect((part.body as Buffer).equals(bytes.subarray(1_048_570, 1_048_590))).toBe(true);
    const tail = await officer
      .get(body.src)
      .set('Range', 'bytes=-7')
      .buffer(true)
      .parse(asBuffer)
      .expect(206);
    expect((tail.body as Buffer).equals(bytes.subarray(-7))).toBe(true);
    await officer.get(body.src).set('Range', 'bytes=9000000-').expect(416);
  });
});

describe('on the wire', () => {
  let server: Server;
  let cookie: string;

  beforeAll(async () => {
    server = createServer(desk.app).listen(0);
    await once(server, 'listening');
    const { email } = desk.people['press-officer'];
    const answer = await browserOf(desk.app)
      .post('/session')
      .type('form')
      .send({ email, password: TEST_PASSWORD })
      .expect(303);
    cookie = (answer.get('Set-Cookie') ?? []).map((one) => one.split(';')[0]).join('; ');
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const begin = (length: number): ClientRequest => {
    const { port } = server.address() as AddressInfo;
    const outgoing = openRequest({
      port,
      method: 'POST',
      path: `/media/videos?unit=${unitId()}&name=a.mp4`,
      headers: {
        cookie,
        'sec-fetch-site': 'same-origin',
        'content-type': 'video/mp4',
        'content-length': length,
      },
    });
    outgoing.on('error', () => undefined);
    return outgoing;
  };

  it('an upload that is too large is told so before any of it is read', async () => {
    const outgoing = begin(600_000_000);
    outgoing.flushHeaders();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    outgoing.destroy();
  });

  it('an upload that is cancelled or breaks off leaves nothing behind', async () => {
    const chunks = () => desk.connection.collection('media.originals.chunks').countDocuments();
    const incoming = desk.connection.collection('media.incoming');
    const before = await chunks();
    const bytes = film({ bytes: 6_000_000, seed: 9 });
    const outgoing = begin(bytes.length);
    outgoing.write(bytes.subarray(0, 4_000_000));
    await until(async () => (await chunks()) > before);
    outgoing.destroy();
    await until(async () => (await incoming.countDocuments()) === 0);
    expect(await chunks()).toBe(before);
  });

  it('no more than four uploads are taken in at once', async () => {
    const incoming = desk.connection.collection('media.incoming');
    const bytes = film({ bytes: 2_000_000, seed: 10 });
    const four = [1, 2, 3, 4].map(() => begin(bytes.length));
    for (const one of four) one.write(bytes.subarray(0, 10_000));
    await until(async () => (await incoming.countDocuments()) === 4);
    const fifth = begin(bytes.length);
    fifth.write(bytes.subarray(0, 10_000));
    const [answer] = (await once(fifth, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(503);
    for (const one of [...four, fifth]) one.destroy();
    await until(async () => (await incoming.countDocuments()) === 0);
  });
});

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to pass');
}

function asBuffer(response: Response, done: (error: Error | null, body: unknown) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    done(null, Buffer.concat(chunks));
  });
}
