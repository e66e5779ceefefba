import { describe, expect, it } from '@jest/globals';
import { deliveryStates } from '../../../src/domain/deliveries/delivery.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import {
  decideDrop,
  decideMarkSent,
  decideResend,
  decideResendAsk,
} from '../../../src/domain/deliveries/read-back-decide.ts';
import { actor, delivery, DUE, minutesAfterDue } from '../../support/sample-rows.ts';

const officer = actor('press-officer');
const second = actor('press-officer-2');
const unknown = delivery({ state: 'unknown', reason: 'timed-out', stateSince: DUE });
const ask = { askedBy: officer.personId, askedByName: officer.name, askedAt: minutesAfterDue(1) };
const shown = { askedAt: ask.askedAt, isHeld: false, now: DUE };
const resend = (one: Delivery, who: Actor, change: Partial<typeof shown> = {}) =>
  decideResend(one, who, ask, { ...shown, ...change });
const reasonOf = (decision: { ok: boolean; reason?: string }): string =>
  decision.ok ? 'ok' : (decision.reason ?? '');

describe('a person', () => {
  it('may close with an address what is unknown, waiting or refused, and nothing else', () => {
    const open = deliveryStates.filter((state) => decideMarkSent(delivery({ state }), officer).ok);
    expect(open).toEqual(['refused', 'unknown', 'waiting']);
    const altered = delivery({ state: 'waiting', reason: 'altered' });
    expect(reasonOf(decideMarkSent(altered, officer))).toBe('altered');
  });

  it('may drop or send again what is unknown, and nothing else', () => {
    for (const state of deliveryStates) {
      const one = delivery({ state, stateSince: DUE });
      expect(decideDrop(one, officer).ok).toBe(state === 'unknown');
      expect(decideResendAsk(one, officer, null, DUE).ok).toBe(state === 'unknown');
      expect(resend(one, second).ok).toBe(state === 'unknown');
    }
  });

  it('without the right to settle decides nothing', () => {
    for (const role of ['translator', 'administrator', 'report-reader', 'paris-officer'] as const) {
      const who = actor(role);
      expect(reasonOf(decideMarkSent(unknown, who))).toBe('forbidden');
      expect(reasonOf(decideResendAsk(unknown, who, null, DUE))).toBe('forbidden');
      expect(reasonOf(resend(unknown, who))).toBe('forbidden');
      expect(reasonOf(decideDrop(unknown, who))).toBe('forbidden');
    }
  });

  it('never confirms a wish of their own', () => {
    expect(reasonOf(resend(unknown, officer))).toBe('same-person');
    expect(reasonOf(resend(unknown, second))).toBe('ok');
  });

  it('confirms no wish from before it was unknown this time', () => {
    const later = { ...unknown, stateSince: minutesAfterDue(2) };
    expect(reasonOf(resend(later, second))).toBe('not-asked');
    expect(reasonOf(decideResendAsk(later, officer, ask, DUE))).toBe('ok');
    expect(reasonOf(decideResendAsk(unknown, officer, ask, DUE))).toBe('already-asked');
  });

  it('confirms no other wish than the one that was on the page', () => {
    expect(reasonOf(resend(unknown, second, { askedAt: minutesAfterDue(0) }))).toBe('stale');
  });

  it('sends nothing again under a hold or past the approved window', () => {
    expect(reasonOf(resend(unknown, second, { isHeld: true }))).toBe('held');
    const past = minutesAfterDue(16);
    expect(reasonOf(resend(unknown, second, { now: past }))).toBe('window-over');
    expect(reasonOf(decideResendAsk(unknown, officer, null, past))).toBe('window-over');
    expect(reasonOf(decideResendAsk(unknown, officer, null, minutesAfterDue(15)))).toBe('ok');
  });
});
