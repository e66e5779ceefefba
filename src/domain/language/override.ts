import type { OverrideReason } from '../posts/content.ts';
import type { LocatedFinding } from './check-content.ts';
import type { Finding } from './finding.ts';

/** Rules of the lexicon whose warnings ask for a written reason; titles always do. */
const RULES_WITH_REASON: ReadonlySet<string> = new Set([
  'lexicon.sovereignty',
  'lexicon.country',
  'lexicon.relation',
]);

/** Whether a finding passes only with a written reason, which becomes part of what is approved. */
export function needsReason({ rule, severity }: Pick<Finding, 'rule' | 'severity'>): boolean {
  return severity === 'warn' && (rule.startsWith('title.') || RULES_WITH_REASON.has(rule));
}

/** The reason that was given for a finding; null when there is none. */
export function reasonFor(
  finding: Pick<LocatedFinding, 'rule' | 'language' | 'excerpt'>,
  reasons: readonly OverrideReason[],
): string | null {
  const given = reasons.find((one) => isFor(one, finding));
  return given === undefined || given.reason.trim() === '' ? null : given.reason;
}

/** The reasons that still stand for something: a word that is gone needs none. */
export function standingReasons(
  reasons: readonly OverrideReason[],
  findings: readonly LocatedFinding[],
): OverrideReason[] {
  const seen = new Set<string>();
  return reasons.filter((one) => {
    const key = `${one.rule} ${one.language} ${one.excerpt}`;
    if (one.reason.trim() === '' || seen.has(key)) return false;
    seen.add(key);
    return findings.some((finding) => needsReason(finding) && isFor(one, finding));
  });
}

/** What must not go out at all, and what goes out only with a reason that nobody gave yet. */
export type Objections = { blocked: LocatedFinding[]; unanswered: LocatedFinding[] };

/** What keeps a text from being submitted, approved and sent. */
export function objectionsOf(
  findings: readonly LocatedFinding[],
  reasons: readonly OverrideReason[],
): Objections {
  return {
    blocked: findings.filter(({ severity }) => severity === 'block'),
    unanswered: findings.filter((one) => needsReason(one) && reasonFor(one, reasons) === null),
  };
}

function isFor(
  reason: OverrideReason,
  finding: Pick<LocatedFinding, 'rule' | 'language' | 'excerpt'>,
): boolean {
  return (
    reason.rule === finding.rule &&
    reason.language === finding.language &&
    reason.excerpt === finding.excerpt.normalize('NFC')
  );
}
