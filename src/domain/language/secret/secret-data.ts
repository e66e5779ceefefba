/** The form of `config/data/secret-marks.json`. */
export type SecretData = {
  /** In capitals, the longest first. */
  marks: Record<'vi' | 'en', string[]>;
  /** Words that announce a mark. */
  announcing: Record<'vi' | 'en', string[]>;
  /** Digits of telephones that are published. */
  publicNumbers: string[];
  /** Whose telephone is published. */
  publicWords: Record<'vi' | 'en', string[]>;
  /** Whose telephone is not. */
  personWords: Record<'vi' | 'en', string[]>;
};

/** The same, ready to be looked for. */
export type Secret = {
  /** Each finds a mark in its group `mark`. */
  marks: readonly RegExp[];
  publicNumbers: ReadonlySet<string>;
  publicWords: Record<'vi' | 'en', RegExp>;
  personWords: Record<'vi' | 'en', RegExp>;
};

/** A mark stands in capitals alone on its line, in brackets, or after a word that announces it. */
export function secretOf(data: SecretData): Secret {
  const names = [...data.marks.vi, ...data.marks.en]
    .map((mark) => mark.replaceAll(' ', String.raw`\s+`))
    .join('|');
  const announcing = [...data.announcing.vi, ...data.announcing.en]
    .join('|')
    .replace(/\p{Ll}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);
  const words = (list: readonly string[]): RegExp =>
    new RegExp(String.raw`(?<!\p{L})(?:${list.join('|')})(?!\p{L})`, 'u');
  const of = (source: string, flags: string): RegExp => new RegExp(source, flags);
  return {
    marks: [
      of(String.raw`^[ \t*_[(“"]*(?<mark>${names})[ \t*_\])”".:!-]*$`, 'gmu'),
      of(String.raw`[[(](?<mark>${names})[\])]`, 'gu'),
      of(String.raw`(?:${announcing})\s*[:“"]*\s*(?<mark>${names})(?![\p{L}\p{N}])`, 'gu'),
      // Two words in capitals amid other words are nobody's emphasis.
      of(
        String.raw`(?<![\p{L}\p{N}])(?<mark>(?:TUYỆT|TỐI)\s+MẬT|TOP\s+SECRET)(?![\p{L}\p{N}])`,
        'gu',
      ),
    ],
    publicNumbers: new Set(data.publicNumbers),
    publicWords: { vi: words(data.publicWords.vi), en: words(data.publicWords.en) },
    personWords: { vi: words(data.personWords.vi), en: words(data.personWords.en) },
  };
}
