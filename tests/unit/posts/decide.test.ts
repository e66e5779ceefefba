import { describe, expect, it } from '@jest/globals';
import {
  decideDrop,
  decideRestore,
  decideReturn,
  decideSave,
  decideSubmission,
  decideWithdrawal,
} from '../../../src/domain/posts/decide.ts';
import { postStates } from '../../../src/domain/posts/post.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import { actor, post } from '../../support/sample-rows.ts';

type Decide = (post: Post, actor: Actor, revision: number) => ReturnType<typeof decideSave>;

const returning: Decide = (one, who, revision) =>
  decideReturn(one, who, revision, 'Thiếu tên chức danh.');

/** Which states each step may start from, where it leads, and what every other state is told. */
const steps: {
  name: string;
  decide: Decide;
  who: Actor;
  notWho: Actor[];
  from: Record<string, string>;
  otherwise: string;
}[] = [
  {
    name: 'saved',
    decide: decideSave,
    who: actor('press-officer'),
    notWho: [actor('spokesperson'), actor('administrator'), actor('report-reader')],
    from: { draft: 'draft', returned: 'returned' },
    otherwise: 'not-editable',
  },
  {
    name: 'submitted',
    decide: decideSubmission,
    who: actor('press-officer-2'),
    notWho: [actor('translator'), actor('spokesperson'), actor('administrator')],
    from: { draft: 'submitted', returned: 'submitted' },
    otherwise: 'not-submittable',
  },
  {
    name: 'returned',
    decide: returning,
    who: actor('spokesperson'),
    notWho: [actor('press-officer'), actor('translator'), actor('administrator')],
    from: { submitted: 'returned' },
    otherwise: 'not-submitted',
  },
  {
    name: 'withdrawn',
    decide: decideWithdrawal,
    who: actor('press-officer'),
    notWho: [actor('translator'), actor('administrator'), actor('report-reader')],
    from: { submitted: 'draft', approved: 'draft' },
    otherwise: 'nothing-to-withdraw',
  },
  {
    name: 'dropped',
    decide: decideDrop,
    who: actor('press-officer'),
    notWho: [actor('translator'), actor('spokesperson'), actor('administrator')],
    from: { draft: 'dropped', returned: 'dropped' },
    otherwise: 'not-droppable',
  },
  {
    name: 'taken up again',
    decide: decideRestore,
    who: actor('press-officer'),
    notWho: [actor('translator'), actor('spokesperson'), actor('administrator')],
    from: { dropped: 'draft' },
    otherwise: 'not-editable',
  },
];

describe.each(steps)('a post that is to be $name', ({ decide, who, notWho, from, otherwise }) => {
  it.each(postStates)('from %s leads where the house says, or is refused', (state) => {
    const to = from[state];
    expect(decide(post({ state }), who, 2)).toEqual(
      to === undefined ? { ok: false, reason: otherwise } : { ok: true, value: { state: to } },
    );
  });

  it('is refused to whoever may not do it, before anything else is said', () => {
    for (const other of notWho) {
      expect(decide(post({ state: 'approved' }), other, 1)).toEqual({
        ok: false,
        reason: 'forbidden',
      });
    }
  });

  it('is refused in a unit that the person does not work for', () => {
    const elsewhere = post({ unitId: 'unit-elsewhere' });
    expect(decide(elsewhere, who, 2)).toEqual({ ok: false, reason: 'forbidden' });
  });

  it('is refused when somebody saved in between', () => {
    const state = Object.keys(from)[0] as Post['state'];
    for (const revision of [1, 3]) {
      expect(decide(post({ state }), who, revision)).toEqual({
        ok: false,
        reason: 'stale-revision',
      });
    }
  });
});

describe('returning a post', () => {
  it.each(['', '   ', '\n\t'])('needs a reason that the authors can read: %j', (reason) => {
    expect(decideReturn(post(), actor('spokesperson'), 2, reason)).toEqual({
      ok: false,
      reason: 'reason-missing',
    });
  });
});

describe('a reason of many pages', () => {
  it('is refused, since it would go whole into every notice', () => {
    expect(decideReturn(post(), actor('spokesperson'), 2, 'x'.repeat(4_001))).toEqual({
      ok: false,
      reason: 'reason-too-long',
    });
  });
});

describe('saving', () => {
  it('is open to a translator, who then is one of the authors', () => {
    expect(decideSave(post({ state: 'draft' }), actor('translator'), 2).ok).toBe(true);
  });

  it('of another unit’s post is refused to a press officer', () => {
    expect(decideSave(post({ state: 'draft' }), actor('paris-officer'), 2)).toEqual({
      ok: false,
      reason: 'forbidden',
    });
  });
});
