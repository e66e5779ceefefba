import { readLocale } from '../../lib/i18n.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';

export function languageRoutes(deps: WebDeps): Route[] {
  return [route('get', urls.languageData(), requires('post.write'), sendLanguageData(deps))];
}

/**
 * What the composer needs to check a text as it is typed: the guard's data and its sentences. The
 * browser keeps it and asks each time whether it is still the newest.
 */
function sendLanguageData(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const { files } = await deps.actions.language.sources();
    const { findings } = readLocale(page.language);
    res.set('Cache-Control', 'private, no-cache').json({ files, sentences: findings });
  };
}
