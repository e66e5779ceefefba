import { describe, expect, it } from '@jest/globals';
import { clockOffset, isClockOff } from '../../../src/domain/deliveries/worker-clock.ts';

const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 26) + ms);
const offset = (askedAt: number, serverTime: number, answeredAt: number): number =>
  clockOffset({ askedAt: at(askedAt), serverTime: at(serverTime), answeredAt: at(answeredAt) });

describe("a clock held against the database's", () => {
  it('is off by what no waiting for the answer explains', () => {
    expect(offset(10_000, 4_000, 10_100)).toBe(6_000);
    expect(offset(4_000, 10_000, 4_100)).toBe(-5_900);
    expect(offset(0, 5, 10)).toBe(0);
  });

  it('is not called off because the database took long to answer', () => {
    expect(offset(0, 100, 20_000)).toBe(0);
    expect(offset(0, 19_900, 20_000)).toBe(0);
  });

  it('counts as it stands when it was set back while the answer was under way', () => {
    expect(offset(60_000, 0, 100)).toBe(100);
    expect(offset(0, 60, -60_000)).toBe(-60_060);
  });
});

describe('the rule of five seconds', () => {
  it('holds in both directions, and is silent when the database tells no time', () => {
    expect([5_000, -5_000, 0, null].map(isClockOff)).toEqual([false, false, false, false]);
    expect([5_001, -5_001].map(isClockOff)).toEqual([true, true]);
  });
});
