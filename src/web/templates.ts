import { join } from 'node:path';
import ejs from 'ejs';
import { projectRoot } from '../lib/project-root.ts';

const VIEWS = join(projectRoot, 'views');

/**
 * Renders a view file. EJS takes options from its third argument alone, and `data` is always an
 * object that our code wrote out: nothing a visitor sends becomes an option or a path. Compiled
 * views are kept, so a changed view needs a restart.
 */
export function renderTemplate(view: string, data: object): Promise<string> {
  return ejs.renderFile(join(VIEWS, `${view}.ejs`), data, {
    cache: true,
    root: VIEWS,
    views: [VIEWS],
  });
}
