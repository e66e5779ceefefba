import { formatAxisDay } from '../../domain/time/format.ts';
import { dayOf } from '../../domain/time/zones.ts';
import type { Reader } from '../reader.ts';

/** A short name of the day of an instant; null when it is today. */
export function dayWhenOther(at: Date, { now, language }: Reader): string | null {
  return dayOf(at) === dayOf(now) ? null : formatAxisDay(at, language);
}
