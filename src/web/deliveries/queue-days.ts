import { addDays, dayOf } from '../../domain/time/zones.ts';
import type { Reader } from '../reader.ts';

/** What the queue shows under one date. */
export type QueueDay<Row> = {
  id: string;
  at: Date;
  /** `Hôm nay` and its neighbours; null for any other day. */
  name: string | null;
  rows: Row[];
};

/** Rows under the dates of Hanoi, in the order in which they come. */
export function groupByDay<Row extends { id: string; at: Date }>(
  rows: readonly Row[],
  { now, t }: Pick<Reader, 'now' | 't'>,
): QueueDay<Row>[] {
  const today = dayOf(now);
  const names = new Map([
    [addDays(today, -1), t('deliveries.day.yesterday')],
    [today, t('deliveries.day.today')],
    [addDays(today, 1), t('deliveries.day.tomorrow')],
  ]);
  const days: (QueueDay<Row> & { day: string })[] = [];
  for (const row of rows) {
    const day = dayOf(row.at);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ id: row.id, day, at: row.at, name: names.get(day) ?? null, rows: [row] });
  }
  return days;
}
