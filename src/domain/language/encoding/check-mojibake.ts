import type { RuleFinding } from '../finding.ts';
import type { Span, Subject } from '../subject.ts';
import type { EncodingData } from './encoding-data.ts';
import { repairUtf8, repairViqr, repairWord } from './repair.ts';
import type { Repair } from './repair.ts';
import { isSyllable } from './syllable.ts';

/** Blanks that never stand inside a spoiled letter; a no-break space does. */
const PIECE = /[^ \t\n\r]+/gu;
const NOT_ASCII = /[^\u0000-\u007f]/;
const LETTERS = /[\p{L}\p{M}]+/gu;
/** Fewer words of an old encoding may be chance. */
const FEWEST_WORDS = 2;
/** Parts of the words with letters beyond ASCII. */
const FEWEST_REPAIRED = 0.7;
const MOST_RIGHT = 0.3;
const SIGNS = /[“”‘’–—…]/gu;

type Found = Span & Repair;

/** Letters that an old encoding or a wrong reading spoiled, with what they were. */
export function checkMojibake({ text }: Subject, data: EncodingData): RuleFinding[] {
  return text.split('\n').reduce<{ at: number; findings: RuleFinding[] }>(
    ({ at, findings }, line) => ({
      at: at + line.length + 1,
      findings: [...findings, ...inLine(line, at, data)],
    }),
    { at: 0, findings: [] },
  ).findings;
}

function inLine(line: string, at: number, data: EncodingData): RuleFinding[] {
  if (!NOT_ASCII.test(line) && !/[\^(+]|[dD][dD]/.test(line)) return [];
  const pieces = Array.from(line.matchAll(PIECE), ({ 0: piece, index }) => ({ piece, index }));
  const found =
    firstOf(pieces, 'utf-8', (piece) => repairUtf8(piece, data)) ??
    oldEncoding(pieces, data) ??
    firstOf(pieces, 'viqr', repairViqr, FEWEST_WORDS);
  if (found === null) return [];
  const { encoding, text, start, end } = found;
  return [
    {
      rule: 'encoding.mojibake',
      severity: 'warn',
      start: at + start,
      end: at + end,
      parameters: { encoding: encoding.toUpperCase(), text },
      suggestion: text,
    },
  ];
}

type Piece = { piece: string; index: number };

/** From the first spoiled piece of a line to the last one, whole pieces between them as they are. */
function firstOf(
  pieces: readonly Piece[],
  encoding: Repair['encoding'],
  repair: (piece: string) => string | null,
  fewest = 1,
): Found | null {
  const repaired = pieces.map((one) => ({ ...one, right: repair(one.piece) }));
  const spoiled = repaired.filter(({ right }) => right !== null);
  const [first] = spoiled;
  const last = spoiled.at(-1);
  if (first === undefined || last === undefined || spoiled.length < fewest) return null;
  const within = repaired.filter(({ index }) => index >= first.index && index <= last.index);
  return {
    encoding,
    start: first.index,
    end: last.index + last.piece.length,
    text: within.map(({ piece, right }) => right ?? piece).join(' '),
  };
}

/**
 * Words of an encoding that has no marks of its own for what it is: most words with letters beyond
 * ASCII must come out as syllables, and must not be syllables as they stand.
 */
function oldEncoding(pieces: readonly Piece[], data: EncodingData): Found | null {
  const strange = pieces.filter(({ piece }) => NOT_ASCII.test(piece.replace(SIGNS, '')));
  if (strange.length < FEWEST_WORDS) return null;
  const asTheyAre = strange.filter(({ piece }) => (piece.match(LETTERS) ?? []).every(isSyllable));
  if (asTheyAre.length > strange.length * MOST_RIGHT) return null;
  for (const encoding of ['vni', 'tcvn3'] as const) {
    const repair = (piece: string): string | null => repairWord(piece, encoding, data);
    const repairable = strange.filter(({ piece }) => repair(piece) !== null);
    if (repairable.length < FEWEST_WORDS) continue;
    if (repairable.length >= strange.length * FEWEST_REPAIRED)
      return firstOf(pieces, encoding, repair);
  }
  return null;
}
