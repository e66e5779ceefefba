import { describe, expect, it } from '@jest/globals';
import {
  engagementOf,
  engagementParts,
  missingEngagementParts,
} from '../../../src/domain/audience/engagement.ts';
import { cutOf, figuresAtCut } from '../../../src/domain/audience/figures.ts';
import { missingSample } from '../../../src/domain/audience/sample-schedule.ts';
import { addWeeks } from '../../../src/domain/time/zones.ts';
import { at, channels, delivery, monday, week46 } from '../reports/weekly-fixture.ts';

describe('engagement', () => {
  it('is unknown, and not nothing, when the platform told none of its parts', () => {
    expect(engagementOf({ views: 500, reach: 300 }, 'facebook')).toBeNull();
    expect(engagementOf({}, 'x')).toBeNull();
    expect(engagementOf(null, 'x')).toBeNull();
  });

  it('is nothing when the platform says that nobody did anything', () => {
    expect(engagementOf({ reactions: 0, comments: 0 }, 'facebook')).toBe(0);
  });

  it('counts bookmarks on X and never views or reach', () => {
    const metrics = { views: 9000, reach: 7000, reactions: 5, comments: 4, shares: 3, clicks: 2 };
    expect(engagementOf({ ...metrics, bookmarks: 1 }, 'x')).toBe(15);
    expect(engagementOf({ ...metrics, bookmarks: 1 }, 'facebook')).toBe(14);
    expect(engagementParts.facebook).not.toContain('bookmarks');
  });

  it('names the parts that a sum lacks', () => {
    expect(missingEngagementParts({ reactions: 5, comments: 1, shares: 0 }, 'facebook')).toEqual([
      'clicks',
    ]);
  });
});

describe('figures at the cut', () => {
  const channel = channels[0]!;

  it('the cut is Monday 08:00 in Ha Noi after the week', () => {
    expect(cutOf(week46)).toEqual(monday);
  });

  it("a Sunday's post is read at the age it has on Monday morning", () => {
    const post = delivery('a', channel, at('2026-11-15', 9), { views: 1000 });
    expect(figuresAtCut(post.samples, post.publishedAt, monday)?.ageHours).toBe(12);
  });

  it('the same weekday and hour is read at the same age in every week', () => {
    for (const offset of [0, 1, 2, 3, 4, 5, 6]) {
      const day = new Date(week46.from.getTime() + offset * 86_400_000 + 14 * 3_600_000);
      const before = new Date(day.getTime() - 7 * 86_400_000);
      const ages = [
        { publishedAt: day, cut: cutOf(week46) },
        { publishedAt: before, cut: cutOf(addWeeks(week46, -1)) },
      ].map(({ publishedAt, cut }) => {
        const post = delivery('a', channel, publishedAt, { views: 1000 });
        return figuresAtCut(post.samples, post.publishedAt, cut)?.ageHours;
      });
      expect(ages[0]).toBeDefined();
      expect(ages[0]).toBe(ages[1]);
    }
  });

  it('a sample taken a second after the cut belongs to the next look', () => {
    const publishedAt = new Date(monday.getTime() - 24 * 3_600_000);
    const post = delivery('a', channel, publishedAt, { views: 1000 });
    const late = post.samples.map((sample) =>
      sample.ageHours === 24 ? { ...sample, takenAt: new Date(monday.getTime() + 1000) } : sample,
    );
    expect(figuresAtCut(post.samples, publishedAt, monday)?.ageHours).toBe(24);
    expect(figuresAtCut(late, publishedAt, monday)?.ageHours).toBe(12);
  });

  it('an age found missing is passed over for the one before it', () => {
    const post = delivery('a', channel, at('2026-11-13', 9), { views: 1000 });
    const samples = post.samples.map((sample) =>
      sample.ageHours === 48 ? missingSample(48, 'platform-error', sample.takenAt) : sample,
    );
    expect(figuresAtCut(samples, post.publishedAt, monday)?.ageHours).toBe(24);
  });

  it('a post that was never sampled has no figures', () => {
    expect(figuresAtCut([], monday, monday)).toBeNull();
  });
});
