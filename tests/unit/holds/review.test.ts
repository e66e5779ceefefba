import { describe, expect, it } from '@jest/globals';
import {
  confirmationOf,
  decideNewTime,
  decideTakeBack,
  isInReview,
} from '../../../src/domain/holds/review.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { actor, delivery, DUE, minutesAfterDue } from '../../support/sample-rows.ts';

/** Due at nine, until a quarter past. */
const held = (change: Partial<Delivery> = {}) =>
  delivery({ state: 'waiting', reason: 'hold', reviewOf: 'hold-1', ...change });

describe('a delivery is on a review list', () => {
  it('while it waits because of a hold, and no hold covers it any more', () => {
    expect(isInReview(held())).toBe(true);
    expect(isInReview(held({ heldBy: 'hold-2' }))).toBe(false);
    expect(isInReview(held({ reason: 'late' }))).toBe(false);
    expect(isInReview(held({ state: 'planned', reason: null }))).toBe(false);
  });
});

describe('confirming', () => {
  it('keeps a time still to come, sends at once inside the window, and asks for a time past it', () => {
    expect(confirmationOf(held(), minutesAfterDue(-1))).toBe('keeps-time');
    expect(confirmationOf(held(), DUE)).toBe('goes-at-once');
    expect(confirmationOf(held(), minutesAfterDue(15))).toBe('goes-at-once');
    expect(confirmationOf(held(), minutesAfterDue(16))).toBe('needs-time');
  });

  it('asks for a time where its event took it out of its window', () => {
    const at = (minutes: number) => held({ dueAt: minutesAfterDue(minutes) });
    expect(confirmationOf(at(16), DUE)).toBe('needs-time');
    expect(confirmationOf(at(-5), minutesAfterDue(-10))).toBe('needs-time');
    expect(confirmationOf(at(-5), DUE)).toBe('goes-at-once');
  });
});

describe('a new time', () => {
  const at = (minutes: number, role: 'press-officer' | 'translator' = 'press-officer') =>
    decideNewTime(held(), actor(role), minutesAfterDue(minutes), minutesAfterDue(-30));

  it('inside the approved window needs no approval, to its last moment', () => {
    for (const minutes of [0, 7, 15]) {
      expect(at(minutes)).toEqual({ ok: true, value: { needsApproval: false } });
    }
  });

  it('outside it asks approval again, before as well as after', () => {
    for (const minutes of [-1, 16, 600]) {
      expect(at(minutes)).toEqual({ ok: true, value: { needsApproval: true } });
    }
  });

  it('is to come, of a delivery in review, and for those who settle', () => {
    expect(at(-31)).toEqual({ ok: false, reason: 'time-past' });
    expect(at(5, 'translator')).toEqual({ ok: false, reason: 'forbidden' });
    const sent = held({ state: 'sent' });
    const refused = decideNewTime(sent, actor('press-officer'), minutesAfterDue(5), DUE);
    expect(refused).toEqual({ ok: false, reason: 'not-in-review' });
  });
});

describe('taking one back', () => {
  it('is for those who may withdraw, while it is in review', () => {
    expect(decideTakeBack(held(), actor('spokesperson')).ok).toBe(true);
    expect(decideTakeBack(held(), actor('administrator'))).toEqual({
      ok: false,
      reason: 'forbidden',
    });
    const again = decideTakeBack(held({ heldBy: 'hold-2' }), actor('spokesperson'));
    expect(again).toEqual({ ok: false, reason: 'not-in-review' });
  });
});
