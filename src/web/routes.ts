import { approvalRoutes } from './approvals/approval-routes.ts';
import { channelRoutes } from './channels/channel-routes.ts';
import { peopleRoutes } from './people/people-routes.ts';
import type { Route } from './route-table.ts';
import { sessionRoutes } from './sessions/session-routes.ts';
import type { WebDeps } from './web-deps.ts';

/** The table of contents of the desk: every route with its permission, one list per noun. */
export function allRoutes(deps: WebDeps): Route[] {
  return [
    ...sessionRoutes(deps),
    ...approvalRoutes(deps),
    ...channelRoutes(deps),
    ...peopleRoutes(deps),
  ];
}
