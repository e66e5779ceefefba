import type { CalendarFacts } from '../../actions/deliveries/load-calendar.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { calendarViews } from '../../domain/time/calendar-span.ts';
import type { CalendarSpan, CalendarView } from '../../domain/time/calendar-span.ts';
import { formatAxisDay } from '../../domain/time/format.ts';
import { specialDaysOn } from '../../domain/time/special-days.ts';
import { dayOf, startOfDay } from '../../domain/time/zones.ts';
import type { Translate } from '../../lib/i18n.ts';
import type { Reader } from '../reader.ts';
import { urls, withQuery } from '../urls.ts';
import { calendarChips } from './calendar-chips.ts';
import type { CalendarChip } from './calendar-chips.ts';

export type CalendarDay = {
  day: string;
  start: Date;
  chips: CalendarChip[];
  special: { name: string; isOff: boolean }[];
  /** What begins on this day. */
  events: { id: string; at: Date; title: string; isCancelled: boolean }[];
  isToday: boolean;
  isRest: boolean;
  isOutside: boolean;
};

export type CalendarPage = {
  title: string;
  view: CalendarView;
  heads: string[];
  days: CalendarDay[];
  isEmpty: boolean;
  views: { view: CalendarView; href: string }[];
  previous: string;
  next: string;
  today: string;
  /** The other clocks whose times stand on chips. */
  cities: string[];
  canWrite: boolean;
};

export function buildCalendarPage(
  facts: CalendarFacts,
  span: CalendarSpan,
  reader: Reader,
): CalendarPage {
  const { language, t, now } = reader;
  const chips = calendarChips(facts, reader);
  const today = dayOf(now);
  const days = span.days.map((day, index): CalendarDay => {
    const special = specialDaysOn(day, facts.specialDays);
    return {
      day,
      start: startOfDay(day),
      chips: chips.filter((chip) => dayOf(chip.at) === day),
      special: special.map((one) => ({ name: one[language], isOff: one.isOff })),
      events: facts.events
        .filter((event) => dayOf(event.startsAt) === day)
        .map((event) => ({
          id: event.id,
          at: event.startsAt,
          title: event.title[language],
          isCancelled: event.state === 'cancelled',
        })),
      isToday: day === today,
      isRest: index % 7 >= 5 || special.some((one) => one.isOff),
      isOutside: span.month !== null && !day.startsWith(span.month),
    };
  });
  const address = (view: CalendarView, at: string): string =>
    withQuery(urls.calendar(), { view, at });
  return {
    title: titleOfSpan(span, language, t),
    view: span.view,
    heads: days.slice(0, 7).map(({ start }) => {
      const name = formatAxisDay(start, language);
      return span.view === 'week' ? name : (name.split(' ')[0] ?? '');
    }),
    days,
    isEmpty: days.every((one) => one.chips.length + one.events.length === 0),
    views: calendarViews.map((view) => ({ view, href: address(view, span.at) })),
    previous: address(span.view, span.previous),
    next: address(span.view, span.next),
    today: address(span.view, today),
    cities: [...new Set(chips.flatMap((chip) => chip.clocks.map((clock) => clock.city)))],
    canWrite: canAnywhere(reader.actor, 'post.write'),
  };
}

function titleOfSpan(span: CalendarSpan, language: ReaderLanguage, t: Translate): string {
  if (span.month !== null) {
    const [year, month] = span.month.split('-');
    return t('calendar.month', {
      month: t(`calendar.months.${Number(month)}`),
      year: year ?? '',
    });
  }
  const name = (day: string): string => {
    const [year, month, date] = day.split('-').map(Number);
    return language === 'vi'
      ? `${date}/${month}/${year}`
      : `${date} ${t(`calendar.months.${month}`)} ${year}`;
  };
  return t('calendar.week', { from: name(span.days[0] ?? ''), to: name(span.days[6] ?? '') });
}
