/**
 * Languages that a version may be written in, each with a name in every locale file. Vietnamese and
 * English are guarded by the language checks; the others are missions' own.
 */
export const postLanguages = ['vi', 'en', 'fr'] as const;
type PostLanguage = (typeof postLanguages)[number];

export function isPostLanguage(code: string): code is PostLanguage {
  return postLanguages.some((one) => one === code);
}
