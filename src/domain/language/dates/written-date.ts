import type { Span } from '../subject.ts';

/** A date as a text says it; what it leaves out is null. Numbers are as written, also impossible ones. */
export type WrittenDate = Span & {
  day: number | null;
  month: number | null;
  year: number | null;
  /** The weekday that is said with it, 1 for Monday to 7 for Sunday. */
  weekday: number | null;
  /** As it is written. */
  weekdayName: string | null;
  isLunar: boolean;
  /** The last day of a range, in the same month unless it says another. */
  to: { day: number; month: number | null } | null;
  /** `figures` can be read as day and month in either order. */
  form: 'words' | 'figures';
};
