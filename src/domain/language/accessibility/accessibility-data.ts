/** The form of `config/data/accessibility.json`. */
export type AccessibilityData = {
  altMostCharacters: number;
  altFewestCharacters: number;
  /** More emoji than this one behind the other are read out one by one. */
  emojiInRow: number;
  emojiInPost: number;
  capitalWordsInRow: number;
  capitalLettersInRow: number;
  /** A hashtag of more letters without capitals is read as one word. */
  hashtagLetters: number;
  linkWords: Record<'vi' | 'en', string[]>;
  longSentenceWords: Record<'vi' | 'en', number>;
};
