import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { inputOf } from '../../language/check.ts';

let desk: TestDesk;
let officer: TestAgent;
let spokesperson: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
  spokesperson = await desk.signIn('spokesperson');
});
afterAll(async () => {
  await desk.close();
});

const send = (browser: TestAgent, address: string, fields: Record<string, string>) =>
  browser.post(address).type('form').send(fields);
const rulesOf = async (text: string): Promise<string[]> =>
  (await desk.ctx.language.guard())(inputOf(text, { language: 'en' })).map(
    ({ rule, suggestion }) => `${rule} ${suggestion ?? ''}`,
  );
const openChange = async () => {
  const [change] = await desk.ctx.stores.language.listChanges({ state: 'proposed' });
  return change?.id ?? '';
};

const TERM = {
  'entry.category': 'org',
  'entry.vi': 'Diễn đàn Tương lai ASEAN',
  'entry.en': 'ASEAN Future Forum',
  'entry.avoid.en': 'Forum on ASEAN’s Future',
  'entry.confidence': 'A',
  'entry.source': 'Công văn số 12/BNG-ASEAN',
  reason: 'Công văn số 12/BNG-ASEAN ngày 20/11/2026',
};

describe('the lexicon', () => {
  it('is found with and without marks', async () => {
    for (const q of ['Biển Đông', 'bien dong', 'biển đông'.normalize('NFD'), 'East Sea']) {
      const { text } = await officer.get('/lexicon/terms').query({ q }).expect(200);
      expect(text).toMatch(/<a href="\/lexicon\/terms\/entries\/east-sea">Biển Đông<\/a>/);
    }
    const none = await officer.get('/lexicon/terms').query({ q: 'không có gì' }).expect(200);
    expect(none.text).toMatch(/Không tìm thấy mục nào/);
  });

  it('shows an entry with its source', async () => {
    const { text } = await officer.get('/lexicon/terms/entries/east-sea').expect(200);
    expect(text).toMatch(/South China Sea/);
    expect(text).toMatch(/VGP, VNA, VOV/);
  });

  it('is changed when a second person confirms, and the guard goes by it at once', async () => {
    const before = await rulesOf('The Forum on ASEAN’s Future opens today.');
    expect(before).toEqual([]);
    await send(officer, '/lexicon/terms', TERM).expect(303);
    expect(await rulesOf('The Forum on ASEAN’s Future opens today.')).toEqual([]);
    const address = '/lexicon/terms/entries/asean-future-forum';
    const own = await officer.get(address).expect(200);
    expect(own.text).toMatch(/Chờ một người khác xác nhận/);
    expect(own.text).not.toMatch(/value="confirmed"/);
    const other = await spokesperson.get(address).expect(200);
    expect(other.text).toMatch(/value="confirmed"/);
    expect(other.text).toMatch(/Diễn đàn Tương lai ASEAN/);
    const id = await openChange();
    await send(spokesperson, `/lexicon/changes/${id}`, { decision: 'confirmed' }).expect(303);
    expect(await rulesOf('The Forum on ASEAN’s Future opens today.')).toEqual([
      'lexicon.org ASEAN Future Forum',
    ]);
    const after = await officer.get(address).expect(200);
    expect(after.text).toMatch(/đề nghị, .* xác nhận/);
    const again = await send(spokesperson, `/lexicon/changes/${id}`, { decision: 'confirmed' });
    expect(again.status).toBe(409);
  });

  it('is not changed by one person alone, whoever it is', async () => {
    await send(spokesperson, '/lexicon/terms/entries/east-sea', {
      do: 'remove',
      reason: 'thử',
    }).expect(303);
    const id = await openChange();
    const answer = await send(spokesperson, `/lexicon/changes/${id}`, { decision: 'confirmed' });
    expect(answer.status).toBe(403);
    expect(answer.text).toMatch(/Người đề nghị không tự xác nhận được/);
    expect(await rulesOf('the South China Sea')).toHaveLength(1);
    await send(spokesperson, `/lexicon/changes/${id}`, { decision: 'withdrawn' }).expect(303);
  });

  it('an officer proposes and does not confirm', async () => {
    await send(spokesperson, '/lexicon/terms/entries/east-sea', {
      do: 'remove',
      reason: 'thử lần nữa',
    }).expect(303);
    const id = await openChange();
    await send(officer, `/lexicon/changes/${id}`, { decision: 'confirmed' }).expect(403);
    await send(spokesperson, `/lexicon/changes/${id}`, { decision: 'withdrawn' }).expect(303);
  });

  it('keeps what was typed wrongly on the page, and says where', async () => {
    const { text } = await send(officer, '/lexicon/terms', {
      ...TERM,
      'entry.vi': 'Một thuật ngữ khác',
      'entry.avoidFrom': 'hôm qua',
    }).expect(422);
    expect(text).toMatch(/Một thuật ngữ khác/);
    expect(text).toMatch(/Ngày viết dạng 2026-11-25/);
  });

  it('asks for the grounds', async () => {
    const { text } = await send(officer, '/lexicon/terms', {
      ...TERM,
      'entry.en': 'Another forum',
      reason: ' ',
    }).expect(422);
    expect(text).toMatch(/Hãy nêu căn cứ/);
  });

  it('records who proposed and who confirmed', async () => {
    const entries = await desk.connection
      .collection('audit')
      .find({ objectType: 'lexicon', 'detail.key': 'asean-future-forum' })
      .toArray();
    expect(entries.map(({ action }) => String(action)).sort()).toEqual([
      'lexicon.confirmed',
      'lexicon.proposed',
    ]);
    expect(new Set(entries.map(({ actorId }) => String(actorId))).size).toBe(2);
  });

  it.each(['people', 'posts', 'partners', 'days'])('%s are lists of the same kind', async (set) => {
    const { text } = await officer.get(`/lexicon/${set}`).expect(200);
    const [, first = ''] = /href="(\/lexicon\/[a-z]+\/entries\/[\w-]+)"/.exec(text) ?? [];
    await officer.get(first).expect(200);
    await officer.get(`/lexicon/${set}/new`).expect(200);
  });

  it('has no other lists and no other entries', async () => {
    await officer.get('/lexicon/secrets').expect(404);
    await officer.get('/lexicon/terms/entries/nothing').expect(404);
  });
});
