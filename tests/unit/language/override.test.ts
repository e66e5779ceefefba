import { describe, expect, it } from '@jest/globals';
import type { LocatedFinding } from '../../../src/domain/language/check-content.ts';
import {
  needsReason,
  objectionsOf,
  reasonFor,
  standingReasons,
} from '../../../src/domain/language/override.ts';

function finding(change: Partial<LocatedFinding> = {}): LocatedFinding {
  return {
    rule: 'lexicon.sovereignty',
    severity: 'warn',
    start: 0,
    end: 15,
    excerpt: 'South China Sea',
    message: 'lexicon.sovereignty',
    parameters: {},
    language: 'en',
    field: 'versions.en.text',
    ...change,
  };
}
const reason = {
  rule: 'lexicon.sovereignty',
  language: 'en',
  excerpt: 'South China Sea',
  reason: 'The joint statement prints it so.',
};

describe('passing over a warning', () => {
  it.each([
    'lexicon.sovereignty',
    'lexicon.country',
    'lexicon.relation',
    'title.not-in-office',
  ] as const)('a warning of %s needs a written reason', (rule) =>
    expect(needsReason({ rule, severity: 'warn' })).toBe(true),
  );

  it.each(['lexicon.agency', 'parity.number', 'date.weekday'] as const)(
    'a warning of %s is shown and needs none',
    (rule) => expect(needsReason({ rule, severity: 'warn' })).toBe(false),
  );

  it('a hint never needs one', () => {
    expect(needsReason({ rule: 'title.order', severity: 'hint' })).toBe(false);
  });

  it('a reason answers the words it was given for, in their language, and no others', () => {
    expect(reasonFor(finding(), [reason])).toBe(reason.reason);
    expect(reasonFor(finding({ excerpt: 'Xisha' }), [reason])).toBeNull();
    expect(reasonFor(finding({ language: 'vi' }), [reason])).toBeNull();
    expect(reasonFor(finding(), [{ ...reason, reason: ' ' }])).toBeNull();
  });

  it('what has no reason stands in the way; what is blocked has none', () => {
    const block = finding({ rule: 'secret.mark', severity: 'block', excerpt: 'TỐI MẬT' });
    expect(objectionsOf([finding(), block], [])).toEqual({
      blocked: [block],
      unanswered: [finding()],
    });
    expect(objectionsOf([finding(), block], [reason]).unanswered).toEqual([]);
    expect(
      objectionsOf([block], [{ ...reason, rule: 'secret.mark', excerpt: 'TỐI MẬT' }]).blocked,
    ).toEqual([block]);
  });

  it('a reason for words that are gone is not kept, nor one that says nothing, nor the same twice', () => {
    const reasons = [reason, reason, { ...reason, excerpt: 'Xisha' }, { ...reason, reason: '' }];
    expect(standingReasons(reasons, [finding()])).toEqual([reason]);
    expect(standingReasons(reasons, [])).toEqual([]);
  });
});
