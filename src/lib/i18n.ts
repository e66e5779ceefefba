import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import type { i18n } from 'i18next';
import { projectRoot } from './project-root.ts';

/** Turns a locale key and its parameters into a sentence. A missing key throws: it is a bug. */
export type Translate = (key: string, parameters?: Record<string, unknown>) => string;

export const uiLanguages = ['vi', 'en'] as const;
export type UiLanguage = (typeof uiLanguages)[number];

const LOCALES = join(projectRoot, 'config', 'locales');

/** Each file `config/locales/<language>/<name>.json` is the branch `<name>` of the key tree. */
export function readLocale(language: UiLanguage): Record<string, unknown> {
  const folder = join(LOCALES, language);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        file.slice(0, -'.json'.length),
        JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown,
      ]),
  );
}

/** The sentences of both languages. Parameters are not escaped here: templates escape. */
export function createTranslators(): Record<UiLanguage, Translate> {
  const instance: i18n = i18next.createInstance();
  void instance.init({
    resources: {
      vi: { translation: readLocale('vi') },
      en: { translation: readLocale('en') },
    },
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const translator =
    (language: UiLanguage): Translate =>
    (key, parameters = {}) => {
      if (!instance.exists(key, { ...parameters, lng: language })) {
        throw new Error(`no sentence for ${language}:${key}`);
      }
      return instance.t(key, { ...parameters, lng: language });
    };
  return { vi: translator('vi'), en: translator('en') };
}
