import { civilDateAt, isoDate } from '../dates/civil-date.ts';
import { findDates } from '../dates/written-dates.ts';
import type { RuleFinding } from '../finding.ts';
import type { Span, Subject } from '../subject.ts';
import type { Lexicon } from './lexicon.ts';
import { findPhrases } from './phrase-trie.ts';
import type { LexiconLanguage, Partner } from './term.ts';

/**
 * The label of a relation is that of its partner on the day that is spoken of. Where two partners
 * are named, or the change of the label is the news, nothing is said.
 */
export function checkPartnership(
  subject: Subject,
  language: LexiconLanguage,
  lexicon: Lexicon,
): RuleFinding[] {
  const { text, words } = subject;
  const labels = findPhrases(text, words, lexicon.labels[language]).filter(
    (hit) => !subject.isIn(hit, 'url', 'handle', 'hashtag', 'quotation'),
  );
  if (labels.length === 0) return [];
  return labels.flatMap((hit) => {
    const sentence = subject.sentences.find((one) => one.start <= hit.start && hit.start < one.end);
    if (sentence === undefined) return [];
    const partner = partnerOf(subject, sentence, language, lexicon);
    if (partner === null || speaksOfChange(text, sentence, language, lexicon)) return [];
    const right = levelsOn(partner, daysOf(subject, sentence, language));
    const last = right.at(-1);
    if (last === undefined || right.some(({ level }) => level === hit.value)) return [];
    const label = lexicon.partnership.labels[last.level]?.[language] ?? '';
    const name = { vi: partner.vi[0] ?? '', en: partner.en[0] ?? '' };
    return [
      {
        rule: 'lexicon.relation',
        severity: last.confidence === 'B' ? 'hint' : 'warn',
        start: hit.start,
        end: hit.end,
        message: 'lexicon.partnership',
        parameters: {
          found: text.slice(hit.start, hit.end),
          right: label,
          since: last.from ?? '',
          partnerVi: name.vi,
          partnerEn: name.en,
        },
        suggestion: label,
      },
    ];
  });
}

/** The one partner that a sentence is about; the context tells where the sentence does not. */
function partnerOf(
  { text, words, input }: Subject,
  sentence: Span,
  language: LexiconLanguage,
  lexicon: Lexicon,
): Partner | null {
  const own = words.filter((word) => word.start >= sentence.start && word.end <= sentence.end);
  const named = new Set(
    findPhrases(text, own, lexicon.partnersIn[language]).map(({ value }) => value),
  );
  if (named.size > 1) return null;
  const [only] = named;
  return only ?? lexicon.partners.get(input.context.partner ?? '') ?? null;
}

function speaksOfChange(
  text: string,
  { start, end }: Span,
  language: LexiconLanguage,
  { partnership }: Lexicon,
): boolean {
  const sentence = ` ${text
    .slice(start, end)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, ' ')} `;
  return partnership.raising[language].some((word) => sentence.includes(` ${word} `));
}

/** The days that a sentence may speak of: those it names, otherwise the day of going out. */
function daysOf(subject: Subject, sentence: Span, language: string): { from: string; to: string } {
  const { text, input } = subject;
  const years = findDates(text.slice(sentence.start, sentence.end), language).flatMap(
    ({ year }) => year ?? [],
  );
  const today = isoDate(civilDateAt(input.at, input.zone));
  if (years.length === 0) return { from: today, to: today };
  return { from: `${Math.min(...years)}-01-01`, to: `${Math.max(...years)}-12-31` };
}

function levelsOn({ labels }: Partner, { from, to }: { from: string; to: string }) {
  return labels.filter((label, n) => {
    const next = labels[n + 1]?.from;
    return (label.from ?? '') <= to && (next === undefined || next > from);
  });
}
