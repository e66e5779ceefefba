import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  decideSpend,
  monthOf,
  noBudget,
  noSpend,
  warningOf,
} from '../../../src/domain/budget/budget.ts';
import {
  costOf,
  linkFactor,
  microsOf,
  priceAt,
  pricesOf,
} from '../../../src/domain/budget/price.ts';
import type { PriceData } from '../../../src/domain/budget/price.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';

const data = JSON.parse(
  readFileSync(join(projectRoot, 'config/data/x-prices.json'), 'utf8'),
) as PriceData;
const prices = pricesOf(data);
const now = new Date('2026-11-23T02:00:00Z');

describe('what a post costs', () => {
  it('is 13 times as much on X with a link, and nothing on Facebook', () => {
    const plain = costOf(prices, 'x', ['Tin từ Hà Nội'], now);
    const linked = costOf(prices, 'x', ['Đọc tiếp: https://mofa.gov.vn'], now);
    expect(plain).toEqual({ micros: 15_000, hasLink: false });
    expect(linked).toEqual({ micros: 200_000, hasLink: true });
    const price = priceAt(prices, 'x', now);
    expect(price === null ? null : linkFactor(price)).toBe(13);
    expect(costOf(prices, 'facebook', ['https://mofa.gov.vn'], now).micros).toBe(0);
  });

  it('takes a bare domain for the link that X makes of it', () => {
    expect(costOf(prices, 'x', ['vnexpress.net'], now).hasLink).toBe(true);
  });

  it('is paid part by part in a thread', () => {
    expect(costOf(prices, 'x', ['một', 'hai', 'mofa.gov.vn'], now).micros).toBe(230_000);
  });

  it('follows the price that is in force, each with its source and date', () => {
    const later = { ...data.periods[0], from: '2027-01-01', postUsd: 0.02 };
    const both = pricesOf({ ...data, periods: [...data.periods, later] as PriceData['periods'] });
    expect(priceAt(both, 'x', now)?.post).toBe(microsOf(0.015));
    expect(priceAt(both, 'x', new Date('2027-02-01T00:00:00Z'))?.post).toBe(microsOf(0.02));
    for (const period of data.periods) {
      expect(period.source).toMatch(/^https:/);
      expect(period.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe('a spending limit', () => {
  const month = monthOf(now);
  const budget = { ...noBudget('desk'), capMicros: 1_000_000, shares: { paris: 300_000 } };
  const spend = { ...noSpend('desk', month), postMicros: 900_000, channels: { paris: 250_000 } };
  const wish = (channelId: string, micros: number) =>
    decideSpend(budget, spend, { channelId, micros });

  it('lets through what fits to the last cent, and nothing past it', () => {
    expect(wish('hanoi', 100_000)).toBe('ok');
    expect(wish('hanoi', 100_001)).toBe('cap');
    expect(wish('paris', 50_000)).toBe('ok');
    expect(wish('paris', 50_001)).toBe('share');
    const paused = { ...budget, pausedAt: now };
    expect(decideSpend(paused, spend, { channelId: 'hanoi', micros: 1 })).toBe('paused');
    expect(decideSpend(noBudget('desk'), spend, { channelId: 'paris', micros: 9e9 })).toBe('ok');
  });

  it('warns at 80 % and when it is used up', () => {
    expect(warningOf(budget, 799_999, false)).toBeNull();
    expect(warningOf(budget, 800_000, false)).toBe(80);
    expect(warningOf(budget, 1_000_000, false)).toBe(100);
    expect(warningOf(budget, 990_000, true)).toBe(100);
    expect(warningOf(noBudget('desk'), 9e9, true)).toBeNull();
  });

  it('runs by the month of the bill, in UTC', () => {
    expect(monthOf(new Date('2026-11-30T23:59:59Z'))).toBe('2026-11');
    expect(monthOf(new Date('2026-12-01T00:00:00Z'))).toBe('2026-12');
  });
});
