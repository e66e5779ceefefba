import { loadCalendar } from '../../actions/deliveries/load-calendar.ts';
import { calendarSpan, isDay } from '../../domain/time/calendar-span.ts';
import { addDays, dayOf, startOfDay } from '../../domain/time/zones.ts';
import { queryText } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildCalendarPage } from './calendar-page.ts';

export function calendarRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.calendar(), requires('post.read'), async (req, res, page) => {
      const asked = queryText(req, 'at');
      const view = queryText(req, 'view') === 'month' ? 'month' : 'week';
      const span = calendarSpan(view, isDay(asked) ? asked : dayOf(page.now));
      const facts = await loadCalendar(deps.actions, {
        actor: page.actor,
        from: startOfDay(span.days[0] ?? span.at),
        to: startOfDay(addDays(span.days.at(-1) ?? span.at, 1)),
      });
      const built = buildCalendarPage(facts, span, page);
      await renderPage(res, 'calendar/show', {
        title: built.title,
        page: built,
        current: 'calendar',
      });
    }),
  ];
}
