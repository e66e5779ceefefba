import { civilDateAt, dayNumber, isRealDate, isoDate } from '../dates/civil-date.ts';
import { HANOI_ZONE } from '../dates/date-words.ts';
import { findDates } from '../dates/written-dates.ts';
import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { findPhrases } from '../lexicon/phrase-trie.ts';
import type { PhraseHit } from '../lexicon/phrase-trie.ts';
import type { Span, Subject } from '../subject.ts';
import { checkAddress } from './check-address.ts';
import { postsOn, standingOn } from './tenure.ts';
import type { Official, OfficialPost, Titles } from './titles.ts';

/** What may stand between an office and the name of its holder, or between two offices of one person. */
const JOINT = /^[\s,]*(?:(?:kiêm|và|and|cum|đồng chí|ông|bà|Mr\.?|Ms\.?|Mrs\.?|H\.E\.?)[\s,]*)*$/iu;
const APPOSITION = /^,\s*(?:the\s+)?$/u;
const FORMER = /(?:\b(?:former|ex|late|then)[\s-]|(?:nguyên|cựu|cố)\s)[\p{L}\s]{0,12}$/iu;

/** People and their offices on the day that is spoken of, how they are addressed, how names are written. */
export function checkTitles(subject: Subject, data: LanguageData): RuleFinding[] {
  const { language, context } = subject.input;
  if (language !== 'vi' && language !== 'en') return [];
  if (context.isQuote || context.isJoint) return [];
  const { titles } = data;
  const names = findPhrases(subject.text, subject.folded(), titles.peopleByName).filter(
    (hit) => !subject.isIn(hit, 'url', 'email', 'handle', 'quotation'),
  );
  const posts = findPhrases(subject.text, subject.words, titles.postsIn[language]);
  return [
    ...names.flatMap((name) => checkOffice(subject, name, posts, language, titles)),
    ...checkAddress(subject, names, language, titles),
    ...foreignNames(subject, language, titles),
  ];
}

function checkOffice(
  subject: Subject,
  name: PhraseHit<Official>,
  posts: readonly PhraseHit<OfficialPost>[],
  language: 'vi' | 'en',
  titles: Titles,
): RuleFinding[] {
  const own = postsOf(subject.text, name, posts);
  if (own.length === 0) return [];
  const start = Math.min(name.start, ...own.map((one) => one.start));
  const end = Math.max(name.end, ...own.map((one) => one.end));
  if (FORMER.test(subject.text.slice(Math.max(0, start - 24), start))) return [];
  const days = daysOf(subject, { start, end }, language);
  const person = name.value;
  const wrong = own.find(({ value }) => standingOn(person, value, days, titles) === 'not-held');
  if (wrong !== undefined) return [notInOffice(subject, name, wrong, days, language, titles)];
  return otherPosts(subject, name, own, days, language, titles);
}

/** The offices that stand before a name, one behind the other, or in apposition behind it. */
function postsOf(
  text: string,
  name: Span,
  posts: readonly PhraseHit<OfficialPost>[],
): PhraseHit<OfficialPost>[] {
  const own: PhraseHit<OfficialPost>[] = [];
  let edge = name.start;
  for (const post of posts.filter((one) => one.end <= name.start).reverse()) {
    if (!JOINT.test(text.slice(post.end, edge))) break;
    own.unshift(post);
    edge = post.start;
  }
  const behind = posts.find((one) => one.start >= name.end);
  if (
    own.length === 0 &&
    behind !== undefined &&
    APPOSITION.test(text.slice(name.end, behind.start))
  )
    own.push(behind);
  return own;
}

