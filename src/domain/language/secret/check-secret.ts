import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import type { Span, Subject } from '../subject.ts';
import type { Secret } from './secret-data.ts';

const IDENTITY_CARD =
  /(?:căn cước(?: công dân)?|CCCD|CMND|chứng minh nhân dân|chứng minh thư|ID card|identity card|citizen ID)[^\d\n.;]{0,20}(?<number>\d{12}|\d{9})(?!\d)/giu;
const PASSPORT = /(?:hộ chiếu|passport)[^\d\n;]{0,20}?(?<number>[A-Z]{1,2}\d{6,8})(?![\dA-Z])/giu;
const TELEPHONE = /(?<![\d/.-])(?:\+84|0)(?:[\s.-]?\d){8,10}(?![\d/])/gu;
const NEAR = 60;

/**
 * Marks of secrecy as marks, and data of private people. The words alone are innocent: bí mật,
 * mật ong, bảo mật, a secret garden.
 */
export function checkSecret(subject: Subject, { secret }: LanguageData): RuleFinding[] {
  return [
    ...marksIn(subject, secret.marks),
    ...numbersIn(subject, IDENTITY_CARD, 'secret.identity-card'),
    ...numbersIn(subject, PASSPORT, 'secret.passport'),
    ...telephones(subject, secret),
  ];
}

function marksIn({ text }: Subject, patterns: readonly RegExp[]): RuleFinding[] {
  const found: Span[] = [];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const mark = match.groups?.['mark'] ?? '';
      const start = match.index + match[0].lastIndexOf(mark);
      const span = { start, end: start + mark.length };
      if (found.some((one) => one.start < span.end && span.start < one.end)) continue;
      found.push(span);
    }
  }
  return found.map((span) => ({
    rule: 'secret.mark',
    severity: 'block',
    ...span,
    parameters: { mark: text.slice(span.start, span.end) },
  }));
}

function numbersIn(
  { text }: Subject,
  pattern: RegExp,
  rule: 'secret.identity-card' | 'secret.passport',
): RuleFinding[] {
  return Array.from(text.matchAll(pattern)).map((match) => {
    const number = match.groups?.['number'] ?? '';
    const start = match.index + match[0].lastIndexOf(number);
    return { rule, severity: 'warn', start, end: start + number.length };
  });
}

/** A telephone that a person's name or word stands before, and no office's. */
function telephones({ text, input }: Subject, secret: Secret): RuleFinding[] {
  const language = input.language === 'en' ? 'en' : 'vi';
  return Array.from(text.matchAll(TELEPHONE)).flatMap(({ 0: number, index }) => {
    if (secret.publicNumbers.has(number.replace(/\D/g, ''))) return [];
    const before = text.slice(Math.max(0, index - NEAR), index).toLowerCase();
    if (secret.publicWords[language].test(before) || !secret.personWords[language].test(before))
      return [];
    const end = index + number.length;
    return [{ rule: 'secret.telephone', severity: 'warn', start: index, end }];
  });
}
