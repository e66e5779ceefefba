import { checkText } from '../../src/domain/language/check-text.ts';
import { families } from '../../src/domain/language/finding.ts';
import type { Family, Finding } from '../../src/domain/language/finding.ts';
import type { LanguageData } from '../../src/domain/language/language-data.ts';
import type { Expected, Labelled } from './labelled.ts';

export type FamilyScore = {
  /** Warnings and blocks that the labels ask for. */
  expected: number;
  found: number;
  /** Warnings and blocks that the guard gave. */
  given: number;
  right: number;
  recall: number;
  precision: number;
};

export type Score = {
  families: Record<Family, FamilyScore>;
  clean: { texts: number; findings: number; perThousand: number };
  missed: { id: string; expected: Expected }[];
  wrong: { id: string; finding: Finding }[];
};

/** How the guard does on labelled texts; hints count neither for nor against it. */
export function score(texts: readonly Labelled[], data: LanguageData): Score {
  const missed: Score['missed'] = [];
  const wrong: Score['wrong'] = [];
  const counts = Object.fromEntries(
    families.map((family) => [family, { expected: 0, found: 0, given: 0, right: 0 }]),
  ) as Record<Family, Omit<FamilyScore, 'recall' | 'precision'>>;
  const clean = { texts: 0, findings: 0 };
  for (const { id, input, expected } of texts) {
    const findings = checkText(input, data);
    const given = findings.filter(isSerious);
    for (const one of expected.filter(isSerious)) {
      const isFound = findings.some((finding) => meet(finding, one, input.text));
      counts[one.family].expected += 1;
      if (isFound) counts[one.family].found += 1;
      else missed.push({ id, expected: one });
    }
    for (const finding of given) {
      const family = familyOf(finding);
      const isRight = expected.some((one) => meet(finding, one, input.text));
      counts[family].given += 1;
      if (isRight) counts[family].right += 1;
      else wrong.push({ id, finding });
    }
    if (expected.length > 0) continue;
    clean.texts += 1;
    clean.findings += given.length;
  }
  return {
    families: Object.fromEntries(
      families.map((family) => {
        const one = counts[family];
        return [
          family,
          { ...one, recall: part(one.found, one.expected), precision: part(one.right, one.given) },
        ];
      }),
    ) as Record<Family, FamilyScore>,
    clean: { ...clean, perThousand: part(clean.findings * 1_000, clean.texts, 0) },
    missed,
    wrong,
  };
}

const isSerious = ({ severity }: { severity: string }): boolean => severity !== 'hint';

function familyOf({ rule }: Finding): Family {
  return rule.slice(0, rule.indexOf('.')) as Family;
}

/** Same family, and the two places touch; the whole text touches every place. */
function meet(finding: Finding, expected: Expected, text: string): boolean {
  if (familyOf(finding) !== expected.family) return false;
  if (expected.excerpt === '' || finding.end === 0) return true;
  for (let at = text.indexOf(expected.excerpt); at >= 0;) {
    if (at < finding.end && finding.start < at + expected.excerpt.length) return true;
    at = text.indexOf(expected.excerpt, at + 1);
  }
  return false;
}

function part(of: number, all: number, none = 1): number {
  return all === 0 ? none : Math.round((of / all) * 10_000) / 10_000;
}
