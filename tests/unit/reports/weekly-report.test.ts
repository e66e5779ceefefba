import { describe, expect, it } from '@jest/globals';
import { rollUpWeek } from '../../../src/domain/audience/roll-up.ts';
import type { ReportDelivery } from '../../../src/domain/reports/operations.ts';
import { buildWeeklyReport } from '../../../src/domain/reports/weekly-report.ts';
import { addWeeks } from '../../../src/domain/time/zones.ts';
import { at, channel, channels, delivery, fiveWeeks, monday } from './weekly-fixture.ts';
import { reportInput, week46 } from './weekly-fixture.ts';

describe('the weekly report', () => {
  const report = buildWeeklyReport(reportInput());
  const [facebook, x] = [report.platforms[0]!, report.platforms[1]!];
  const geneva = facebook.channels.find((line) => line.channel.id === 'fb-geneva')!;

  it('tells each platform by itself and each channel under it', () => {
    expect(report.platforms.map(({ platform }) => platform)).toEqual(['facebook', 'x']);
    expect(facebook.channels.map((line) => line.channel.id)).toEqual(['fb-mofa', 'fb-geneva']);
    expect(facebook.total.channels).toBe(2);
    expect(x.channels.map((line) => line.unitName.en)).toEqual([
      'Press and Information Department',
    ]);
  });

  it('compares with the week before and with the four full weeks before this one', () => {
    const { posts, views } = x.total;
    expect(posts).toMatchObject({ value: 6, before: 6, mean: 6, change: 0, direction: 'flat' });
    expect(views.meanWeeks).toBe(4);
    expect(views.value! > views.before! && views.before! > views.mean!).toBe(true);
    expect(views.change).toBeCloseTo(views.value! / views.before! - 1);
  });

  it('a page with 80 likes has no figures, and does not silence the platform', () => {
    expect(geneva.posts.value).toBe(1);
    for (const figure of [geneva.views, geneva.reachTop!, geneva.engagement, geneva.rate]) {
      expect(figure).toMatchObject({ value: null, before: null, mean: null, change: null });
    }
    expect(facebook.total.views).toMatchObject({ n: 6, of: 7 });
    expect(facebook.total.views.change).not.toBeNull();
    expect(report.notes).toContainEqual({
      code: 'under-minimum-likes',
      channel: 'Việt Nam tại Geneva',
      followers: 80,
      minimum: 100,
    });
  });

  it('holds no sum of reach, over posts, channels or weeks', () => {
    const reaches = fiveWeeks()
      .rows.filter((row) => row.channelId === 'fb-mofa' && row.publishedAt >= week46.from)
      .map((row) => row.samples.findLast((sample) => sample.takenAt <= monday)!.metrics!.reach!);
    const sum = reaches.reduce((total, reach) => total + reach, 0);
    expect(reaches).toHaveLength(6);
    expect(numbersIn(report)).not.toContain(sum);
    expect(facebook.channels[0]!.reachTop!.value).toBe(Math.max(...reaches));
    expect(Object.keys(facebook.total)).not.toContain('reach');
    expect(x.channels[0]!.reachTop).toBeNull();
  });

  it('adds no figure across two platforms', () => {
    const both = facebook.total.views.value! + x.total.views.value!;
    expect(numbersIn(report)).not.toContain(both);
  });

  it('the rate is sum over sum and never a mean of rates', () => {
    const line = channel('small', 'u-press', 'x', 'Small', '@small', 'en');
    const rows = [
      delivery('big', line, at('2026-11-10', 9), { views: 100_000, reactions: 1000 }),
      delivery('tiny', line, at('2026-11-10', 9), { views: 100, reactions: 50 }),
    ];
    const weeks = [rollUpWeek(line, week46, rows, [], monday)];
    const built = buildWeeklyReport(reportInput({ channels: [line], weeks, days: [], posts: [] }));
    const rate = built.platforms[0]!.channels[0]!.rate;
    expect(rate.value).toBeCloseTo(1050 / 100_100, 4);
    expect(rate.n).toBe(2);
  });

  it('the mean rate of four weeks is pooled, so that a small week weighs little', () => {
    const line = channel('one', 'u-press', 'x', 'One', '@one', 'en');
    const rows = [0, 1, 2, 3, 4].map((back) =>
      delivery(`w${back}`, line, new Date(week46.from.getTime() + 9e7 - back * 6048e5), {
        views: back === 1 ? 100 : 100_000,
        reactions: back === 1 ? 50 : 1000,
      }),
    );
    const weeks = [0, 1, 2, 3, 4].map((back) =>
      rollUpWeek(line, addWeeks(week46, -back), rows, [], monday),
    );
    const built = buildWeeklyReport(reportInput({ channels: [line], weeks, days: [], posts: [] }));
    const { rate } = built.platforms[0]!.total;
    expect(rate.before).toBeCloseTo(0.5, 1);
    expect(rate.mean).toBeCloseTo(3050 / 300_100, 3);
  });

  it('names at most five posts a platform, most displayed first, none under the floor', () => {
    expect(x.topPosts).toHaveLength(5);
    const views = x.topPosts.map((post) => post.views);
    expect(views).toEqual(views.toSorted((a, b) => b - a));
    const quiet = delivery('quiet', channels[1]!, at('2026-11-10', 9), { views: 90 });
    const only = { samples: quiet, title: 'Quiet', permalink: null, deskUrl: null };
    const built = buildWeeklyReport(reportInput({ posts: [only] }));
    expect(built.platforms[1]!.topPosts).toEqual([]);
  });

  it('a week before is no part of the chart of this week', () => {
    expect(x.daily.current.map(({ day }) => day).at(0)).toBe('2026-11-09');
    expect(x.daily.before.map(({ day }) => day).at(-1)).toBe('2026-11-08');
    expect(x.daily.current[5]).toEqual({ day: '2026-11-14', posts: 0, views: null, n: 0 });
    const drawn = x.daily.current.reduce((sum, day) => sum + (day.views ?? 0), 0);
    expect(drawn).toBe(x.total.views.value);
  });

  it('a channel that was not counted is named, and its figures are missing', () => {
    const input = reportInput();
    const built = buildWeeklyReport({
      ...input,
      weeks: input.weeks.filter((row) => row.channelId !== 'x-mofa' || row.week !== '2026-W46'),
    });
    expect(built.notes).toContainEqual({ code: 'not-counted', channels: ['Viet Nam MOFA'] });
    expect(built.platforms[1]!.total.views.value).toBeNull();
  });

  it('two days without samples are said, channel by channel', () => {
    const { rows, counts } = fiveWeeks();
    const gone = [at('2026-11-11', 0), at('2026-11-13', 0)] as const;
    const holed = rows.map((row) => ({
      ...row,
      samples: row.samples.filter(({ takenAt }) => takenAt < gone[0] || takenAt >= gone[1]),
    }));
    const input = reportInput();
    const weeks = [
      ...input.weeks.filter((row) => row.week !== '2026-W46'),
      ...channels.map((of) => rollUpWeek(of, week46, holed, counts, monday)),
    ];
    const note = buildWeeklyReport({ ...input, weeks }).notes.find(
      (one) => one.code === 'missing-samples' && one.channel === 'Viet Nam MOFA',
    );
    expect(note).toMatchObject({ ages: expect.arrayContaining([{ ageHours: 24, posts: 2 }]) });
  });

  it('marks the days on which everything was on hold', () => {
    const built = buildWeeklyReport(reportInput({ holdDays: ['2026-11-14', '2026-11-15'] }));
    expect(built.notes[0]).toEqual({
      code: 'hold-everything',
      days: ['2026-11-14', '2026-11-15'],
    });
  });

  it('its first sentences say how much went out and how far each platform moved', () => {
    const built = buildWeeklyReport(reportInput({ deliveries: [sent('a', 3), sent('b', 61)] }));
    expect(built.summary[0]).toEqual({ code: 'posts-on-time', posts: 2, onTime: 1 });
    expect(built.summary.slice(1).map(({ code }) => code)).toEqual([
      'views-up',
      'views-up',
      'top-post',
      'top-post',
    ]);
    expect(report.summary[0]).toEqual({ code: 'posts-none' });
  });
});

