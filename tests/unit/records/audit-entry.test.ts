import { describe, expect, it } from '@jest/globals';
import { auditEntry, theDesk } from '../../../src/actions/records/audit-entry.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { DUE, actor } from '../../support/sample-rows.ts';

const ctx = { clock: createClock(() => DUE), source: 'web' as const };
const facts = {
  action: 'post.submitted',
  objectType: 'post',
  objectId: 'post-1',
  unitId: 'unit-press',
} as const;

describe('an audit entry', () => {
  it('says who did what to what, when and from where', () => {
    const who = actor('press-officer');
    const { id, ...entry } = auditEntry(ctx, who, { ...facts, after: 'hash' }, 'request-1');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(entry).toEqual({
      ...facts,
      at: DUE,
      actorId: who.personId,
      actorName: who.name,
      before: null,
      after: 'hash',
      detail: {},
      source: 'web',
      requestId: 'request-1',
    });
  });

  it('names the desk itself when nobody acted', () => {
    expect(auditEntry(ctx, theDesk, facts)).toMatchObject({
      actorId: null,
      actorName: 'Sứ Giả',
      requestId: null,
    });
  });
});
