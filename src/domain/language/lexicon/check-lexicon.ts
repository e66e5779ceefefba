import { findDates } from '../dates/written-dates.ts';
import type { WrittenDate } from '../dates/written-date.ts';
import { civilDateAt, daysIn, isoDate } from '../dates/civil-date.ts';
import type { RuleFinding, RuleName, Severity } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { wordsOf } from '../subject.ts';
import type { Span, Subject, Word } from '../subject.ts';
import { checkDiacritics } from './check-diacritics.ts';
import { checkPartnership } from './check-partnership.ts';
import { findTerms, preferredForm } from './lexicon.ts';
import type { Form, Lexicon } from './lexicon.ts';
import { findPhrases } from './phrase-trie.ts';
import type { LexiconLanguage, Term, TermCategory } from './term.ts';

/** What a form to avoid weighs, by what kind of word it is; `info` of the glossary is a hint. */
const SEVERITIES: Readonly<Record<TermCategory, Severity>> = {
  sovereignty: 'warn',
  country: 'warn',
  relation: 'warn',
  agency: 'warn',
  party: 'warn',
  title: 'warn',
  state: 'hint',
  consular: 'hint',
  rank: 'hint',
  policy: 'hint',
  org: 'hint',
  place: 'hint',
  calendar: 'hint',
  law: 'hint',
};
/** Other countries have agencies and offices whose own names these are. */
const OTHERS_HAVE_THEM: ReadonlySet<TermCategory> = new Set(['agency', 'title', 'state']);
const BEFORE = /(?:trước|before|until|prior to)\s+(?:the\s+)?$/iu;
const OURS = /Việt|Viet|\bour\b|(?<!\p{L})ta(?!\p{L})/iu;

/** The ministry's own words: forms to avoid, relations by partner and date, names without marks. */
export function checkLexicon(subject: Subject, data: LanguageData): RuleFinding[] {
  const { language, context } = subject.input;
  if (language !== 'vi' && language !== 'en') return [];
  // A quotation keeps its words, and so does what two sides have agreed on.
  if (context.isQuote || context.isJoint) return [];
  const { lexicon } = data;
  return [
    ...avoidedForms(subject, language, lexicon),
    ...avoidedHashtags(subject, language, lexicon),
    ...checkPartnership(subject, language, lexicon),
    ...(language === 'vi' ? checkDiacritics(subject, lexicon) : []),
  ];
}

function avoidedForms(
  subject: Subject,
  language: LexiconLanguage,
  lexicon: Lexicon,
): RuleFinding[] {
  const { text, words } = subject;
  const dates = findDates(text, language);
  return findTerms(text, words, language, lexicon).flatMap(({ value, ...span }) => {
    if (value.kind !== 'avoid' || isOthersWord(subject, span, value, language, lexicon)) return [];
    if (speaksOfEarlier(subject, span, value.term, dates)) return [];
    return [
      toFinding(
        withPlus(text, span),
        value,
        language,
        isOfAnother(subject, span, value, language, lexicon),
      ),
    ];
  });
}

function toFinding(
  span: Span,
  { term, form }: Extract<Form, { kind: 'avoid' }>,
  language: LexiconLanguage,
  isHint: boolean,
): RuleFinding {
  const preferred = preferredForm(term, language);
  const rule: RuleName = `lexicon.${term.category}`;
  const parameters = { avoid: form, preferred, source: term.source, from: term.avoidFrom ?? '' };
  return {
    rule,
    severity: isHint ? 'hint' : (term.severity ?? SEVERITIES[term.category]),
    start: span.start,
    end: span.end,
    message: term.avoidFrom === undefined ? 'lexicon.avoid' : 'lexicon.avoid-since',
    parameters,
    suggestion: preferred,
  };
}

/** Addresses, quotations and titles of documents keep their words, and names their parts. */
function isOthersWord(
  subject: Subject,
  span: Span,
  { form }: Extract<Form, { kind: 'avoid' }>,
  language: LexiconLanguage,
  lexicon: Lexicon,
): boolean {
  if (subject.isIn(span, 'url', 'email', 'handle', 'hashtag', 'quotation')) return true;
  if (isPartOfName(subject, span, form)) return true;
  return isInDocumentTitle(subject, span, language, lexicon);
}

/** "Lê Mỹ Linh", "cầu Mỹ Thuận": one capitalised syllable beside another is a part of a name. */
function isPartOfName({ text, words }: Subject, span: Span, form: string): boolean {
  if (form.includes(' ') || !/^\p{Lu}\p{L}*$/u.test(form) || /[a-z]{5}/.test(form)) return false;
  const index = words.findIndex((word) => word.start === span.start);
  const before = words[index - 1];
  const isName =
    before !== undefined &&
    text.slice(before.end, span.start) === ' ' &&
    /^\p{Lu}\p{Ll}/u.test(before.text) &&
    index - 1 > 0 &&
    text.slice(words[index - 2]?.end ?? 0, before.start) === ' ';
  return isName && !/^(?:Nước|Phía|Bên)$/u.test(before.text);
}

