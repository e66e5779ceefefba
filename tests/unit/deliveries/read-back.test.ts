import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  mayRead,
  planAfterFailure,
  planAfterLook,
  planForNextDay,
  planOf,
  readBackRulesOf,
  windowOf,
} from '../../../src/domain/deliveries/read-back-plan.ts';
import type { ReadBackRulesData } from '../../../src/domain/deliveries/read-back-plan.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { delivery, DUE } from '../../support/sample-rows.ts';

const rules = readBackRulesOf(
  JSON.parse(
    readFileSync(join(projectRoot, 'config', 'data', 'read-back.json'), 'utf8'),
  ) as ReadBackRulesData,
);
const after = (seconds: number): Date => new Date(DUE.getTime() + seconds * 1000);
const unknown = delivery({ state: 'unknown', stateSince: DUE });
const sent = delivery({ state: 'sent', stateSince: DUE, sentAt: DUE });

describe('an unknown delivery', () => {
  it('is looked for after 5 and 30 seconds, 2 and 10 minutes, an hour, and then no more', () => {
    let plan = planOf(unknown, undefined, rules);
    const times: (Date | null)[] = [plan.nextAt];
    while (plan.nextAt !== null) {
      plan = planAfterLook(unknown, plan, rules, plan.nextAt);
      times.push(plan.nextAt);
    }
    expect(times).toEqual([after(5), after(30), after(120), after(600), after(3600), null]);
    expect(plan.looks).toBe(5);
  });

  it('is not looked for once more for every look that was missed', () => {
    const plan = planOf(unknown, undefined, rules);
    expect(planAfterLook(unknown, plan, rules, after(700)).nextAt).toEqual(after(3600));
    expect(planAfterLook(unknown, plan, rules, after(7200)).nextAt).toBeNull();
  });

  it('is looked for anew when it was sent again and is unknown again', () => {
    const done = { ...planOf(unknown, undefined, rules), looks: 5, nextAt: null };
    expect(planOf(unknown, done, rules)).toBe(done);
    const again = { ...unknown, stateSince: after(4000) };
    expect(planOf(again, done, rules)).toMatchObject({ looks: 0, nextAt: after(4005) });
  });

  it('is tried again at growing pauses while the platform cannot be read, for a day', () => {
    let plan = planOf(unknown, undefined, rules);
    const pauses: number[] = [];
    let now = after(5);
    while (plan.nextAt !== null) {
      plan = planAfterFailure(plan, rules, now);
      if (plan.nextAt === null) break;
      pauses.push((plan.nextAt.getTime() - now.getTime()) / 1000);
      now = plan.nextAt;
    }
    expect(pauses.slice(0, 5)).toEqual([30, 120, 600, 3600, 3600]);
    expect(now.getTime() - DUE.getTime()).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(plan.looks).toBe(0);
  });
});

describe('a sent delivery', () => {
  it('is looked for once after ten seconds, and again while it is not seen', () => {
    const plan = planOf(sent, undefined, rules);
    expect(plan.nextAt).toEqual(after(10));
    expect(planAfterLook(sent, plan, rules, after(10)).nextAt).toEqual(after(30));
  });
});

describe('a day’s reading', () => {
  it('keeps a part that only unknown deliveries may use, and then ends', () => {
    const bound = { ...rules.platforms.x, looksPerDay: 100, postsPerDay: 1000 };
    const some = { ...rules, keptForUnknown: 0.25, platforms: { ...rules.platforms, x: bound } };
    expect(mayRead({ looks: 74, posts: 0 }, some, 'x', false)).toBe(true);
    expect(mayRead({ looks: 75, posts: 0 }, some, 'x', false)).toBe(false);
    expect(mayRead({ looks: 75, posts: 0 }, some, 'x', true)).toBe(true);
    expect(mayRead({ looks: 0, posts: 750 }, some, 'x', false)).toBe(false);
    expect(mayRead({ looks: 0, posts: 1000 }, some, 'x', true)).toBe(false);
    expect(mayRead({ looks: 5, posts: 1_000_000 }, some, 'facebook', false)).toBe(true);
  });

  it('begins again at midnight UTC', () => {
    const plan = planOf(unknown, undefined, rules);
    expect(planForNextDay(plan, after(5)).nextAt).toEqual(new Date('2026-11-24T00:00:00.000Z'));
  });
});

describe('the time in which a post can have been made', () => {
  const attempt = (start: number, end: number | null, outcome: 'unknown' | 'refused' | null) => ({
    startedAt: after(start),
    endedAt: end === null ? null : after(end),
    outcome:
      outcome === null
        ? null
        : ({ kind: outcome, reason: 'timed-out', raw: {} } as unknown as never),
  });

  it('is that of the unclear attempts, two minutes wider on each side and a minute for showing', () => {
    const window = windowOf(
      unknown,
      [attempt(0, 1, 'refused'), attempt(30, 75, 'unknown')],
      rules,
      after(80),
    );
    expect(window).toEqual({ from: after(30 - 120), to: after(75 + 120 + 60) });
  });

  it('is open until now while an attempt has no end, and from its due time when it has no row', () => {
    expect(windowOf(unknown, [attempt(30, null, null)], rules, after(500)).to).toEqual(
      after(500 + 180),
    );
    expect(windowOf(unknown, [], rules, after(500)).from).toEqual(after(-120));
  });
});
