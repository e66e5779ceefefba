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
