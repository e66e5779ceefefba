import { describe, expect, it } from '@jest/globals';
import { facebookAllowance } from '../../src/clients/facebook/facebook-allowance.ts';
import { xAllowance } from '../../src/clients/x/x-allowance.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const epoch = (seconds: number): string => String(inSeconds(seconds).getTime() / 1_000);

describe('what X says of its limits', () => {
  it('is the fullest of its windows, with the time at which that one begins anew', () => {
    const headers = {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '60',
      'x-rate-limit-reset': epoch(600),
      'x-app-limit-24hour-limit': '10000',
      'x-app-limit-24hour-remaining': '500',
      'x-app-limit-24hour-reset': epoch(7_200),
    };
    expect(xAllowance(headers)).toEqual({ usedPercent: 95, resumesAt: inSeconds(7_200) });
  });

  it('is nothing when the answer has no such headers, or broken ones', () => {
    expect(xAllowance({})).toBeNull();
    expect(xAllowance({ 'x-rate-limit-limit': 'many', 'x-rate-limit-remaining': '1' })).toBeNull();
    expect(xAllowance({ 'x-rate-limit-limit': '0', 'x-rate-limit-remaining': '0' })).toBeNull();
  });
});

describe('what Graph says of its limits', () => {
  it('is the highest percentage of all its headers', () => {
    const headers = {
      'x-app-usage': '{"call_count":12,"total_time":85,"total_cputime":3}',
      'x-business-use-case-usage':
        '{"100":[{"type":"pages","call_count":40,"total_cputime":2,"total_time":5,"estimated_time_to_regain_access":0}]}',
    };
    expect(facebookAllowance(headers, NOW)).toEqual({ usedPercent: 85, resumesAt: null });
  });

  it('names the minutes after which the page may come back', () => {
    const headers = {
      'x-business-use-case-usage':
        '{"100":[{"call_count":100,"estimated_time_to_regain_access":10}]}',
    };
    expect(facebookAllowance(headers, NOW)).toEqual({
      usedPercent: 100,
      resumesAt: inSeconds(600),
    });
  });

  it('is nothing when the headers are missing or are no JSON', () => {
    expect(facebookAllowance({}, NOW)).toBeNull();
    expect(facebookAllowance({ 'x-app-usage': '<html>' }, NOW)).toBeNull();
  });
});
