import { describe, expect, it } from '@jest/globals';
import { deliveryStates } from '../../../src/domain/deliveries/delivery.ts';
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
      expect(decideResend(one, second, ask, false, DUE).ok).toBe(state === 'unknown');
    }
  });

  it('without the right to settle decides nothing', () => {
    for (const role of ['translator', 'administrator', 'report-reader', 'paris-officer'] as const) {
      const who = actor(role);
      expect(reasonOf(decideMarkSent(unknown, who))).toBe('forbidden');
      expect(reasonOf(decideResendAsk(unknown, who, null, DUE))).toBe('forbidden');
      expect(reasonOf(decideResend(unknown, who, ask, false, DUE))).toBe('forbidden');
      expect(reasonOf(decideDrop(unknown, who))).toBe('forbidden');
    }
  });

  it('never confirms a wish of their own', () => {
    expect(reasonOf(decideResend(unknown, officer, ask, false, DUE))).toBe('same-person');
    expect(reasonOf(decideResend(unknown, second, ask, false, DUE))).toBe('ok');
  });

  it('confirms no wish from before it was unknown this time', () => {
    const later = { ...unknown, stateSince: minutesAfterDue(2) };
    expect(reasonOf(decideResend(later, second, ask, false, DUE))).toBe('not-asked');
    expect(reasonOf(decideResendAsk(later, officer, ask, DUE))).toBe('ok');
    expect(reasonOf(decideResendAsk(unknown, officer, ask, DUE))).toBe('already-asked');
  });

  it('sends nothing again under a hold or past the approved window', () => {
    expect(reasonOf(decideResend(unknown, second, ask, true, DUE))).toBe('held');
    const past = minutesAfterDue(16);
    expect(reasonOf(decideResend(unknown, second, ask, false, past))).toBe('window-over');
    expect(reasonOf(decideResendAsk(unknown, officer, null, past))).toBe('window-over');
    expect(reasonOf(decideResendAsk(unknown, officer, null, minutesAfterDue(15)))).toBe('ok');
  });
});
