import type { CheckMedia } from '../check-input.ts';
import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import type { Span, Subject, Word } from '../subject.ts';
import type { AccessibilityData } from './accessibility-data.ts';

const FILE_NAME =
  /^(?:[\w-]+\.(?:jpe?g|png|gif|webp|heic|mp4)|(?:IMG|DSC|DSCN|PXL|MVI|Screenshot|image|photo)[\s_-]?\d[\w-]*)$/iu;
const EMOJI =
  /(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\ufe0f\u{1f3fb}-\u{1f3ff}]|\u200d\p{Extended_Pictographic})*)/gu;

/** What a person who cannot see, or reads with difficulty, would miss. */
export function checkAccessibility(subject: Subject, data: LanguageData): RuleFinding[] {
  const { accessibility } = data;
  return [
    ...subject.input.media.flatMap((medium, n) => checkMedium(medium, n + 1, accessibility)),
    ...hashtags(subject, accessibility),
    ...emojiRows(subject, accessibility),
    ...capitals(subject, accessibility),
    ...links(subject, accessibility),
    ...longSentences(subject, accessibility),
  ];
}

function checkMedium(
  { name, alt, isTextOnly }: CheckMedia,
  n: number,
  limits: AccessibilityData,
): RuleFinding[] {
  const whole = { start: 0, end: 0 };
  const told = alt.trim();
  const isName = FILE_NAME.test(told) || (name !== '' && told === name.replace(/\.\w+$/, ''));
  if (told === '')
    return [{ rule: 'accessibility.alt-missing', severity: 'warn', ...whole, parameters: { n } }];
  if (isName) {
    const parameters = { n, alt: told };
    return [{ rule: 'accessibility.alt-file-name', severity: 'warn', ...whole, parameters }];
  }
  const findings: RuleFinding[] = [];
  if (told.length > limits.altMostCharacters) {
    const parameters = { n, characters: told.length, most: limits.altMostCharacters };
    findings.push({ rule: 'accessibility.alt-long', severity: 'hint', ...whole, parameters });
  }
  if (isTextOnly) {
    findings.push({
      rule: 'accessibility.text-only',
      severity: 'warn',
      ...whole,
      parameters: { n },
    });
  } else if (told.length < limits.altFewestCharacters) {
    findings.push({
      rule: 'accessibility.alt-short',
      severity: 'hint',
      ...whole,
      parameters: { n },
    });
  }
  return findings;
}

/** A screen reader tells the words of a hashtag by their capitals. */
function hashtags({ text, masks }: Subject, limits: AccessibilityData): RuleFinding[] {
  return masks.flatMap(({ kind, start, end }) => {
    const tag = text.slice(start + 1, end);
    const letters = tag.replace(/[^\p{L}]/gu, '');
    if (kind !== 'hashtag' || letters.length <= limits.hashtagLetters) return [];
    const isPlain = letters === letters.toLowerCase() && !tag.includes('_');
    const isShouted = letters === letters.toUpperCase() && !tag.includes('_');
    if (!isPlain && !isShouted) return [];
    return [{ rule: 'accessibility.hashtag-capitals', severity: 'hint', start, end }];
  });
}

function emojiRows({ text }: Subject, limits: AccessibilityData): RuleFinding[] {
  const all = Array.from(text.matchAll(EMOJI), ({ 0: sign, index }) => ({
    start: index,
    end: index + sign.length,
  }));
  const rows: (Span & { count: number })[] = [];
  for (const { start, end } of all) {
    const row = rows.at(-1);
    if (row !== undefined && text.slice(row.end, start).trim() === '') {
      row.end = end;
      row.count += 1;
    } else rows.push({ start, end, count: 1 });
  }
  const long = rows
    .filter(({ count }) => count > limits.emojiInRow)
    .map(({ start, end, count }): RuleFinding => {
      const first = all.find((one) => one.start === start) ?? { start, end };
      return {
        rule: 'accessibility.emoji-row',
        severity: 'warn',
        start,
        end,
        parameters: { count },
        suggestion: text.slice(first.start, first.end),
      };
    });
  if (long.length > 0 || all.length <= limits.emojiInPost) return long;
  const parameters = { count: all.length };
  return [{ rule: 'accessibility.emoji-many', severity: 'hint', start: 0, end: 0, parameters }];
}

/** Text in capitals is hard to read and, for some screen readers, spelt out. */
function capitals(subject: Subject, limits: AccessibilityData): RuleFinding[] {
  const { text, words } = subject;
  const findings: RuleFinding[] = [];
  let row: Word[] = [];
  const close = (): void => {
    const shouted = row.filter(({ text: word }) => /\p{L}/u.test(word));
    const letters = shouted.reduce((sum, { text: word }) => sum + word.length, 0);
    const [first] = shouted;
    const last = shouted.at(-1);
    if (
      first !== undefined &&
      last !== undefined &&
      shouted.length >= limits.capitalWordsInRow &&
      letters >= limits.capitalLettersInRow
    ) {
      const { start } = first;
      findings.push({ rule: 'accessibility.capitals', severity: 'warn', start, end: last.end });
    }
    row = [];
  };
  for (const word of words) {
    if (subject.isIn(word, 'url', 'handle', 'hashtag')) continue;
    const hasLetters = /\p{L}/u.test(word.text);
    const isShouted = word.text === word.text.toUpperCase();
    const before = row.at(-1);
    if (before !== undefined && text.slice(before.end, word.start).includes('\n\n')) close();
    if (hasLetters && !isShouted) close();
    else row.push(word);
  }
  close();
  return findings;
}

/** "Here" says nothing to somebody who hears the links alone. */
function links({ text, lower, masks, input }: Subject, limits: AccessibilityData): RuleFinding[] {
  const words = limits.linkWords[input.language === 'en' ? 'en' : 'vi'];
  return masks
    .filter(({ kind }) => kind === 'url')
    .flatMap(({ start }) => {
      const before = lower.slice(0, start).replace(/[\s:：👉-]+$/u, '');
      const found = words.find(
        (word) => before.endsWith(word) && !/\p{L}$/u.test(before.slice(0, -word.length)),
      );
      if (found === undefined) return [];
      const at = before.length - found.length;
      const parameters = { words: text.slice(at, before.length) };
      return [
        {
          rule: 'accessibility.link-text',
          severity: 'hint',
          start: at,
          end: before.length,
          parameters,
        },
      ];
    });
}

function longSentences(
  { words, sentences, input }: Subject,
  limits: AccessibilityData,
): RuleFinding[] {
  const most = limits.longSentenceWords[input.language === 'en' ? 'en' : 'vi'];
  let at = 0;
  return sentences.flatMap(({ start, end }) => {
    const from = at;
    while (at < words.length && (words[at]?.start ?? end) < end) at += 1;
    const count = at - from;
    if (count <= most) return [];
    const last = words[at - 1]?.end ?? end;
    const parameters = { count, most };
    return [
      { rule: 'accessibility.long-sentence', severity: 'hint', start, end: last, parameters },
    ];
  });
}
