import type {
  DeliverySamples,
  FollowerCount,
  Metrics,
} from '../../../src/domain/audience/metrics.ts';
import { sampleAgesHours } from '../../../src/domain/audience/metrics.ts';
import { rollUpDay, rollUpWeek } from '../../../src/domain/audience/roll-up.ts';
import type { ReportChannel } from '../../../src/domain/reports/audience-lines.ts';
import type { WeeklyReportInput } from '../../../src/domain/reports/weekly-report.ts';
import { addDays, addWeeks, dayOf, parseWeek, startOfDay } from '../../../src/domain/time/zones.ts';
import type { Week } from '../../../src/domain/time/zones.ts';

const HOUR_MS = 3_600_000;

export const week46 = parseWeek('2026-W46')!;
/** Monday 16 November 2026, 08:00 in Ha Noi. */
export const monday = new Date('2026-11-16T01:00:00Z');

const units = [
  { id: 'u-press', name: { vi: 'Vụ Thông tin Báo chí', en: 'Press and Information Department' } },
  {
    id: 'u-geneva',
    name: { vi: 'Phái đoàn thường trực tại Geneva', en: 'Permanent Mission in Geneva' },
  },
];

export const channels: ReportChannel[] = [
  channel('fb-mofa', 'u-press', 'facebook', 'Bộ Ngoại giao Việt Nam', 'bongoaigiao', 'vi'),
  channel('x-mofa', 'u-press', 'x', 'Viet Nam MOFA', '@MOFAVietNam', 'en'),
  channel('fb-geneva', 'u-geneva', 'facebook', 'Việt Nam tại Geneva', 'vngeneva', 'vi'),
];

export function channel(
  id: string,
  unitId: string,
  platform: 'facebook' | 'x',
  name: string,
  handle: string,
  language: string,
): ReportChannel {
  const host = platform === 'x' ? 'x.com' : 'www.facebook.com';
  const publicUrl = `https://${host}/${handle.replace('@', '')}`;
  return { id, unitId, platform, name, handle, language, publicUrl };
}

/** A delivery whose figures grow with its age up to what it ends with after 28 days. */
export function delivery(
  id: string,
  of: ReportChannel,
  publishedAt: Date,
  final: Metrics | null,
): DeliverySamples {
  return {
    deliveryId: id,
    postId: `post-${id}`,
    unitId: of.unitId,
    channelId: of.id,
    platform: of.platform,
    language: of.language,
    platformPostId: `platform-${id}`,
    publishedAt,
    samples: sampleAgesHours.map((ageHours) => ({
      ageHours,
      takenAt: new Date(publishedAt.getTime() + ageHours * HOUR_MS),
      metrics: final === null ? null : grown(final, ageHours),
      missing: final === null ? 'not-available' : null,
    })),
  };
}

function grown(final: Metrics, ageHours: number): Metrics {
  const share = 1 - Math.exp(-ageHours / 20);
  return Object.fromEntries(
    Object.entries(final).map(([name, value]) => [name, Math.round(value * share)]),
  );
}

export function at(day: string, hours: number): Date {
  return new Date(startOfDay(day).getTime() + hours * HOUR_MS);
}

/** Five weeks of three channels; the page in Geneva has 80 followers and gets no figures. */
export function fiveWeeks(): { rows: DeliverySamples[]; counts: FollowerCount[]; weeks: Week[] } {
  const weeks = [0, -1, -2, -3, -4].map((offset) => addWeeks(week46, offset));
  const [facebook, x, geneva] = channels as [ReportChannel, ReportChannel, ReportChannel];
  const rows = weeks.flatMap((week, index) => [
    ...[0, 1, 2, 3, 4, 6].flatMap((offset) => {
      const day = addDays(dayOf(week.from), offset);
      const size = (12_000 + offset * 1_700) * (1 + (4 - index) * 0.03);
      const id = `${week.key}-${offset}`;
      return [
        delivery(`fb-${id}`, facebook, at(day, 9), {
          views: Math.round(size * 1.6),
          reach: Math.round(size),
          reactions: Math.round(size * 0.03),
          comments: Math.round(size * 0.004),
          shares: Math.round(size * 0.006),
          clicks: Math.round(size * 0.01),
        }),
        delivery(`x-${id}`, x, at(day, 10.5), {
          views: Math.round(size * 0.4),
          reactions: Math.round(size * 0.008),
          comments: Math.round(size * 0.0006),
          shares: Math.round(size * 0.002),
          clicks: Math.round(size * 0.001),
          bookmarks: Math.round(size * 0.0004),
        }),
      ];
    }),
    delivery(`geneva-${week.key}`, geneva, at(addDays(dayOf(week.from), 2), 16), null),
  ]);
  const counts = [...weeks, addWeeks(week46, -5)].flatMap((week, index) =>
    channels.map((of) => ({
      channelId: of.id,
      day: addDays(dayOf(week.to), -1),
      followers: of.id === 'fb-geneva' ? 80 : 1_000_000 - index * 1_204,
      takenAt: at(addDays(dayOf(week.to), -1), 20),
    })),
  );
  return { rows, counts, weeks };
}

/** Titles that a template, a spreadsheet or a careless reader would stumble over. */
const titles: Record<string, string> = {
  'fb-2026-W46-6': 'Khuyến cáo công dân vùng bão: những điều cần biết & số bảo hộ',
  'fb-2026-W46-4': '=HYPERLINK("http://example.org")',
  'fb-2026-W46-3': '<script>alert("xin chào")</script>',
  'x-2026-W46-3': 'Regular press conference, 12 November',
};

export function reportInput(changes: Partial<WeeklyReportInput> = {}): WeeklyReportInput {
  const { rows, counts, weeks } = fiveWeeks();
  const days = [week46, addWeeks(week46, -1)].flatMap((week) =>
    [0, 1, 2, 3, 4, 5, 6].map((offset) => addDays(dayOf(week.from), offset)),
  );
  return {
    week: week46,
    builtAt: monday,
    issuedBy: {
      vi: 'Bộ Ngoại giao · Vụ Thông tin Báo chí',
      en: 'Ministry of Foreign Affairs · Press and Information Department',
    },
    deskUrl: 'http://localhost:3000/reports/2026-W46',
    units,
    channels,
    weeks: weeks.flatMap((week) =>
      channels.map((of) => rollUpWeek(of, week, rows, counts, monday)),
    ),
    days: days.flatMap((day) => channels.map((of) => rollUpDay(of, day, rows, monday))),
    posts: rows.map((samples) => ({
      samples,
      title: titles[samples.deliveryId] ?? `Bài ${samples.deliveryId}`,
      permalink: `https://example.org/${samples.deliveryId}`,
      deskUrl: null,
    })),
    deliveries: [],
    takenDown: [],
    approvalMinutes: [],
    holdDays: [],
    comingWeek: [],
    ...changes,
  };
}
