import { describe, expect, it } from '@jest/globals';
import { nextFreeAt, pauseFor } from '../../../src/domain/deliveries/pace.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const pace = { gapMs: 2_000, burst: { posts: 3, spanMs: 600_000 } };

describe('the next call on a channel', () => {
  it('waits for the gap', () => {
    expect(nextFreeAt(pace, { recent: [NOW], now: NOW, allowance: null })).toEqual(at(2));
  });

  it('waits until the oldest post of a full burst is ten minutes old', () => {
    const recent = [at(-500), at(-100), at(-50), at(0)];
    expect(nextFreeAt(pace, { recent: recent.slice(2), now: NOW, allowance: null })).toEqual(at(2));
    expect(nextFreeAt(pace, { recent, now: NOW, allowance: null })).toEqual(at(500));
  });

  it('waits as long as the platform asks once four fifths of the allowance are used', () => {
    const nearly = { usedPercent: 80, resumesAt: at(900) };
    expect(nextFreeAt(pace, { recent: [], now: NOW, allowance: nearly })).toEqual(at(900));
    const room = { usedPercent: 79, resumesAt: at(900) };
    expect(nextFreeAt(pace, { recent: [], now: NOW, allowance: room })).toEqual(at(2));
  });

  it('pauses for five minutes when the platform does not say how long', () => {
    expect(pauseFor({ usedPercent: 95, resumesAt: null }, NOW)).toEqual(at(300));
    expect(pauseFor({ usedPercent: null, resumesAt: at(5) }, NOW)).toBeNull();
    expect(pauseFor(null, NOW)).toBeNull();
  });
});
