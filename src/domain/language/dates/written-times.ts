import type { Span } from '../subject.ts';

/** A time of day as a text says it. */
export type WrittenTime = Span & {
  /** 0 to 24. */
  hour: number;
  minute: number;
  /** Hours ahead of UTC of the clock that is named, or null when none is. */
  offset: number | null;
};

const HANOI_OFFSET = 7;
const HALF_DAY = 12;

const zoneVi = String.raw`(?<zone>[\s,]*\(?\s*(?:theo\s+)?(?:giờ\s+(?:Hà Nội|Việt Nam)|(?:GMT|UTC)\s*(?:[+-]\s*\d{1,2})?)\)?)?`;
const zoneEn = String.raw`(?<zone>[\s,]*\(?\s*(?:Ha\s?Noi|Viet\s?Nam)\s+time\)?|[\s,]*\(?(?:GMT|UTC)\s*(?:[+-]\s*\d{1,2})?\)?)?`;

const VIETNAMESE = [
  // 14:00, 9h30, 15h
  new RegExp(
    String.raw`(?<![\d:.,/])(?<hour>\d{1,2})(?::(?<minute>\d{2})|h(?<minute2>\d{2})?)(?![\d:\p{L}])(?<half>\s+(?:sáng|trưa|chiều|tối|đêm))?${zoneVi}`,
    'gu',
  ),
  // 14 giờ, 9 giờ 30, 3 giờ chiều
  new RegExp(
    String.raw`(?<![\d:.,/])(?<hour>\d{1,2})\s+giờ(?!\s*(?:qua|liền|đồng hồ|bay|làm việc|/))(?:\s+(?<minute>\d{1,2})(?!\s*(?:ngày|tháng|/|\d))(?:\s*phút)?)?(?<half>\s+(?:sáng|trưa|chiều|tối|đêm))?${zoneVi}`,
    'gu',
  ),
];
const ENGLISH = [
  // 2 p.m., 9.30 am
  new RegExp(
    String.raw`(?<![\d:.,/])(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?<half>[ap]\.?\s?m\b\.?)${zoneEn}`,
    'giu',
  ),
  // 14:00
  new RegExp(String.raw`(?<![\d:.,/])(?<hour>\d{1,2}):(?<minute>\d{2})(?![\d:])${zoneEn}`, 'gu'),
];

/** Every time of day that a text in Vietnamese or English writes, in order. */
export function findTimes(text: string, language: string): WrittenTime[] {
  const patterns = language === 'vi' ? VIETNAMESE : language === 'en' ? ENGLISH : [];
  const found: WrittenTime[] = [];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].trimEnd().length };
      if (found.some((one) => one.start < span.end && span.start < one.end)) continue;
      const time = timeOf(match.groups ?? {});
      if (time !== null) found.push({ ...span, ...time });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function timeOf(
  groups: Record<string, string | undefined>,
): { hour: number; minute: number; offset: number | null } | null {
  const minute = Number(groups['minute'] ?? groups['minute2'] ?? 0);
  const hour = inDay(Number(groups['hour']), (groups['half'] ?? '').trim().toLowerCase());
  if (hour > 24 || minute > 59) return null;
  return { hour, minute, offset: offsetOf(groups['zone'] ?? '') };
}

function inDay(hour: number, half: string): number {
  if (half.startsWith('p') || half === 'chiều' || half === 'tối') {
    return hour < HALF_DAY ? hour + HALF_DAY : hour;
  }
  if (half.startsWith('a') || half === 'sáng') return hour === HALF_DAY ? 0 : hour;
  return hour;
}

function offsetOf(zone: string): number | null {
  if (zone.trim() === '') return null;
  if (!/GMT|UTC/i.test(zone)) return HANOI_OFFSET;
  return Number(/[+-]\s*\d+/.exec(zone)?.[0].replace(/\s/g, '') ?? 0);
}
