import type { CheckInput } from './check-input.ts';
import { foldForSearch } from './fold.ts';
import { normalText } from './normal-text.ts';
import type { NormalText } from './normal-text.ts';
import { sentenceSpans } from './split-text.ts';
import { findAddresses } from './x-addresses.ts';

/** A place in a text, in UTF-16 units. */
export type Span = { start: number; end: number };

/** Letters, marks and digits without a break; `lower` is as long as `text`. */
export type Word = Span & { text: string; lower: string };

/** Parts of a text that are not the ministry's own words. */
export type MaskKind = 'url' | 'email' | 'handle' | 'hashtag' | 'quotation';
export type Mask = Span & { kind: MaskKind };

/** A text made ready for the rules, which speak of places in its NFC form. */
export type Subject = NormalText & {
  input: CheckInput;
  /** The NFC text in lower case, each unit at its place. */
  lower: string;
  words: readonly Word[];
  /** The words without their marks, as names are compared in both languages. */
  folded: () => readonly Word[];
  sentences: readonly Span[];
  masks: readonly Mask[];
  /** Whether a span touches a part of one of the kinds. */
  isIn: (span: Span, ...kinds: MaskKind[]) => boolean;
};

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const HANDLE = /(?<![\p{L}\p{N}_@])[@＠]\w{1,30}/gu;
const HASHTAG = /(?<![\p{L}\p{M}\p{N}_&])[#＃](?=[\p{L}\p{M}\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]+/gu;
/** Quotations end where they began, within one paragraph; ' is an apostrophe too often. */
const QUOTATION =
  /“[^”\n]*”|«[^»\n]*»|"[^"\n]*"|„[^“”\n]*[“”]|(?<![\p{L}\p{N}])‘[^’\n]*’(?!\p{L})/gu;

const FLAGS: Record<MaskKind, number> = { url: 1, email: 2, handle: 4, hashtag: 8, quotation: 16 };

/** Reads a text once for all rules. */
export function subjectOf(input: CheckInput): Subject {
  const normal = normalText(input.text);
  const { text } = normal;
  const lower = lowerInPlace(text);
  const masks = masksOf(text);
  const flags = flagsOf(text.length, masks);
  const words = wordsOf(text, lower);
  let bare: Word[] | null = null;
  return {
    ...normal,
    input,
    lower,
    words,
    folded: () => (bare ??= words.map((word) => ({ ...word, lower: foldWord(word) }))),
    sentences: sentenceSpans(text),
    masks,
    isIn: (span, ...kinds) => {
      const wanted = kinds.reduce((sum, kind) => sum | FLAGS[kind], 0);
      return flags.subarray(span.start, span.end).some((unit) => (unit & wanted) !== 0);
    },
  };
}

/** The words of a text, of any script. */
export function wordsOf(text: string, lower: string = lowerInPlace(text)): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => {
    const end = index + word.length;
    return { start: index, end, text: word, lower: lower.slice(index, end) };
  });
}

const ASCII = /^[\u0000-\u007f]*$/;

/** A word without its marks; most English ones have none. */
export function foldWord({ text, lower }: Pick<Word, 'text' | 'lower'>): string {
  return ASCII.test(lower) ? lower : foldForSearch(text);
}

/** Lower case unit by unit: the few characters that would grow or shrink stay as they are. */
function lowerInPlace(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (character) => {
    const one = character.toLowerCase();
    return one.length === character.length ? one : character;
  }).join('');
}

/** One unit of the text, one byte: asking about a place takes the same time in any text. */
function flagsOf(length: number, masks: readonly Mask[]): Uint8Array {
  const flags = new Uint8Array(length);
  for (const { kind, start, end } of masks) {
    for (let unit = start; unit < end; unit += 1) flags[unit] = (flags[unit] ?? 0) | FLAGS[kind];
  }
  return flags;
}

function masksOf(text: string): Mask[] {
  const urls = findAddresses(text).map(({ start, length }) => ({ start, end: start + length }));
  const of = (kind: MaskKind, pattern: RegExp): Mask[] =>
    Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
      kind,
      start: index,
      end: index + found.length,
    }));
  return [
    ...urls.map((span): Mask => ({ kind: 'url', ...span })),
    ...of('email', EMAIL),
    ...of('handle', HANDLE),
    ...of('hashtag', HASHTAG),
    ...of('quotation', QUOTATION),
  ];
}
