import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealContent } from '../../src/actions/posts/seal-content.ts';
import type { Post } from '../../src/domain/posts/post.ts';
import { transactions } from '../../src/stores/connection.ts';
import type { InTransaction } from '../../src/stores/connection.ts';
import { migrate } from '../../src/stores/migrations/migrate.ts';
import { NotFoundError } from '../../src/stores/rows.ts';
import { createStores } from '../../src/stores/stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { testPeople } from '../support/desk-people.ts';
import { DUE, content, post } from '../support/sample-rows.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let stores: Stores;
let inTransaction: InTransaction;

beforeAll(async () => {
  database = await connectTestDatabase();
  await migrate(database.connection, () => DUE);
  stores = createStores(database.connection);
  inTransaction = transactions(database.connection);
});
afterAll(() => database.drop());

let made = 0;
async function insert(text: string, change: Partial<Post> = {}): Promise<Post> {
  made += 1;
  const vi = { text, platformTexts: {}, link: null, media: [] };
  const row = post({
    id: `post-${made}`,
    ...sealContent(content({ versions: { vi } })),
    ...change,
  });
  await inTransaction((tx) => stores.posts.insertPost(row, tx));
  return row;
}

const save = (row: Post, expected: Pick<Post, 'revision' | 'state'>) =>
  inTransaction((tx) => stores.posts.savePost(row, expected, tx));

const find = async (search: string, unitIds = ['unit-press']): Promise<string[]> => {
  const found = await stores.posts.listPosts({ unitIds, search, page: 1, pageSize: 50 });
  return found.posts.map((one) => one.id);
};

describe('a stored post', () => {
  it('comes back as it was, its content read from the very string that was hashed', async () => {
    const row = await insert('Nguyên văn');
    expect(await stores.posts.findPost(row.id)).toEqual(row);
  });

  it('is not there for whoever may not see its unit', async () => {
    const row = await insert('Của Vụ');
    expect(await stores.posts.findPost(row.id, ['unit-paris'])).toBeNull();
    expect(await stores.posts.findPost(row.id, [])).toBeNull();
    expect(await stores.posts.findPost(row.id, ['unit-paris', 'unit-press'])).not.toBeNull();
    await expect(stores.posts.getPost('post-nobody-wrote')).rejects.toThrow(NotFoundError);
  });

  it('whose string somebody spoilt is still listed, and its string is kept as it is', async () => {
    const row = await insert('Sẽ bị sửa');
    for (const contentJson of ['{"schema":', 'null', '[]', '{"schema":"sugia.content.v1"}']) {
      await database.connection
        .collection<{ _id: string }>('posts')
        .updateOne({ _id: row.id }, { $set: { contentJson } });
      const [found] = await stores.posts.listPostsById([row.id]);
      expect(found).toMatchObject({ contentJson, content: { versions: {}, targets: [] } });
    }
  });
});

describe('saving over a revision', () => {
  it('that is not the newest any more writes nothing', async () => {
    const row = await insert('Bản một');
    const next = { ...row, revision: 3 };
    expect(await save(next, row)).toBe(true);
    expect(await save({ ...next, topic: 'asean' }, row)).toBe(false);
    expect(await save(next, { revision: 3, state: 'draft' })).toBe(false);
    expect((await stores.posts.findPost(row.id))?.topic).toBe('cultural');
  });

  it('by two people at once lets one of them win', async () => {
    const row = await insert('Hai người');
    const tries = ['bilateral', 'economic'].map((topic) =>
      save({ ...row, revision: 3, topic: topic as Post['topic'] }, row),
    );
    expect((await Promise.all(tries)).sort()).toEqual([false, true]);
  });

  it('keeps each revision once', async () => {
    const row = await insert('Lần sửa');
    const revision = {
      postId: row.id,
      n: 1,
      contentJson: row.contentJson,
      contentSha256: row.contentSha256,
      savedBy: 'person-a',
      savedAt: DUE,
    };
    const write = () => inTransaction((tx) => stores.posts.insertRevision(revision, tx));
    await write();
    await expect(write()).rejects.toMatchObject({ code: 11_000 });
    expect(await stores.posts.listRevisions(row.id)).toEqual([revision]);
  });
});

describe('the search', () => {
  let danang: Post;
  beforeAll(async () => {
    danang = await insert('Hội nghị tại Đà Nẵng về hợp tác kinh tế');
    await insert('Hội nghị tại Đà Lạt');
  });

  it.each([
    'da nang',
    'Đà Nẵng',
    'ĐÀ NẴNG',
    'Đà Nẵng'.normalize('NFD'),
    'nẵng đà',
    '  hoi   nghi nang ',
    'KINH TẾ',
  ])('finds “Đà Nẵng” by %s', async (typed) => {
    expect(await find(typed)).toEqual([danang.id]);
  });

  it('finds a post that was typed in decomposed letters', async () => {
    const row = await insert('Lễ tưởng niệm Bác'.normalize('NFD'));
    expect(await find('tuong niem')).toEqual([row.id]);
    expect(await find('tưởng niệm')).toEqual([row.id]);
  });

  it('takes what was typed as words and never as a pattern', async () => {
    const row = await insert('Giá (tăng) 5.0% [tin]');
    expect(await find('.*')).toEqual([]);
    expect(await find('(tăng)')).toEqual([row.id]);
    expect(await find('5.0%')).toEqual([row.id]);
    expect(await find('5x0')).toEqual([]);
    expect(await find('[')).toEqual([row.id]);
  });

  it('stays inside the units of the reader', async () => {
    expect(await find('da nang', ['unit-paris'])).toEqual([]);
    const other = { unitIds: ['unit-press'], unitId: 'unit-paris', page: 1, pageSize: 9 };
    const found = await stores.posts.listPosts({ ...other, search: 'da nang' });
    expect(found.posts.every((one) => one.unitId === 'unit-press')).toBe(true);
  });

  it('finds people by their names as well', async () => {
    await stores.people.insertPerson(testPeople.spokesperson, 'hash');
    const found = await stores.people.listPeople({ search: 'pham thu hang' });
    expect(found.map((one) => one.id)).toEqual([testPeople.spokesperson.id]);
    expect(await stores.people.listPeople({ search: 'h.ng' })).toEqual([]);
  });
});

describe('an operator where a value belongs', () => {
  /** What a body parser makes of `id[$ne]=x`: the type says text, the value is not. */
  const operator = { $ne: 'x' } as unknown as string;
  const guarded = async (ask: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await ask();
    } catch {
      return 'refused';
    }
  };

  it('finds nothing', async () => {
    await insert('Có bài');
    const asks: (() => Promise<unknown>)[] = [
      () => stores.posts.findPost(operator),
      () => stores.posts.findPost(operator, ['unit-press']),
      () => stores.people.findPerson(operator),
      () => stores.channels.findChannel(operator),
      () => stores.deliveries.findDelivery(operator),
      () => stores.units.findUnitByKey(operator),
      () => stores.channels.findSealedCredentials(operator),
      () => stores.media.findMedia(operator),
    ];
    for (const ask of asks) expect([null, 'refused']).toContain(await guarded(ask));
    expect([[], 'refused']).toContainEqual(
      await guarded(() => stores.posts.listRevisions(operator)),
    );
  });

  it('changes nothing', async () => {
    await guarded(() => stores.people.savePasswordHash(operator, 'planted'));
    await guarded(() => stores.notices.markRead(operator, operator, DUE));
    const people = database.connection.collection('people');
    expect(await people.countDocuments({ passwordHash: 'planted' })).toBe(0);
  });
});
