import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { splitText } from '../split-text.ts';
import type { Subject } from '../subject.ts';
import { FORBIDDEN } from '../data/x-patterns.ts';
import { xWeight } from '../x-weight.ts';
import type { XWeight } from '../x-weight.ts';

const REFUSED = new RegExp(`[${FORBIDDEN}]`, 'g');
const LETTER = /\p{L}/u;

/** Whether a text fits where it goes: X's own weight, Facebook's characters. */
export function checkLength(subject: Subject, data: LanguageData): RuleFinding[] {
  const { platforms } = subject.input;
  return [
    ...(platforms.includes('x') ? onX(subject, data) : []),
    ...(platforms.includes('facebook') ? onFacebook(subject, data) : []),
  ];
}

function onX({ text }: Subject, data: LanguageData): RuleFinding[] {
  const findings = Array.from(text.matchAll(REFUSED), ({ 0: found, index }): RuleFinding => ({
    rule: 'length.x-refused',
    severity: 'block',
    start: index,
    end: index + found.length,
    suggestion: '',
  }));
  const count = xWeight(text);
  const limit = data.limits.x.text.most;
  if (count.weight <= limit) return findings;
  return [...findings, tooLongForX(text, count, limit, data.limits.x.parts ?? 1)];
}

function tooLongForX(text: string, count: XWeight, limit: number, mostParts: number): RuleFinding {
  const over = count.weight - limit;
  const example = doubledLetter(text);
  const parameters = {
    weight: count.weight,
    limit,
    over,
    characters: [...text].length,
    doubled: count.doubled,
    example,
  };
  const base: RuleFinding = {
    rule: 'length.x-too-long',
    severity: 'block',
    start: 0,
    end: 0,
    message: example !== '' ? 'length.x-too-long-doubled' : 'length.x-too-long',
    parameters,
  };
  if (count.weight > limit * mostParts) return base;
  const parts = splitText(text, (part) => xWeight(part).weight <= limit);
  if (parts.length > mostParts) return base;
  return {
    ...base,
    message: example !== '' ? 'length.x-splits-doubled' : 'length.x-splits',
    parameters: { ...parameters, parts: parts.length, firstEnds: lastWords(parts[0] ?? '') },
  };
}

/** A letter of the text that counts two, to show why the count is higher than it looks. */
function doubledLetter(text: string): string {
  return Array.from(text).find((one) => LETTER.test(one) && xWeight(one).doubled > 0) ?? '';
}

/** The end of a part, enough to find it again. */
function lastWords(part: string): string {
  return part.split(/\s+/u).slice(-4).join(' ');
}

function onFacebook({ text }: Subject, data: LanguageData): RuleFinding[] {
  const limit = data.limits.facebook.text.most;
  if (text.length <= limit) return [];
  const parameters = { characters: text.length, limit, over: text.length - limit };
  return [{ rule: 'length.facebook-too-long', severity: 'block', start: 0, end: 0, parameters }];
}