/** Between the word that begins a document's title and the hit stand only words of a title. */
function isInDocumentTitle(
  { text }: Subject,
  { start }: Span,
  language: LexiconLanguage,
  { documents }: Lexicon,
): boolean {
  if (language !== 'en') return false;
  const before = text.slice(Math.max(0, start - 120), start);
  const [title] = /(?:(?:\p{Lu}[\p{L}’'-]*|of|on|in|the|and|for|to)\s+)+$/u.exec(before) ?? [];
  if (title === undefined) return false;
  if (documents.ownDocuments.some((own) => title.includes(own))) return false;
  return documents.documentWords[language].some((word) => title.split(/\s+/).includes(word));
}

/** Names of agencies and offices that a sentence about another country gives are that country's. */
function isOfAnother(
  { text, words, sentences }: Subject,
  span: Span,
  { term }: Extract<Form, { kind: 'avoid' }>,
  language: LexiconLanguage,
  lexicon: Lexicon,
): boolean {
  if (!OTHERS_HAVE_THEM.has(term.category) || term.severity !== undefined) return false;
  if (term.avoidFrom !== undefined) return false;
  const sentence = sentences.find((one) => one.start <= span.start && span.start < one.end);
  if (sentence === undefined) return false;
  const around = text.slice(
    Math.max(sentence.start, span.start - 40),
    Math.min(sentence.end, span.end + 40),
  );
  if (isOwned(text, words, span, language, lexicon)) return true;
  if (OURS.test(around)) return false;
  const own = words.filter((word) => word.start >= sentence.start && word.end <= sentence.end);
  return findPhrases(text, own, lexicon.partnersIn[language]).length > 0;
}

/** "Singapore’s Ministry of …", "the Ministry of … of Japan": the owner stands beside it. */
function isOwned(
  text: string,
  words: readonly Word[],
  span: Span,
  language: LexiconLanguage,
  lexicon: Lexicon,
): boolean {
  const near = words.filter((word) => word.end > span.start - 25 && word.start < span.end + 25);
  return findPhrases(text, near, lexicon.partnersIn[language]).some(
    (owner) =>
      /^(?:[’']s)?\s+$/u.test(text.slice(owner.end, Math.max(owner.end, span.start))) ||
      /^\s+(?:of\s+(?:the\s+)?)?$/u.test(text.slice(span.end, Math.max(span.end, owner.start))),
  );
}

/** Whether the sentence is about a day on which the form was right. */
function speaksOfEarlier(
  { input, sentences, text }: Subject,
  span: Span,
  term: Term,
  dates: readonly WrittenDate[],
): boolean {
  const { avoidFrom } = term;
  if (avoidFrom === undefined) return false;
  if (isoDate(civilDateAt(input.at, input.zone)) < avoidFrom) return true;
  const sentence = sentences.find((one) => one.start <= span.start && span.start < one.end);
  return dates.some(
    (date) =>
      date.year !== null &&
      date.start >= (sentence?.start ?? 0) &&
      date.end <= (sentence?.end ?? Infinity) &&
      (lastDayOf(date) < avoidFrom ||
        (lastDayOf(date) <= avoidFrom && BEFORE.test(text.slice(0, date.start)))),
  );
}

/** The last day that a date can mean, as `YYYY-MM-DD`. */
function lastDayOf({ year, month, day }: WrittenDate): string {
  const lastMonth = month ?? 12;
  return isoDate({
    year: year ?? 9999,
    month: lastMonth,
    day: day ?? daysIn(year ?? 9999, lastMonth),
  });
}

/** A telephone number begins with its plus. */
function withPlus(text: string, { start, end }: Span): Span {
  return {
    start: text[start - 1] === '+' && /\d/.test(text[start] ?? '') ? start - 1 : start,
    end,
  };
}

/** `#SouthChinaSea` is its words. */
function avoidedHashtags(
  subject: Subject,
  language: LexiconLanguage,
  lexicon: Lexicon,
): RuleFinding[] {
  return subject.masks
    .filter(({ kind }) => kind === 'hashtag')
    .flatMap(({ start, end }) => {
      const words = subject.text.slice(start + 1, end).replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
      const [hit] = findTerms(words, wordsOf(words), language, lexicon);
      if (hit?.value.kind !== 'avoid' || hit.start !== 0 || hit.end !== words.length) return [];
      const { category } = hit.value.term;
      if (category !== 'sovereignty' && category !== 'country') return [];
      const finding = toFinding({ start, end }, hit.value, language, false);
      const tag = preferredForm(hit.value.term, language).replace(
        /[^\p{L}\p{N}]+(\p{L}?)/gu,
        (_, letter: string) => letter.toUpperCase(),
      );
      return [{ ...finding, suggestion: `#${tag}` }];
    });
}
