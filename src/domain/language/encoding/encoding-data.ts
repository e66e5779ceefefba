/** The form of `config/data/encoding.json`. */
export type EncodingData = {
  /** Where the tone stands in open syllables such as hòa (`old`) or hoà (`new`). */
  toneStyle: 'old' | 'new';
  /** Letters of other scripts, each with the Latin letter that it looks like. */
  homoglyphs: Record<string, string>;
  /** One or two characters of the old encoding, each with the letter that was meant. */
  vni: Record<string, string>;
  tcvn3: Record<string, string>;
  /** The characters of bytes 128 to 159. */
  windows1252: string;
};
