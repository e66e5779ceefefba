import { foldForSearch } from '../fold.ts';
import type { RuleFinding } from '../finding.ts';
import type { PhraseHit } from '../lexicon/phrase-trie.ts';
import type { Subject, Word } from '../subject.ts';
import { wordsOf } from '../subject.ts';
import { familyNameOf, givenNameOf } from './titles.ts';
import type { Official, Titles } from './titles.ts';

type Named = Pick<Official, 'en'> & { gender: Official['gender'] | null };

const HONORIFIC =
  /\b(?<honorific>Mr|Mrs|Ms|Miss|Madam|Mdm)(?<dot>\.?)\s+(?<name>\p{Lu}[\p{L}]+)(?!\s+\p{Lu}\p{Ll})/gu;
const NAME_OF_THREE = 3;
const PRONOUNS: Readonly<Record<string, Official['gender']>> = {
  he: 'm',
  his: 'm',
  him: 'm',
  himself: 'm',
  she: 'f',
  her: 'f',
  hers: 'f',
  herself: 'f',
};
const WOMEN: ReadonlySet<string> = new Set(['Mrs', 'Ms', 'Miss', 'Madam', 'Mdm']);
/** Somebody else in the sentence may be meant by the pronoun. */
const SOMEBODY_ELSE =
  /\b(?:Mr|Mrs|Ms|President|King|Queen|Ambassador|Secretary|counterpart|guest|wife|husband|delegate|journalist|reporter|[Mm]inister)\b/u;

/** How people are addressed: by the given name, and by what they are. */
export function checkAddress(
  subject: Subject,
  names: readonly PhraseHit<Official>[],
  language: 'vi' | 'en',
  titles: Titles,
): RuleFinding[] {
  return language === 'en'
    ? [...familyNames(subject, names, titles), ...pronouns(subject, names)]
    : vietnameseAddress(subject, names);
}

/** Phạm Thu Hằng is Ms. Hang: the family name comes first and addresses nobody. */
function familyNames(
  { text, words, input, isIn }: Subject,
  names: readonly PhraseHit<Official>[],
  titles: Titles,
): RuleFinding[] {
  const honorifics = Array.from(text.matchAll(HONORIFIC));
  if (honorifics.length === 0) return [];
  const pair = input.pair?.text ?? '';
  const named: Named[] = [
    ...names.map(({ value }) => value),
    ...vietnameseNames(text, words, titles),
    ...vietnameseNames(pair, wordsOf(pair), titles),
  ];
  return honorifics.flatMap((match) => {
    const { honorific = '', dot = '', name = '' } = match.groups ?? {};
    const span = { start: match.index, end: match.index + match[0].length };
    if (isIn(span, 'quotation')) return [];
    const lower = foldForSearch(name);
    const people = named.filter((one) => foldForSearch(familyNameOf(one)) === lower);
    const given = new Set(named.map((one) => foldForSearch(givenNameOf(one))));
    const [person] = people;
    if (person === undefined || given.has(lower)) return [];
    const right = `${honorific}${dot} ${givenNameOf(person)}`;
    return [
      {
        rule: 'title.family-name',
        severity: 'warn',
        ...span,
        parameters: { found: match[0], right, name: person.en },
        suggestion: right,
      },
    ];
  });
}

/** Names of three or four words that begin with a Vietnamese family name. */
function vietnameseNames(text: string, words: readonly Word[], { families }: Titles): Named[] {
  const named: Named[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const first = words[at];
    if (first === undefined || !families.has(foldForSearch(first.text))) continue;
    const name = nameFrom(text, words, at);
    if (name.length < NAME_OF_THREE) continue;
    named.push({ en: name.map((word) => plain(word.text)).join(' '), gender: null });
    at += name.length - 1;
  }
  return named;
}

/** Capitalised words one behind the other, four at most. */
function nameFrom(text: string, words: readonly Word[], from: number): Word[] {
  const name: Word[] = [];
  for (const word of words.slice(from, from + 4)) {
    const before = name.at(-1);
    if (!/^\p{Lu}\p{Ll}*$/u.test(word.text)) break;
    if (before !== undefined && text.slice(before.end, word.start) !== ' ') break;
    name.push(word);
  }
  return name;
}

/** The name without its marks, its capitals kept. */
function plain(name: string): string {
  const bare = foldForSearch(name);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** Where one sentence names one person, its pronouns are that person's. */
function pronouns(
  { text, words, sentences, isIn }: Subject,
  names: readonly PhraseHit<Official>[],
): RuleFinding[] {
  return sentences.flatMap((sentence) => {
    const own = names.filter((one) => one.start >= sentence.start && one.end <= sentence.end);
    const [only] = own;
    if (only === undefined || new Set(own.map(({ value }) => value)).size > 1) return [];
    const last = own.at(-1) ?? only;
    const behind = words.filter((word) => word.start >= last.end && word.end <= sentence.end);
    const pronoun = behind.find(
      ({ lower, ...span }) => lower in PRONOUNS && !isIn(span, 'quotation'),
    );
    const honorific = /\b(Mr|Mrs|Ms|Miss|Madam)\.?\s+$/u.exec(
      text.slice(sentence.start, only.start),
    );
    const { gender, en } = only.value;
    if (honorific?.[1] !== undefined && WOMEN.has(honorific[1]) !== (gender === 'f')) {
      const start = sentence.start + honorific.index;
      return [wrongGender(start, only.end, en, gender, text)];
    }
    if (pronoun === undefined || PRONOUNS[pronoun.lower] === gender) return [];
    const between = text.slice(last.end, pronoun.start);
    if (SOMEBODY_ELSE.test(between) || /\s\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+/u.test(between)) return [];
    return [wrongGender(pronoun.start, pronoun.end, en, gender, text)];
  });
}

/** Ông and bà before a full name. */
function vietnameseAddress(
  { text, isIn }: Subject,
  names: readonly PhraseHit<Official>[],
): RuleFinding[] {
  return names.flatMap(({ start, end, value }) => {
    const before = /(?<!\p{L})(?<word>ông|bà)\s+$/iu.exec(
      text.slice(Math.max(0, start - 8), start),
    );
    const word = before?.groups?.['word'];
    if (before === null || word === undefined || isIn({ start, end }, 'quotation')) return [];
    const said = word.toLowerCase() === 'bà' ? 'f' : 'm';
    if (said === value.gender) return [];
    return [wrongGender(start - before[0].length, end, value.vi, value.gender, text)];
  });
}

function wrongGender(
  start: number,
  end: number,
  name: string,
  gender: Official['gender'],
  text: string,
): RuleFinding {
  return {
    rule: 'title.pronoun',
    severity: 'warn',
    start,
    end,
    message: gender === 'f' ? 'title.is-woman' : 'title.is-man',
    parameters: { found: text.slice(start, end), name },
  };
}
