import { describe, expect, it } from '@jest/globals';
import { holdKinds, holdScopes } from '../../../src/domain/deliveries/hold.ts';
import type { HoldScope } from '../../../src/domain/deliveries/hold.ts';
import {
  decideEnd,
  decideStart,
  scopeKey,
  scopesOf,
} from '../../../src/domain/holds/decide-hold.ts';
import type { WantedHold } from '../../../src/domain/holds/decide-hold.ts';
import { mayExempt } from '../../../src/domain/holds/hold-rules.ts';
import { actorOf } from '../../../src/domain/people/person.ts';
import { testPeople, testUnits } from '../../support/desk-people.ts';
import { actor, DUE, hold, minutesAfterDue } from '../../support/sample-rows.ts';
import type { TestRole } from '../../support/desk-people.ts';

const everything: HoldScope = { kind: 'everything' };
const wanted = (change: Partial<WantedHold> = {}): WantedHold => ({
  kind: 'ordinary',
  scope: everything,
  exempt: [],
  reason: 'Chờ thông tin chính thức',
  until: null,
  ...change,
});
const start = (
  role: TestRole,
  home: string | null,
  change: Partial<WantedHold> = {},
  inForce = [hold({ kind: 'post', postId: 'other' })],
) => decideStart({ actor: actor(role), wanted: wanted(change), home, inForce, now: DUE });

describe('starting a hold', () => {
  it('is for those who have the right over the unit that the scope belongs to', () => {
    const { hq, press, paris } = testUnits;
    const may: [TestRole, string, boolean][] = [
      ['press-officer', press.id, true],
      ['press-officer', paris.id, false],
      ['press-officer', hq.id, false],
      ['paris-officer', paris.id, true],
      ['spokesperson', hq.id, true],
      ['spokesperson', paris.id, true],
      ['administrator', hq.id, true],
      ['translator', press.id, false],
      ['report-reader', hq.id, false],
    ];
    for (const [role, home, isAllowed] of may) {
      expect([role, home, start(role, home).ok]).toEqual([role, home, isAllowed]);
    }
  });

  it('remembers the highest unit by whose right it was started', () => {
    expect(start('spokesperson', testUnits.paris.id)).toEqual({
      ok: true,
      value: { byUnitId: testUnits.hq.id },
    });
    const twice = actorOf(
      {
        ...testPeople['paris-officer'],
        grants: [
          { role: 'press-officer', unitId: testUnits.paris.id },
          { role: 'administrator', unitId: testUnits.hq.id },
        ],
      },
      Object.values(testUnits),
    );
    const request = { wanted: wanted(), home: testUnits.paris.id, inForce: [], now: DUE };
    expect(decideStart({ actor: twice, ...request })).toMatchObject({
      value: { byUnitId: testUnits.hq.id },
    });
  });

  it.each([
    ['scope-unknown', null, {}],
    ['reason-missing', testUnits.hq.id, { reason: ' \n' }],
    ['reason-too-long', testUnits.hq.id, { reason: 'x'.repeat(501) }],
    ['end-past', testUnits.hq.id, { until: DUE }],
    ['end-too-far', testUnits.hq.id, { until: minutesAfterDue(60 * 24 * 400) }],
    ['kind-not-here', testUnits.hq.id, { kind: 'freeze' }],
    [
      'kind-not-here',
      testUnits.hq.id,
      { kind: 'mourning', scope: { kind: 'topic', topic: 'asean' } },
    ],
    [
      'no-exemptions',
      testUnits.hq.id,
      { scope: { kind: 'topic', topic: 'asean' }, exempt: ['asean'] },
    ],
  ] as const)('is refused as %s', (reason, home, change) => {
    expect(start('spokesperson', home, change as Partial<WantedHold>)).toEqual({
      ok: false,
      reason,
    });
  });

  it('is refused when just such a hold is in force, and not beside one of another kind', () => {
    const inForce = [hold()];
    const again = start('spokesperson', testUnits.hq.id, {}, inForce);
    expect(again).toEqual({ ok: false, reason: 'already-held' });
    expect(start('spokesperson', testUnits.hq.id, { kind: 'crisis' }, inForce).ok).toBe(true);
    expect(start('spokesperson', testUnits.hq.id, { exempt: ['asean'] }, inForce).ok).toBe(true);
  });
});

describe('ending a hold', () => {
  it('from above is not for those below', () => {
    const fromAbove = hold({ kind: 'unit', unitIds: [testUnits.press.id] });
    expect(decideEnd(fromAbove, actor('press-officer')).ok).toBe(false);
    expect(decideEnd(fromAbove, actor('spokesperson')).ok).toBe(true);
    const parisSpeaker = actorOf(
      {
        ...testPeople.spokesperson,
        grants: [{ role: 'spokesperson', unitId: testUnits.paris.id }],
      },
      Object.values(testUnits),
    );
    expect(decideEnd(fromAbove, parisSpeaker)).toEqual({ ok: false, reason: 'forbidden' });
    const own = hold({ kind: 'everything' }, { byUnitId: testUnits.paris.id });
    expect(decideEnd(own, parisSpeaker).ok).toBe(true);
  });

  it('happens once', () => {
    const over = hold(everything, { endedAt: DUE });
    expect(decideEnd(over, actor('spokesperson'))).toEqual({ ok: false, reason: 'not-in-force' });
  });
});

describe('exemptions', () => {
  it('are nobody’s under a freeze, and none for what is named itself', () => {
    for (const kind of holdKinds) {
      for (const scope of holdScopes) {
        const isOpen = kind !== 'freeze' && scope !== 'post' && scope !== 'topic';
        expect([kind, scope, mayExempt(kind, scope)]).toEqual([kind, scope, isOpen]);
      }
    }
    expect(scopesOf('freeze')).toEqual(['channel']);
  });
});

describe('the name of a scope', () => {
  it('tells every scope from every other, and a unit from what was added below it', () => {
    const scopes: HoldScope[] = [
      everything,
      { kind: 'unit', unitIds: ['a', 'b'] },
      { kind: 'topic', topic: 'asean' },
      { kind: 'event', eventId: 'a' },
      { kind: 'channel', channelId: 'a' },
      { kind: 'post', postId: 'a' },
    ];
    expect(new Set(scopes.map(scopeKey)).size).toBe(scopes.length);
    expect(scopeKey({ kind: 'unit', unitIds: ['a', 'c'] })).toBe('unit a');
  });
});
