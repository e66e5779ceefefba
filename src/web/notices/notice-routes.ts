import { markNoticesRead } from '../../actions/notices/mark-read.ts';
import { formText } from '../page-request.ts';
import { route, signedIn } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';

/** Everybody reads their own notices, and nobody else's. */
export function noticeRoutes(deps: WebDeps): Route[] {
  return [
    route('post', urls.readNotices(), signedIn, async (req, res, page) => {
      const id = formText(req, 'id');
      await markNoticesRead(deps.actions, {
        actor: page.actor,
        noticeId: /^[\w-]{1,64}$/.test(id) ? id : null,
      });
      res.redirect(303, urls.today());
    }),
  ];
}