describe('operations of the week', () => {
  it('late, refused, unknown and waiting deliveries are counted and named', () => {
    const { operations } = buildWeeklyReport(
      reportInput({
        deliveries: [
          sent('on-time', 59),
          sent('late', 60),
          { ...sent('refused', 0), state: 'refused', reason: 'token-dead', sentAt: null },
          { ...sent('unknown', 0), state: 'unknown', reason: 'connection-lost', sentAt: null },
          { ...sent('waiting', 0), state: 'waiting', reason: 'late', sentAt: null },
          { ...sent('overdue', 0), state: 'planned', sentAt: null },
          { ...sent('withdrawn', 0), state: 'cancelled', reason: 'withdrawn', sentAt: null },
          { ...sent('other-week', 0), dueAt: at('2026-11-16', 1) },
        ],
        approvalMinutes: [190, 41, 12, 60, 41],
      }),
    );
    expect(operations).toMatchObject({
      sent: 2,
      onTime: 1,
      late: 1,
      refused: 1,
      unknown: 1,
      waiting: 2,
      approval: { medianMinutes: 41, ninthDecileMinutes: 190, n: 5 },
    });
    expect(operations.troubled.map(({ deliveryId }) => deliveryId)).toEqual([
      'late',
      'refused',
      'unknown',
      'waiting',
      'overdue',
    ]);
    expect(operations.troubled[0]).toMatchObject({
      channelName: 'Bộ Ngoại giao Việt Nam',
      title: 'Bài late',
    });
  });
});

