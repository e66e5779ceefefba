const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const SYLLABLE = new RegExp(
  '^(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x)?' +
    '(?:iêu|yêu|ươu|oai|oay|oeo|uây|uôi|ươi|uya|uyê|uyu|oao|uêu|ia|iê|yê|ya|iu|ai|ao|au|ay|âu|ây|eo|êu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)' +
    '(?:ch|c|m|ng|nh|n|p|t)?$',
  'u',
);

/** Whether a word has the shape of a Vietnamese syllable, with at most one tone. */
export function isSyllable(word: string): boolean {
  const apart = word.toLowerCase().normalize('NFD');
  if ((apart.match(TONES) ?? []).length > 1) return false;
  return SYLLABLE.test(apart.replace(TONES, '').normalize('NFC'));
}
