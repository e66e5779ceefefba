import { checkText } from '../../src/domain/language/check-text.ts';
import { PLAIN_CONTEXT } from '../../src/domain/language/check-input.ts';
import type { CheckInput } from '../../src/domain/language/check-input.ts';
import type { Finding } from '../../src/domain/language/finding.ts';
import { HANOI } from '../../src/domain/time/zones.ts';
import { readLanguageData } from './data.ts';

type Around = Partial<Omit<CheckInput, 'context' | 'text'>> & {
  context?: Partial<CheckInput['context']>;
};

/** A text for the guard, in Vietnamese on Facebook on a Wednesday unless told otherwise. */
export function inputOf(text: string, around: Around = {}): CheckInput {
  const { context, ...rest } = around;
  return {
    language: 'vi',
    text,
    platforms: rest.language === 'en' ? ['x'] : ['facebook'],
    at: new Date('2026-11-25T05:00:00Z'),
    zone: HANOI,
    media: [],
    pair: null,
    recent: [],
    ...rest,
    context: { ...PLAIN_CONTEXT, ...context },
  };
}

/** What the guard says with the data as shipped. */
export function findings(text: string, around: Around = {}): Finding[] {
  return checkText(inputOf(text, around), readLanguageData());
}

/** Rule and excerpt of every finding of a family. */
export function told(family: string, text: string, around: Around = {}): [string, string][] {
  return findings(text, around)
    .filter(({ rule }) => rule.startsWith(`${family}.`))
    .map(({ rule, excerpt }) => [rule, excerpt]);
}