const takeDown = {
  reason: 'Sai tên',
  askedBy: 'anh',
  askedByName: 'Anh',
  askedAt: monday,
  confirmedBy: 'mai',
  confirmedByName: 'Mai',
  confirmedAt: monday,
  removed: [],
  failures: 0,
  fault: null,
  nextAt: null,
  lease: null,
};

describe('what was sent, seen and taken down', () => {
  const removed = (id: string, endedAt: Date): ReportDelivery => ({
    ...sent(id, 0),
    takeDown: { ...takeDown, state: 'done', endedAt },
  });
  const { operations } = buildWeeklyReport(
    reportInput({
      deliveries: [
        sent('seen', 0),
        { ...sent('unseen', 0), seenAt: null },
        { ...sent('just-sent', 0), sentAt: new Date(monday.getTime() - 60_000), seenAt: null },
        { ...removed('removed', at('2026-11-12', 9)), seenAt: null },
      ],
      takenDown: [removed('removed', at('2026-11-12', 9)), removed('of-last-month', monday)],
    }),
  );

  it('what nobody saw on its platform is counted apart and named after an hour', () => {
    expect(operations).toMatchObject({ sent: 4, seen: 1 });
    const unseen = operations.troubled.filter(({ kind }) => kind === 'unseen');
    expect(unseen.map(({ deliveryId }) => deliveryId)).toEqual(['unseen']);
  });

  it('what was taken down in the week is named with its time, also when it is older', () => {
    expect(operations.takenDown).toBe(2);
    const gone = operations.troubled.filter(({ kind }) => kind === 'takenDown');
    expect(gone.map(({ takenDownAt }) => takenDownAt)).toEqual([at('2026-11-12', 9), monday]);
  });

  it('what is planned for the rest of a running week waits for nobody', () => {
    const running = buildWeeklyReport(
      reportInput({
        builtAt: at('2026-11-10', 8),
        deliveries: [{ ...sent('coming', 0), state: 'planned', sentAt: null, seenAt: null }],
      }),
    ).operations;
    expect(running).toMatchObject({ upcoming: 1, waiting: 0, troubled: [] });
  });
});

function sent(id: string, secondsLate: number): ReportDelivery {
  const dueAt = at('2026-11-10', 9);
  return {
    id,
    postId: `post-${id}`,
    channelId: 'fb-mofa',
    platform: 'facebook',
    state: 'sent',
    reason: null,
    dueAt,
    sentAt: new Date(dueAt.getTime() + secondsLate * 1000),
    seenAt: new Date(dueAt.getTime() + secondsLate * 1000 + 5000),
    title: `Bài ${id}`,
    deskUrl: null,
  };
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object' || value instanceof Date) return [];
  return Object.values(value).flatMap(numbersIn);
}
