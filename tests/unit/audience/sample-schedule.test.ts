import { describe, expect, it } from '@jest/globals';
import { sampleAgesHours } from '../../../src/domain/audience/metrics.ts';
import type { Sample, SampleAge } from '../../../src/domain/audience/metrics.ts';
import { dueSamples, missingSample } from '../../../src/domain/audience/sample-schedule.ts';

const publishedAt = new Date('2026-11-09T02:00:00Z');
const after = (hours: number): Date => new Date(publishedAt.getTime() + hours * 3_600_000);
const taken = (ageHours: SampleAge): Sample => ({
  ageHours,
  takenAt: after(ageHours),
  metrics: { views: ageHours },
  missing: null,
});

describe('which sample is due', () => {
  it('nothing is read before a post is one hour old', () => {
    expect(dueSamples({ publishedAt, samples: [] }, after(0.99))).toEqual({
      take: null,
      tooLate: [],
      nextAt: after(1),
    });
  });

  it('the first sample is taken at one hour and the next one is due at three', () => {
    expect(dueSamples({ publishedAt, samples: [] }, after(1))).toEqual({
      take: 1,
      tooLate: [],
      nextAt: after(3),
    });
  });

  it('an age is taken once, though the question is asked again', () => {
    const row = { publishedAt, samples: [taken(1)] };
    expect(dueSamples(row, after(1.5))).toEqual({ take: null, tooLate: [], nextAt: after(3) });
  });

  it('figures read after two days belong to that age and to none that was slept through', () => {
    const row = { publishedAt, samples: [taken(1)] };
    expect(dueSamples(row, after(50))).toEqual({
      take: 48,
      tooLate: [3, 6, 12, 24],
      nextAt: after(72),
    });
  });

  it('an age recorded as missing is not asked for again', () => {
    const samples = [taken(1), missingSample(3, 'too-late', after(7)), taken(6)];
    const plan = dueSamples({ publishedAt, samples }, after(7));
    expect(plan).toEqual({ take: null, tooLate: [], nextAt: after(12) });
    expect(samples[1]).toEqual({
      ageHours: 3,
      takenAt: after(7),
      metrics: null,
      missing: 'too-late',
    });
  });

  it('the last age is taken at four weeks and nothing is due after it', () => {
    const samples = sampleAgesHours.filter((age) => age < 672).map(taken);
    expect(dueSamples({ publishedAt, samples }, after(672))).toEqual({
      take: 672,
      tooLate: [],
      nextAt: null,
    });
  });

  it('a post found again after a year has no sample at four weeks', () => {
    const samples = sampleAgesHours.filter((age) => age < 672).map(taken);
    expect(dueSamples({ publishedAt, samples }, after(8760))).toEqual({
      take: null,
      tooLate: [672],
      nextAt: null,
    });
  });

  it('whoever asks every ten minutes for four weeks takes each age exactly once', () => {
    const samples: Sample[] = [];
    for (let hours = 0; hours < 700; hours += 1 / 6) {
      const { take, tooLate } = dueSamples({ publishedAt, samples }, after(hours));
      expect(tooLate).toEqual([]);
      if (take !== null) samples.push(taken(take));
    }
    expect(samples.map((sample) => sample.ageHours)).toEqual([...sampleAgesHours]);
  });
});
