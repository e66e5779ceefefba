import { join } from 'node:path';
import ejs from 'ejs';
import { projectRoot } from '../lib/project-root.ts';

const VIEWS = join(projectRoot, 'views');

/**
 * Renders a view file. EJS takes options from its third argument alone, and `data` is always an
 * object that our code wrote out: nothing a visitor sends becomes an option or a path.
 */
export function renderTemplate(
  view: string,
  data: object,
  options: { cache: boolean; viewsDir?: string } = { cache: true },
): Promise<string> {
  const roots = options.viewsDir === undefined ? [VIEWS] : [options.viewsDir, VIEWS];
  return ejs.renderFile(join(VIEWS, `${view}.ejs`), data, {
    cache: options.cache,
    root: roots,
    views: roots,
    async: false,
  });
}
