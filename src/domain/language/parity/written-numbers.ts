import type { Span } from '../subject.ts';

/** A number as a text writes it. */
export type WrittenNumber = Span & {
  value: number;
  /** The word behind the figures that makes them larger: 1, 1,000, 1,000,000 ... */
  scale: number;
  isPercent: boolean;
  /** Written in words or Roman figures: it answers a number of the other side and asks for none. */
  isWord: boolean;
  /** The figures without their scale. */
  figures: Span;
};

type Language = 'vi' | 'en';

const SCALES: Record<Language, Readonly<Record<string, number>>> = {
  vi: {
    nghìn: 1e3,
    ngàn: 1e3,
    triệu: 1e6,
    tỷ: 1e9,
    tỉ: 1e9,
    'nghìn tỷ': 1e12,
    'ngàn tỷ': 1e12,
    'triệu tỷ': 1e15,
  },
  en: { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12, mln: 1e6, bn: 1e9 },
};
const WORDS: Record<Language, Readonly<Record<string, number>>> = {
  vi: {
    một: 1,
    hai: 2,
    ba: 3,
    bốn: 4,
    tư: 4,
    năm: 5,
    sáu: 6,
    bảy: 7,
    bẩy: 7,
    tám: 8,
    chín: 9,
    mười: 10,
    nhất: 1,
    nhì: 2,
    đôi: 2,
    chục: 10,
    tá: 12,
  },
  en: {
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    seventy: 70,
    eighty: 80,
    ninety: 90,
    hundred: 100,
    first: 1,
    second: 2,
    third: 3,
    fourth: 4,
    fifth: 5,
    sixth: 6,
    seventh: 7,
    eighth: 8,
    ninth: 9,
    tenth: 10,
    once: 1,
    twice: 2,
    both: 2,
    half: 0.5,
    dozen: 12,
  },
};
const SCALE_BEHIND: Record<Language, RegExp> = {
  vi: scalePattern(SCALES.vi),
  en: scalePattern(SCALES.en),
};
const PERCENT = /^\s?(?:%|phần trăm|per\s?cent)/iu;
const FIGURES = /(?<![\p{L}\d.,+])\d+(?:[.,]\d+)*/gu;
const ROMAN = /(?<!\p{L})(?=[IVXLC])(?:X{0,3})(?:IX|IV|V?I{0,3})(?![\p{L}\d.])/gu;
const WORD = /\p{L}+/gu;

/** The longest name first: a thousand billions is not a thousand. */
function scalePattern(scales: Readonly<Record<string, number>>): RegExp {
  const names = Object.keys(scales).sort((a, b) => b.length - a.length);
  return new RegExp(`^[\\s\\u00a0-](${names.join('|')})(?!\\p{L})`, 'iu');
}

/** The numbers of a text outside the given spans, in figures, words and Roman figures. */
export function findNumbers(
  text: string,
  language: Language,
  isElsewhere: (span: Span) => boolean,
): WrittenNumber[] {
  return [...inFigures(text, language), ...inWords(text, language), ...inRoman(text)].filter(
    (one) => !isElsewhere(one),
  );
}

function inFigures(text: string, language: Language): WrittenNumber[] {
  return Array.from(text.matchAll(FIGURES)).flatMap(({ 0: figures, index }) => {
    const value = valueOf(figures, language);
    if (value === null) return [];
    const end = index + figures.length;
    const { scale, length } = scaleBehind(text.slice(end, end + 24), language);
    const percent = PERCENT.exec(text.slice(end, end + 14));
    const isPercent = percent !== null;
    const unit = percent?.[0].length ?? length;
    return [
      {
        start: index,
        end: end + unit,
        figures: { start: index, end },
        value: value * scale,
        scale,
        isPercent,
        isWord: false,
      },
    ];
  });
}

/** 1.234,5 and 1,234.5; groups of three after a separator are thousands. */
function valueOf(figures: string, language: Language): number | null {
  const [group, point] = language === 'vi' ? ['.', ','] : [',', '.'];
  const [whole = '', fraction, ...more] = figures.split(point);
  if (more.length > 0) return null;
  const groups = whole.split(group);
  if (groups.slice(1).some((one) => one.length !== 3)) return null;
  const value = Number(`${groups.join('')}.${fraction ?? '0'}`);
  return Number.isFinite(value) ? value : null;
}

function scaleBehind(rest: string, language: Language): { scale: number; length: number } {
  const found = SCALE_BEHIND[language].exec(rest);
  if (found === null) return { scale: 1, length: 0 };
  const name = (found[1] ?? '').toLowerCase();
  return { scale: SCALES[language][name] ?? 1, length: found[0].length };
}

function inWords(text: string, language: Language): WrittenNumber[] {
  return Array.from(text.matchAll(WORD)).flatMap(({ 0: word, index }) => {
    const value = WORDS[language][word.toLowerCase()];
    if (value === undefined) return [];
    return [answer(value, index, index + word.length)];
  });
}

function inRoman(text: string): WrittenNumber[] {
  return Array.from(text.matchAll(ROMAN)).flatMap(({ 0: figures, index }) => {
    const value = romanValue(figures);
    return value === 0 ? [] : [answer(value, index, index + figures.length)];
  });
}

function answer(value: number, start: number, end: number): WrittenNumber {
  const figures = { start, end };
  return { start, end, figures, value, scale: 1, isPercent: false, isWord: true };
}

function romanValue(figures: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };
  return Array.from(figures).reduce((sum, letter, n) => {
    const value = values[letter] ?? 0;
    return sum + (value < (values[figures[n + 1] ?? ''] ?? 0) ? -value : value);
  }, 0);
}

/** Figures in the notation of a language. */
export function figuresIn(value: number, language: Language): string {
  const [whole = '', fraction] = String(Math.round(value * 1e6) / 1e6).split('.');
  const [group, point] = language === 'vi' ? ['.', ','] : [',', '.'];
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(?:\d{3})+$)/g, group) : whole;
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}
