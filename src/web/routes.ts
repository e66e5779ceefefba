import { approvalRoutes } from './approvals/approval-routes.ts';
import { audienceRoutes } from './audience/audience-routes.ts';
import { budgetRoutes } from './budget/budget-routes.ts';
import { channelRoutes } from './channels/channel-routes.ts';
import { peopleRoutes } from './people/people-routes.ts';
import { recordRoutes } from './records/record-routes.ts';
import { reportRoutes } from './reports/report-routes.ts';
import { calendarRoutes } from './calendar/calendar-routes.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import { eventRoutes } from './events/event-routes.ts';
import { holdRoutes } from './holds/hold-routes.ts';
import { noticeRoutes } from './notices/notice-routes.ts';
import { languageRoutes } from './language/language-routes.ts';
import { lexiconRoutes } from './lexicon/lexicon-routes.ts';
import { mediaRoutes } from './media/media-routes.ts';
import { postRoutes } from './posts/post-routes.ts';
import { practiceRoutes } from './practice/practice-routes.ts';
import type { Route } from './route-table.ts';
import { sessionRoutes } from './sessions/session-routes.ts';
import { todayRoutes } from './today/today-routes.ts';
import type { WebDeps } from './web-deps.ts';

/** The table of contents of the desk: every route with its permission, one list per noun. */
export function allRoutes(deps: WebDeps): Route[] {
  return [
    ...sessionRoutes(deps),
    ...todayRoutes(deps),
    ...postRoutes(deps),
    ...languageRoutes(deps),
    ...lexiconRoutes(deps),
    ...mediaRoutes(deps),
    ...approvalRoutes(deps),
    ...deliveryRoutes(deps),
    ...calendarRoutes(deps),
    ...eventRoutes(deps),
    ...holdRoutes(deps),
    ...noticeRoutes(deps),
    ...practiceRoutes(deps),
    ...budgetRoutes(deps),
    ...channelRoutes(deps),
    ...audienceRoutes(deps),
    ...reportRoutes(deps),
    ...peopleRoutes(deps),
    ...recordRoutes(deps),
  ];
}
