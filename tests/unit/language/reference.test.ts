import { describe, expect, it } from '@jest/globals';
import {
  decideChange,
  decideProposal,
} from '../../../src/domain/language/reference/decide-change.ts';
import { readEntry, typedOf } from '../../../src/domain/language/reference/entry-form.ts';
import {
  entriesOf,
  referenceSets,
  withChanges,
} from '../../../src/domain/language/reference/reference.ts';
import type { ReferenceChange } from '../../../src/domain/language/reference/reference.ts';
import type { LanguageSources } from '../../../src/domain/language/language-data.ts';
import { languageFiles } from '../../../src/domain/language/language-data.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import type { Role } from '../../../src/domain/people/permission.ts';
import { readData } from '../../../src/lib/read-data.ts';

const files = Object.fromEntries(
  languageFiles.map((file) => [file, readData(file)]),
) as unknown as LanguageSources;

const actor = (personId: string, role: Role): Actor => ({
  personId,
  name: personId,
  language: 'vi',
  grants: [{ role, unitId: 'press', unitIds: ['press'] }],
});
const officer = actor('an', 'press-officer');
const spokesperson = actor('mai', 'spokesperson');

function change(more: Partial<ReferenceChange> = {}): ReferenceChange {
  return {
    id: 'c1',
    set: 'terms',
    key: 'east-sea',
    value: null,
    reason: 'Công văn số 1',
    state: 'proposed',
    proposedBy: 'an',
    proposedByName: 'An',
    proposedAt: new Date('2026-11-25T02:00:00Z'),
    decidedBy: null,
    decidedByName: null,
    decidedAt: null,
    n: null,
    ...more,
  };
}

describe('a proposal', () => {
  const proposal = {
    set: 'terms' as const,
    value: { a: 1 },
    reason: 'nguồn',
    current: { a: 2 },
    open: [],
  };

  it('is made with its grounds, by who has the right', () => {
    expect(decideProposal({ ...proposal, actor: officer })).toMatchObject({ ok: true });
    expect(decideProposal({ ...proposal, actor: officer, reason: ' ' })).toMatchObject({
      reason: 'reason-missing',
    });
    expect(decideProposal({ ...proposal, actor: actor('r', 'report-reader') })).toMatchObject({
      reason: 'forbidden',
    });
  });

  it('that changes nothing, or comes beside another one, is not made', () => {
    const same = { ...proposal, value: { b: 1, a: 2 }, current: { a: 2, b: 1 } };
    expect(decideProposal({ ...same, actor: officer })).toMatchObject({
      reason: 'nothing-changed',
    });
    expect(decideProposal({ ...proposal, actor: officer, open: [change()] })).toMatchObject({
      reason: 'already-proposed',
    });
  });

  it('is confirmed by somebody else who has the right, and by nobody twice', () => {
    expect(decideChange(change(), spokesperson, 'confirmed')).toMatchObject({ ok: true });
    expect(decideChange(change({ proposedBy: 'mai' }), spokesperson, 'confirmed')).toMatchObject({
      reason: 'own-proposal',
    });
    expect(decideChange(change(), actor('b', 'press-officer'), 'confirmed')).toMatchObject({
      reason: 'forbidden',
    });
    expect(decideChange(change({ state: 'confirmed' }), spokesperson, 'confirmed')).toMatchObject({
      reason: 'not-open',
    });
  });

  it('is taken back by who made it alone', () => {
    expect(decideChange(change(), officer, 'withdrawn')).toMatchObject({ ok: true });
    expect(decideChange(change(), spokesperson, 'withdrawn')).toMatchObject({ reason: 'not-own' });
  });
});

describe('the lists with their changes', () => {
  it('hold what was confirmed, in its order, and nothing that was only proposed', () => {
    const value = { id: 'new-term', vi: 'mới', en: 'new term' };
    const changed = withChanges(files, [
      change({ key: 'new-term', value: { ...value, en: 'newer term' }, n: 2 }),
      change({ key: 'new-term', value, n: 1 }),
      change({ key: 'east-sea', value: null }),
    ]);
    const terms = entriesOf('terms', changed);
    expect(terms.get('new-term')).toMatchObject({ en: 'newer term' });
    expect(terms.has('east-sea')).toBe(true);
    expect(entriesOf('terms', files).has('new-term')).toBe(false);
    const without = withChanges(files, [change({ n: 1 })]);
    expect(entriesOf('terms', without).has('east-sea')).toBe(false);
  });

  it.each(referenceSets)(
    'every shipped entry of %s can be edited without losing anything',
    (set) => {
      for (const [key, entry] of entriesOf(set, files)) {
        const typed = typedOf(set, entry);
        expect([key, readEntry(set, typed, entry)]).toEqual([key, { ok: true, entry }]);
      }
    },
  );

  it('every shipped key can stand in an address', () => {
    for (const set of referenceSets) {
      for (const key of entriesOf(set, files).keys()) expect(key).toMatch(/^[\w-]{1,64}$/);
    }
  });
});

describe('a typed entry', () => {
  it('names every field at fault', () => {
    expect(
      readEntry('terms', { vi: 'a', avoidFrom: '1/3/2025', category: 'x' }, undefined),
    ).toEqual({
      ok: false,
      faults: [
        { field: 'category', code: 'choice' },
        { field: 'en', code: 'missing' },
        { field: 'avoidFrom', code: 'date' },
        { field: 'confidence', code: 'missing' },
        { field: 'source', code: 'missing' },
      ],
    });
    expect(
      readEntry('partners', { code: 'FRA', vi: 'Pháp', en: 'France' }, undefined),
    ).toMatchObject({
      faults: [{ field: 'code', code: 'country' }],
    });
    const held = 'foreign-minister | từ 2026';
    expect(readEntry('people', { vi: 'A', en: 'A', gender: 'f', held }, undefined)).toMatchObject({
      faults: [{ field: 'held', code: 'date' }],
    });
  });

  it('becomes an entry with a name of its own', () => {
    const typed = {
      category: 'org',
      vi: 'Tổ chức A',
      en: 'Organisation A',
      'avoid.en': 'Org. A\n',
      confidence: 'A',
      source: 's',
    };
    expect(readEntry('terms', typed, undefined)).toEqual({
      ok: true,
      entry: {
        id: 'organisation-a',
        category: 'org',
        vi: 'Tổ chức A',
        en: 'Organisation A',
        avoid: { en: ['Org. A'] },
        confidence: 'A',
        source: 's',
      },
    });
  });
});