function notInOffice(
  { text }: Subject,
  name: PhraseHit<Official>,
  wrong: PhraseHit<OfficialPost>,
  days: readonly string[],
  language: 'vi' | 'en',
  titles: Titles,
): RuleFinding {
  const start = Math.min(wrong.start, name.start);
  const end = Math.max(wrong.end, name.end);
  const day = days[0] ?? '';
  const [right] = postsOn(name.value, day, titles);
  const held = name.value.held.findLast((one) => one.post === wrong.value.id);
  const isBefore = wrong.start < name.start;
  const rightName = right?.[language][0];
  return {
    rule: 'title.not-in-office',
    severity: 'warn',
    start,
    end,
    message:
      held === undefined
        ? 'title.never-held'
        : held.to !== undefined && held.to < day
          ? 'title.not-any-more'
          : 'title.not-yet',
    parameters: {
      name: name.value[language],
      post: text.slice(wrong.start, wrong.end),
      day,
      from: held?.from ?? '',
      to: held?.to ?? '',
      source: held?.source ?? '',
    },
    ...(rightName !== undefined && isBefore
      ? { suggestion: `${rightName} ${text.slice(name.start, name.end)}` }
      : {}),
  };
}

/** Who holds two of the highest offices is named with both. */
function otherPosts(
  { text }: Subject,
  name: PhraseHit<Official>,
  own: readonly PhraseHit<OfficialPost>[],
  days: readonly string[],
  language: 'vi' | 'en',
  titles: Titles,
): RuleFinding[] {
  const isHighest = ({ rank }: OfficialPost): boolean => rank !== undefined && rank <= 4;
  if (!own.some(({ value }) => isHighest(value))) return [];
  const missing = postsOn(name.value, days[0] ?? '', titles).find(
    (post) => isHighest(post) && !own.some(({ value }) => value.id === post.id),
  );
  if (missing === undefined) return [];
  const start = own[0]?.start ?? name.start;
  return [
    {
      rule: 'title.both-posts',
      severity: 'hint',
      start,
      end: name.end,
      parameters: {
        name: text.slice(name.start, name.end),
        other: missing[language].at(-1) ?? '',
      },
    },
  ];
}

/** The days that the sentence names; the day of going out when it names none. */
function daysOf(
  { text, input, sentences }: Subject,
  span: Span,
  language: 'vi' | 'en',
): readonly string[] {
  const sentence = sentences.find((one) => one.start <= span.start && span.start < one.end);
  const today = civilDateAt(input.at, HANOI_ZONE);
  const within = text.slice(sentence?.start ?? 0, sentence?.end ?? text.length);
  const named = findDates(within, language).flatMap((date): string[] => {
    const { year, month, day, isLunar } = date;
    if (isLunar) return [];
    if (year !== null && day !== null && month !== null) {
      return isRealDate({ year, month, day }) ? [isoDate({ year, month, day })] : [];
    }
    if (year !== null) {
      return [
        isoDate({ year, month: month ?? 1, day: 1 }),
        isoDate({ year, month: month ?? 12, day: 28 }),
      ];
    }
    if (day === null || month === null) return [];
    const near = [today.year, today.year - 1, today.year + 1]
      .map((one) => ({ year: one, month, day }))
      .filter(isRealDate)
      .sort((a, b) => away(a, today) - away(b, today))[0];
    return near === undefined ? [] : [isoDate(near)];
  });
  return named.length > 0 ? named : [isoDate(today)];
}

function away(a: Parameters<typeof dayNumber>[0], b: Parameters<typeof dayNumber>[0]): number {
  return Math.abs(dayNumber(a) - dayNumber(b));
}

/** A name that the other language writes in its own way. */
function foreignNames(subject: Subject, language: 'vi' | 'en', titles: Titles): RuleFinding[] {
  return findPhrases(subject.text, subject.folded(), titles.foreignIn[language]).flatMap(
    ({ start, end, value }) => {
      if (subject.isIn({ start, end }, 'url', 'handle', 'hashtag', 'quotation')) return [];
      const right = value[language];
      const finding: RuleFinding = {
        rule: 'title.transcription',
        severity: 'hint',
        start,
        end,
        parameters: { found: subject.text.slice(start, end), right },
        suggestion: right,
      };
      return [finding];
    },
  );
}
