import type { WrittenDate } from './written-date.ts';

/** How one way of writing a date is read: its groups become the parts of a date. */
export type DatePattern = {
  pattern: RegExp;
  read: (groups: Record<string, string | undefined>) => Partial<WrittenDate> | null;
};

const NOTHING: Omit<WrittenDate, 'start' | 'end'> = {
  day: null,
  month: null,
  year: null,
  weekday: null,
  weekdayName: null,
  isLunar: false,
  to: null,
  form: 'words',
};

/** What the patterns find, the earlier ones first: no part of a text is read twice. */
export function matchDates(text: string, patterns: readonly DatePattern[]): WrittenDate[] {
  const found: WrittenDate[] = [];
  const taken = new Uint8Array(text.length);
  for (const { pattern, read } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.subarray(start, end).some((unit) => unit === 1)) continue;
      const parts = read(match.groups ?? {});
      if (parts === null) continue;
      taken.fill(1, start, end);
      found.push({ ...NOTHING, ...parts, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

export function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
