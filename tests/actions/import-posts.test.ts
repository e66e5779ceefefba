import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importPosts } from '../../src/actions/posts/import-posts.ts';
import type { ImportLine } from '../../src/actions/posts/import-posts.ts';
import { testChannels } from '../support/desk-people.ts';
import { content, target } from '../support/sample-rows.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { clearWork, contentIn, targetIn } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(() => clearWork(desk));

function line(number: number, change: Partial<ImportLine> = {}): ImportLine {
  return {
    line: number,
    unitId: 'unit-press',
    topic: 'cultural',
    class: 'routine',
    content: contentIn(desk, 60),
    ...change,
  };
}

const run = (
  lines: ImportLine[],
  options: { submit?: boolean; dryRun?: boolean; role?: keyof TestDesk['actors'] } = {},
) =>
  importPosts(desk.ctx, {
    actor: desk.actors[options.role ?? 'press-officer'],
    lines,
    submit: options.submit ?? false,
    dryRun: options.dryRun ?? false,
  });

async function written(): Promise<number[]> {
  const names = ['posts', 'revisions', 'audit', 'notices'];
  return Promise.all(names.map((name) => desk.connection.collection(name).countDocuments()));
}

const NOTHING = [0, 0, 0, 0];

describe('an import of posts', () => {
  it('first runs dry: it checks everything and writes nothing', async () => {
    expect(await run([line(1), line(2)], { dryRun: true, submit: true })).toEqual({
      ok: true,
      postIds: [],
    });
    expect(await written()).toEqual(NOTHING);
  });

  it('makes drafts, and submits them only when asked', async () => {
    const drafts = await run([line(1), line(2)]);
    if (!drafts.ok) throw new Error('the lines are right');
    const states = async (ids: string[]) =>
      (await desk.ctx.stores.posts.listPostsById(ids)).map((post) => post.state);
    expect(await states(drafts.postIds)).toEqual(['draft', 'draft']);
    const submitted = await run([line(1)], { submit: true });
    if (!submitted.ok) throw new Error('the line is right');
    expect(await states(submitted.postIds)).toEqual(['submitted']);
    expect(await desk.connection.collection('approvals').countDocuments()).toBe(0);
  });

  it('names every fault by its line, and writes nothing while there is one', async () => {
    const outcome = await run([
      line(1),
      line(2, { unitId: 'unit-paris' }),
      line(4, { content: content({ versions: {}, targets: [] }) }),
      line(5, {
        content: contentIn(desk, 60, {
          targets: [targetIn(desk, -60), target({ channelId: 'no' })],
        }),
      }),
    ]);
    if (outcome.ok) throw new Error('three lines are wrong');
    expect(outcome.faults.map(({ line: n, code, field }) => `${n} ${code} ${field}`)).toEqual([
      '2 forbidden unit',
      '4 no-text versions',
      '4 no-target targets',
      '5 time-past targets.0.at',
      '5 channel-unknown targets.1',
    ]);
    expect(await written()).toEqual(NOTHING);
  });

  it.each([true, false])(
    'finds a channel of another unit before anything is written (to be submitted: %s)',
    async (submit) => {
      const foreign = contentIn(desk, 60, {
        targets: [targetIn(desk, 60, { channelId: testChannels.parisFacebook.id })],
      });
      expect(await run([line(1), line(2, { content: foreign })], { submit })).toMatchObject({
        ok: false,
        faults: [{ line: 2, code: 'channel-unknown' }],
      });
      expect(await written()).toEqual(NOTHING);
    },
  );

  it('by a translator makes drafts and submits nothing', async () => {
    expect(await run([line(1)], { role: 'translator', submit: true })).toMatchObject({
      ok: false,
      faults: [{ line: 1, code: 'forbidden', field: 'submit' }],
    });
    expect(await written()).toEqual(NOTHING);
    expect(await run([line(1)], { role: 'translator' })).toMatchObject({ ok: true });
  });

  it.each(['spokesperson', 'administrator', 'report-reader'] as const)(
    'by a %s is refused: it writes no posts',
    async (role) => {
      expect(await run([line(1)], { role })).toMatchObject({ ok: false });
      expect(await written()).toEqual(NOTHING);
    },
  );
});
