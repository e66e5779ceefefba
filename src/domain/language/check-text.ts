import type { CheckInput } from './check-input.ts';
import { checkDates } from './dates/check-dates.ts';
import { checkEncoding } from './encoding/check-encoding.ts';
import type { Finding, RuleFinding } from './finding.ts';
import type { LanguageData } from './language-data.ts';
import { checkLength } from './length/check-length.ts';
import { checkLexicon } from './lexicon/check-lexicon.ts';
import { checkAccessibility } from './accessibility/check-accessibility.ts';
import { checkDuplicate } from './duplicate/check-duplicate.ts';
import { checkMourning } from './mourning/check-mourning.ts';
import { checkParity } from './parity/check-parity.ts';
import { checkSecret } from './secret/check-secret.ts';
import { subjectOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { checkProtocol } from './titles/check-protocol.ts';
import { checkTitles } from './titles/check-titles.ts';

/** One family's rules: pure, and silent about what it does not know. */
type Check = (subject: Subject, data: LanguageData) => RuleFinding[];

const checks: readonly Check[] = [
  checkLength,
  checkEncoding,
  checkLexicon,
  checkTitles,
  checkProtocol,
  checkParity,
  checkDates,
  checkSecret,
  checkAccessibility,
  checkMourning,
  checkDuplicate,
];

/**
 * Everything that the guard has to say about a text, in the order of the text, what concerns the
 * whole of it first. The same code runs in the composer, at submission, before sending and on the
 * command line.
 */
export function checkText(input: CheckInput, data: LanguageData): Finding[] {
  const subject = subjectOf(input);
  return checks
    .flatMap((check) => check(subject, data))
    .map((found) => locate(found, subject))
    .sort(inOrder);
}

/** Brings a finding from the NFC text to the text as it was given. */
function locate(found: RuleFinding, subject: Subject): Finding {
  const { start, end } = subject.toOriginal(found.start, found.end);
  return {
    ...found,
    start,
    end,
    excerpt: subject.original.slice(start, end),
    message: found.message ?? found.rule,
    parameters: found.parameters ?? {},
  };
}

function inOrder(a: Finding, b: Finding): number {
  return a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
