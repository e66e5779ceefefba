import type { EncodingData } from './encoding-data.ts';
import { isSyllable } from './syllable.ts';

/** How a text was spoiled, and what it was. */
export type Repair = { encoding: 'utf-8' | 'vni' | 'tcvn3' | 'viqr'; text: string };

const NOT_ASCII = /[^\u0000-\u007f]/;
const LETTERS = /[\p{L}\p{M}]+/gu;
/** Signs that only Vietnamese typed in VIQR holds: a hat, a breve or a horn on a vowel, or dd. */
const VIQR_SIGN = /[aeoAEO]\^|[aA]\(|[ouOU]\+|[dD][dD](?=[aeiouyAEIOUY])/;
const VIQR_LETTER =
  /(?<letter>[aeiouyAEIOUY])(?<shape>[\^(+])?(?<tone>[`'?~.])?(?=[\p{L}\s,;:!)\]"”-]|$)|dd|Dd|DD/gu;
const SHAPES: Readonly<Record<string, string>> = { '^': '\u0302', '(': '\u0306', '+': '\u031b' };
const TONES: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '?': '\u0309',
  '~': '\u0303',
  '.': '\u0323',
};

/** UTF-8 that was read byte by byte as Windows-1252; null when a piece is nothing of the kind. */
export function repairUtf8(piece: string, data: EncodingData): string | null {
  if (!NOT_ASCII.test(piece)) return null;
  const bytes: number[] = [];
  for (const character of piece) {
    const byte = byteOf(character, data);
    if (byte === null) return null;
    bytes.push(byte);
  }
  if (!isUtf8(bytes)) return null;
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  return text.length < piece.length ? text.normalize('NFC') : null;
}

/** Whether every byte beyond ASCII stands where UTF-8 has it; cheaper than a decoder that throws. */
function isUtf8(bytes: readonly number[]): boolean {
  let open = 0;
  for (const byte of bytes) {
    const isMiddle = byte >= 0x80 && byte < 0xc0;
    if (open > 0 !== isMiddle) return false;
    if (open > 0) open -= 1;
    else if (byte >= 0xf0) open = 3;
    else if (byte >= 0xe0) open = 2;
    else if (byte >= 0xc2) open = 1;
    else if (byte >= 0x80) return false;
  }
  return open === 0;
}

/** A word of an encoding from before Unicode; null unless a Vietnamese syllable comes out. */
export function repairWord(
  word: string,
  encoding: 'vni' | 'tcvn3',
  data: EncodingData,
): string | null {
  const table = data[encoding];
  let text = '';
  for (let at = 0; at < word.length;) {
    const pair = table[word.slice(at, at + 2)];
    const single = table[word[at] ?? ''];
    text += pair ?? single ?? word[at] ?? '';
    at += pair === undefined ? 1 : 2;
  }
  if (text === word) return null;
  return (text.match(LETTERS) ?? []).every(isSyllable) ? text : null;
}

/** A word typed in VIQR; null when it has none of the signs, or no syllable comes out. */
export function repairViqr(word: string): string | null {
  if (!VIQR_SIGN.test(word)) return null;
  const text = word.replace(VIQR_LETTER, (whole, ...rest) => {
    const groups = rest.at(-1) as { letter?: string; shape?: string; tone?: string };
    if (groups.letter === undefined) return whole === 'dd' ? 'đ' : 'Đ';
    return `${groups.letter}${SHAPES[groups.shape ?? ''] ?? ''}${TONES[groups.tone ?? ''] ?? ''}`.normalize(
      'NFC',
    );
  });
  const letters = text.match(LETTERS) ?? [];
  return text !== word && letters.length === 1 && letters.every(isSyllable) ? text : null;
}

function byteOf(character: string, { windows1252 }: EncodingData): number | null {
  const code = character.codePointAt(0) ?? 0;
  const index = windows1252.indexOf(character);
  if (index >= 0) return 0x80 + index;
  return code <= 0xff ? code : null;
}
