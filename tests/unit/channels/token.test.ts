import { describe, expect, it } from '@jest/globals';
import { judgeLogin } from '../../../src/domain/channels/login.ts';
import type { ChannelLoginRow } from '../../../src/domain/channels/login.ts';
import {
  daysUntil,
  endOfToken,
  factsOf,
  nextTokenCheck,
  warningDue,
} from '../../../src/domain/channels/token.ts';
import type { TokenFacts } from '../../../src/domain/channels/token.ts';
import { readDebuggedToken } from '../../../src/clients/facebook/facebook-token.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
const token = (more: Partial<TokenFacts> = {}): TokenFacts => ({
  kind: 'facebook-page',
  scopes: ['pages_manage_posts'],
  expiresAt: null,
  dataAccessExpiresAt: null,
  checkedAt: NOW,
  problems: [],
  warned: null,
  ...more,
});

describe('the warning ahead of the end of a token', () => {
  it.each([
    [15, null],
    [14, 14],
    [13, 14],
    [8, 14],
    [7, 7],
    [2, 7],
    [1, 1],
    [0.1, 1],
    [-3, 1],
  ])('%d days ahead is %p', (days, warned) => {
    const end = inDays(days);
    const due = warningDue(token({ expiresAt: end }), NOW);
    expect(due).toEqual(warned === null ? null : { end, days: warned });
  });

  it('is given once at each of 14, 7 and 1 days, and again for a new end', () => {
    const end = inDays(10);
    const told = token({ expiresAt: end, warned: { end, days: 14 } });
    expect(warningDue(told, NOW)).toBeNull();
    expect(warningDue(told, inDays(3))?.days).toBe(7);
    expect(warningDue({ ...told, warned: { end, days: 7 } }, inDays(9.5))?.days).toBe(1);
    expect(warningDue({ ...told, warned: { end, days: 1 } }, inDays(9.9))).toBeNull();
    const later = token({ expiresAt: inDays(12), warned: { end, days: 1 } });
    expect(warningDue(later, NOW)?.days).toBe(14);
  });

  it('is about the earlier of the two ends, and about none when there is none', () => {
    const both = token({ expiresAt: inDays(60), dataAccessExpiresAt: inDays(6) });
    expect(endOfToken(both)).toEqual(inDays(6));
    expect(warningDue(both, NOW)?.days).toBe(7);
    expect(warningDue(token(), NOW)).toBeNull();
  });

  it('counts days that have begun', () => {
    expect(daysUntil(inDays(0.01), NOW)).toBe(1);
    expect(daysUntil(inDays(2), NOW)).toBe(2);
    expect(daysUntil(inDays(-1), NOW)).toBe(0);
  });
});

describe('the daily check', () => {
  it('comes for each channel at its own moment between 05:00 and 06:00 in Ha Noi', () => {
    const moments = Array.from({ length: 200 }, (_, n) => nextTokenCheck(`channel-${n}`, NOW));
    for (const moment of moments) {
      expect(moment.toISOString()).toMatch(/^2026-11-23T22:/);
    }
    expect(new Set(moments.map(Number)).size).toBeGreaterThan(150);
  });

  it('is on the same morning for a channel that is added at night', () => {
    const night = new Date('2026-11-22T20:00:00.000Z');
    expect(nextTokenCheck('c', night).toISOString()).toMatch(/^2026-11-22T22:/);
  });
});

describe('what is known of a token', () => {
  it('keeps the scopes that were told at login when the platform tells none later', () => {
    const reading = {
      kind: 'x-oauth2' as const,
      scopes: null,
      expiresAt: null,
      dataAccessExpiresAt: null,
      missing: [{ name: 'media.write', stopsPublishing: true }],
    };
    const before = token({ kind: 'x-oauth2', scopes: ['tweet.write'] });
    expect(factsOf(reading, NOW, before)).toMatchObject({
      scopes: ['tweet.write'],
      problems: [{ kind: 'scope-missing', what: 'media.write' }],
    });
    // Keys of another kind have nothing of the rights of the ones before.
    expect(factsOf(reading, NOW, token({ scopes: ['pages_manage_posts'] })).scopes).toBeNull();
  });
});

describe('what Facebook says of a token', () => {
  const data = {
    type: 'PAGE',
    is_valid: true,
    profile_id: '7',
    expires_at: 0,
    data_access_expires_at: 1_800_000_000,
    scopes: ['pages_manage_posts', 'pages_read_engagement', 'read_insights'],
    granular_scopes: [
      { scope: 'pages_manage_posts', target_ids: ['7'] },
      { scope: 'read_insights', target_ids: ['8'] },
      { scope: 'pages_read_engagement' },
    ],
  };
  const read = (more: object) => readDebuggedToken({ data: { ...data, ...more } }, '7');

  it('counts a scope only where it holds for this very Page', () => {
    expect(read({})).toEqual({
      kind: 'read',
      token: {
        kind: 'facebook-page',
        scopes: ['pages_manage_posts', 'pages_read_engagement'],
        expiresAt: null,
        dataAccessExpiresAt: new Date(1_800_000_000_000),
        missing: [{ name: 'read_insights', stopsPublishing: false }],
      },
    });
    expect(read({ scopes: ['read_insights'], granular_scopes: [] })).toMatchObject({
      token: {
        missing: [
          { name: 'pages_read_engagement', stopsPublishing: true },
          { name: 'pages_manage_posts', stopsPublishing: true },
        ],
      },
    });
  });

  it.each([
    ['one of another Page', { profile_id: '8' }, 'permission-missing', 'other-account'],
    ['a user token in its place', { type: 'USER' }, 'permission-missing', 'wrong-kind:USER'],
    [
      'an expired one',
      { is_valid: false, error: { code: 190, subcode: 463 } },
      'token-dead',
      '190/463',
    ],
    [
      'one whose owner is kept out',
      { is_valid: false, error: { code: 190, subcode: 459 } },
      'account-suspended',
      '190/459',
    ],
    ['one without a word why', { is_valid: false }, 'token-dead', '190'],
  ])('refuses %s', (_what, more, reason, code) => {
    expect(read(more)).toEqual({ kind: 'failed', reason, code });
  });

  it('is nothing when the answer is something else', () => {
    expect(readDebuggedToken({ data: {} }, '7')).toBeNull();
    expect(readDebuggedToken('<html>', '7')).toBeNull();
  });
});

describe('a login that is under way', () => {
  const row: ChannelLoginRow = {
    id: 'login',
    sessionSha256: 's',
    personId: 'p',
    platform: 'x',
    channelId: null,
    step: 'asked',
    accounts: [],
    expiresAt: inDays(1),
  };
  const asking = { sessionSha256: 's', personId: 'p', platform: 'x', step: 'asked' } as const;

  it('goes on for whoever began it, in the same browser, in time', () => {
    expect(judgeLogin(row, asking, NOW)).toEqual({ ok: true });
  });

  it.each([
    ['unknown', null, {}],
    ['unknown', row, { platform: 'facebook' as const }],
    ['other-session', row, { sessionSha256: 'other' }],
    ['other-session', row, { personId: 'other' }],
    ['already-used', { ...row, step: 'answered' as const }, {}],
    ['already-used', { ...row, step: 'ended' as const }, {}],
    ['expired', { ...row, expiresAt: NOW }, {}],
  ])('is refused as %s', (fault, login, more) => {
    expect(judgeLogin(login, { ...asking, ...more }, NOW)).toEqual({ ok: false, fault });
  });
});
