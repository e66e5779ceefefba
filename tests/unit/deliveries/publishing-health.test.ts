import { describe, expect, it } from '@jest/globals';
import { judgePublishing } from '../../../src/domain/deliveries/publishing-health.ts';

describe('publishing as a whole', () => {
  it('is well with a worker, nothing late and clocks that agree', () => {
    expect(judgePublishing({ workers: 1, overdue: 0, clockOffsetsMs: [5_000] })).toEqual([]);
    expect(judgePublishing({ workers: 2, overdue: 0, clockOffsetsMs: [-5_000] })).toEqual([]);
    expect(judgePublishing({ workers: 1, overdue: 0, clockOffsetsMs: [null] })).toEqual([]);
  });

  it('is in trouble for each reason by itself, and for all of them at once', () => {
    expect(judgePublishing({ workers: 0, overdue: 0, clockOffsetsMs: [0] })).toEqual(['no-worker']);
    expect(judgePublishing({ workers: 1, overdue: 1, clockOffsetsMs: [0] })).toEqual([
      'queue-late',
    ]);
    expect(judgePublishing({ workers: 1, overdue: 0, clockOffsetsMs: [5_001] })).toEqual([
      'clock-off',
    ]);
    expect(judgePublishing({ workers: 2, overdue: 0, clockOffsetsMs: [0, 0, -5_001] })).toEqual([
      'clock-off',
    ]);
    expect(judgePublishing({ workers: 0, overdue: 3, clockOffsetsMs: [-60_000] })).toEqual([
      'no-worker',
      'queue-late',
      'clock-off',
    ]);
  });
});
