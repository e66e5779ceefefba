import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import type { Span, Subject } from '../subject.ts';
import type { SecretData } from './secret-data.ts';

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
  const marks = [...secret.marks.vi, ...secret.marks.en];
  return [
    ...marksIn(subject, marks, secret),
    ...numbersIn(subject, IDENTITY_CARD, 'secret.identity-card'),
    ...numbersIn(subject, PASSPORT, 'secret.passport'),
    ...telephones(subject, secret),
  ];
}

/** A mark stands in capitals alone on its line, in brackets, or after a word that announces it. */
function marksIn(subject: Subject, marks: readonly string[], secret: SecretData): RuleFinding[] {
  const { text } = subject;
  const names = marks.map((mark) => mark.replaceAll(' ', String.raw`\s+`)).join('|');
  const announcing = [...secret.announcing.vi, ...secret.announcing.en].join('|');
  const patterns = [
    new RegExp(String.raw`^[ \t*_[(“"]*(?<mark>${names})[ \t*_\])”".:!-]*$`, 'gmu'),
    new RegExp(String.raw`[[(](?<mark>${names})[\])]`, 'gu'),
    new RegExp(
      String.raw`(?:${announcing.replace(/\p{Ll}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`)})\s*[:“"]*\s*(?<mark>${names})(?![\p{L}\p{N}])`,
      'gu',
    ),
    // Two words in capitals amid other words are nobody's emphasis.
    new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?<mark>(?:TUYỆT|TỐI)\s+MẬT|TOP\s+SECRET)(?![\p{L}\p{N}])`,
      'gu',
    ),
  ];
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
function telephones({ text, input }: Subject, secret: SecretData): RuleFinding[] {
  const language = input.language === 'en' ? 'en' : 'vi';
  return Array.from(text.matchAll(TELEPHONE)).flatMap(({ 0: number, index }) => {
    const digits = number.replace(/\D/g, '');
    if (secret.publicNumbers.includes(digits)) return [];
    const before = text.slice(Math.max(0, index - NEAR), index).toLowerCase();
    const holds = (words: readonly string[]): boolean =>
      words.some((word) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'u').test(before));
    if (holds(secret.publicWords[language]) || !holds(secret.personWords[language])) return [];
    const end = index + number.length;
    return [{ rule: 'secret.telephone', severity: 'warn', start: index, end }];
  });
}
