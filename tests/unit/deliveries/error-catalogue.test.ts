import { describe, expect, it } from '@jest/globals';
import { platformErrors } from '../../../src/clients/platform-errors.ts';
import { waitingReasons } from '../../../src/domain/deliveries/delivery.ts';
import {
  againKinds,
  explain,
  explainDelivery,
  fixers,
  isListed,
} from '../../../src/domain/deliveries/error-catalogue.ts';
import { refusalReasons, unknownReasons } from '../../../src/domain/deliveries/outcome.ts';
import type { RawAnswer } from '../../../src/domain/deliveries/outcome.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { testCatalogue } from '../../support/test-catalogue.ts';

const catalogue = testCatalogue();
const translators = createTranslators();
const reasons = [...waitingReasons, ...refusalReasons, ...unknownReasons];
const at = new Date('2026-11-23T02:00:00Z');

const raw = (status: number | null, code: string | null = null): RawAnswer => ({
  status,
  code,
  text: null,
});

describe('the error catalogue', () => {
  it.each(reasons)(
    'says of “%s” the cause, who can fix it, the next step and the rest',
    (reason) => {
      const told = explain(catalogue, { platform: 'x', reason, raw: null });
      expect(fixers).toContain(told.fixer);
      expect(againKinds).toContain(told.again);
      for (const t of Object.values(translators)) {
        expect(t(told.cause)).not.toBe('');
        expect(t(told.next)).toMatch(/[.!]$/);
        expect(t(`catalogue.fixer.${told.fixer}`)).not.toBe('');
        expect(t(`deliveries.who.${told.fixer}`)).not.toBe('');
        expect(t(`catalogue.again.${told.again}`)).toMatch(/\.$/);
      }
    },
  );

  it('has sentences in both languages for every code that says more than its reason', () => {
    const codes = Object.values(catalogue.codes).flatMap((known) => Object.values(known));
    const special = codes.flatMap((entry) => (entry.special === undefined ? [] : [entry.special]));
    expect(special.length).toBeGreaterThan(20);
    for (const name of special) {
      for (const t of Object.values(translators)) {
        expect(t(`catalogue.special.${name}.cause`)).not.toMatch(/\.$/);
        expect(t(`catalogue.special.${name}.next`)).toMatch(/\.$/);
      }
    }
  });

  it('knows every code by which the adapters judge an answer', () => {
    const { x, facebook } = platformErrors();
    const ofX = [...Object.keys(x.problems), ...Object.keys(x.codes)].map((code) => raw(403, code));
    const statuses = Object.keys(x.statuses).map((status) => raw(Number(status)));
    const ofFacebook = [
      ...Object.keys(facebook.codes),
      ...facebook.unclearCodes.map(String),
      ...facebook.ranges.flatMap(({ from, to }) => [String(from), String(to)]),
      ...Object.keys(facebook.subcodes).map((code) => `100/${code}`),
    ].map((code) => raw(400, code));
    expect([...ofX, ...statuses].filter((one) => !isListed(catalogue, 'x', one))).toEqual([]);
    expect(ofFacebook.filter((one) => !isListed(catalogue, 'facebook', one))).toEqual([]);
  });

  it('does not pretend to know a code, and says what its reason says', () => {
    expect(isListed(catalogue, 'x', raw(403, '9999'))).toBe(false);
    expect(isListed(catalogue, 'x', raw(418))).toBe(false);
    expect(isListed(catalogue, 'facebook', raw(400, '100/987654'))).toBe(false);
    const told = explain(catalogue, { platform: 'x', reason: 'unlisted', raw: raw(403, '9999') });
    expect(told).toEqual(explain(catalogue, { platform: 'x', reason: 'unlisted', raw: null }));
  });

  it('asks nothing of a call that had no answer, or a good one', () => {
    expect(isListed(catalogue, 'x', raw(null, 'ECONNRESET'))).toBe(true);
    expect(isListed(catalogue, 'x', raw(201))).toBe(true);
  });

  it('says honestly that X does not tell a repeat from a policy', () => {
    const told = explain(catalogue, { platform: 'x', reason: 'unlisted', raw: raw(403) });
    expect(translators.en(told.cause)).toMatch(
      /^X does not say which: most often the text repeats/,
    );
    // What the desk found out by looking is better than what the status leaves open.
    const found = explain(catalogue, { platform: 'x', reason: 'duplicate', raw: raw(403) });
    expect(found.cause).toBe('deliveries.reason.duplicate');
  });

  it('reads the subcode of Facebook before the code', () => {
    const told = explain(catalogue, {
      platform: 'facebook',
      reason: 'token-dead',
      raw: raw(400, '190/460'),
    });
    expect(told.cause).toBe('catalogue.special.fb-password-changed.cause');
  });

  it('tells of what waits after a refusal why it was refused, and what the waiting needs', () => {
    const waiting = {
      platform: 'x',
      state: 'waiting',
      stateSince: at,
      reason: 'connection',
    } as const;
    const outcome = {
      kind: 'refused',
      reason: 'token-dead',
      retry: { kind: 'never' },
      raw: raw(401),
    } as const;
    expect(explainDelivery(catalogue, waiting, { outcome, endedAt: at })).toMatchObject({
      cause: 'deliveries.reason.token-dead',
      next: 'deliveries.next.connection',
      again: 'by-person',
    });
    const earlier = { outcome, endedAt: new Date(at.getTime() - 60_000) };
    expect(explainDelivery(catalogue, waiting, earlier).cause).toBe('deliveries.reason.connection');
  });

  it('sends those whose app has no credit to its owner, whatever waits', () => {
    const outcome = {
      kind: 'refused',
      reason: 'credits-depleted',
      retry: { kind: 'never' },
      raw: raw(402, 'credits'),
    } as const;
    const waiting = { platform: 'x', state: 'waiting', stateSince: at, reason: 'budget' } as const;
    expect(explainDelivery(catalogue, waiting, { outcome, endedAt: at })).toMatchObject({
      cause: 'catalogue.special.x-credits.cause',
      fixer: 'app-owner',
      again: 'when-fixed',
    });
  });
});
