import { describe, expect, it } from '@jest/globals';
import { classifyXFailure, xCodeOf } from '../../src/clients/x/x-errors.ts';
import { evidenceWith } from './support/evidence.ts';

const now = new Date('2026-11-23T01:00:00Z');
const inQuarterHour = String(now.getTime() / 1000 + 900);
const type = (name: string) => ({ type: `https://api.x.com/2/problems/${name}`, title: 'T' });
const blank = { type: 'about:blank', title: 'Forbidden', detail: 'D' };
const v1 = (code: number) => ({ errors: [{ code, message: 'M' }] });

function judged(given: Parameters<typeof evidenceWith>[0]): string {
  const verdict = classifyXFailure(evidenceWith(given), now);
  if (verdict.kind === 'unknown') return `unknown ${verdict.reason}`;
  return `refused ${verdict.reason} ${verdict.retry.kind}`;
}

describe('what an answer of X means', () => {
  const rows: [string, Parameters<typeof evidenceWith>[0], string][] = [
    [
      'no connection stood',
      { connected: false, errorCode: 'ECONNREFUSED' },
      'refused not-reached later',
    ],
    [
      'no connection stood in time',
      { connected: false, timedOut: true },
      'refused not-reached later',
    ],
    ['the connection was lost', { errorCode: 'ECONNRESET' }, 'unknown connection-lost'],
    ['the time was up', { timedOut: true }, 'unknown timed-out'],
    ['a success was cut', { status: 201, complete: false, text: '{"da' }, 'unknown answer-cut'],
    ['a success is no JSON', { status: 201, text: '<html>' }, 'unknown answer-unreadable'],
    ['a success is empty', { status: 201, text: '' }, 'unknown answer-without-id'],
    ['a success has no id', { status: 201, body: { errors: [] } }, 'unknown answer-without-id'],
    [
      'the text is a repetition, by its sentence alone',
      { status: 403, body: blank },
      'refused unlisted never',
    ],
    [
      'the text is a repetition, by code',
      { status: 403, body: v1(187) },
      'refused duplicate never',
    ],
    [
      'the text is too long, by code',
      { status: 403, body: v1(186) },
      'refused text-too-long never',
    ],
    [
      'calls are too many',
      { status: 429, body: { ...blank, title: 'Too Many Requests' } },
      'refused rate-limited later',
    ],
    ['calls are too many, older form', { status: 429, body: v1(88) }, 'refused rate-limited later'],
    [
      'credits are used up',
      { status: 402, body: type('credits') },
      'refused credits-depleted never',
    ],
    [
      'payment is required, no more said',
      { status: 402, text: '' },
      'refused credits-depleted never',
    ],
    [
      'the day is used up',
      { status: 429, body: { ...type('usage-capped'), period: 'Daily', scope: 'Account' } },
      'refused rate-limited later',
    ],
    [
      'the month is used up',
      { status: 429, body: { ...type('usage-capped'), period: 'Monthly', scope: 'Product' } },
      'refused rate-limited never',
    ],
    [
      'the keys are bad',
      { status: 401, body: { ...blank, title: 'Unauthorized' } },
      'refused token-dead never',
    ],
    [
      'the kind of keys is wrong',
      { status: 403, body: type('unsupported-authentication') },
      'refused permission-missing never',
    ],
    [
      'the app may not',
      { status: 403, body: type('client-forbidden') },
      'refused permission-missing never',
    ],
    [
      'the app may only read',
      { status: 403, body: type('oauth1-permissions') },
      'refused permission-missing never',
    ],
    [
      'the account is suspended',
      { status: 403, body: type('user-suspended') },
      'refused account-suspended never',
    ],
    [
      'the account is suspended, older form',
      { status: 403, body: v1(64) },
      'refused account-suspended never',
    ],
    ['the account is locked', { status: 403, body: v1(326) }, 'refused account-suspended never'],
    ['it looks automated', { status: 403, body: v1(226) }, 'refused policy-blocked never'],
    ['an address is invalid', { status: 400, body: v1(407) }, 'refused link-rejected never'],
    ['a medium is invalid', { status: 400, body: v1(324) }, 'refused media-rejected never'],
    [
      'the request is invalid',
      {
        status: 400,
        body: { ...type('invalid-request'), errors: [{ message: 'M', parameters: {} }] },
      },
      'refused invalid-request never',
    ],
    [
      'a video is too long, by its sentence alone',
      { status: 403, body: { ...blank, detail: 'video' } },
      'refused unlisted never',
    ],
    ['a wall answers with a page', { status: 403, text: '<html>' }, 'unknown answer-unreadable'],
    [
      'a wall answers a bad request with a page',
      { status: 400, text: '<html>' },
      'unknown answer-unreadable',
    ],
    [
      'an edge says how often, with a page',
      { status: 429, text: 'error code: 1015' },
      'refused rate-limited later',
    ],
    ['a status that nobody documented', { status: 409, body: blank }, 'unknown answer-unlisted'],
    ['a client went away, says an edge', { status: 499, text: '' }, 'unknown answer-unreadable'],
    ['an edge asks to wait', { status: 425, text: '' }, 'unknown answer-unreadable'],
    ['a refusal says nothing', { status: 403, text: '' }, 'unknown answer-unreadable'],
    ['a bad request says nothing', { status: 400, text: '' }, 'unknown answer-unreadable'],
    [
      'a bad request was cut',
      { status: 400, complete: false, text: '{"title":"In' },
      'unknown answer-unreadable',
    ],
    [
      'the page of a wall was cut',
      { status: 403, complete: false, text: '<html><he' },
      'unknown answer-unreadable',
    ],
    [
      'a bad request speaks another language',
      { status: 400, body: { message: 'M', code: 7 } },
      'unknown answer-unreadable',
    ],
    [
      'a refusal is a list of nothing',
      { status: 403, body: { errors: [] } },
      'unknown answer-unreadable',
    ],
    [
      'a refusal was cut',
      { status: 401, complete: false, text: '{"ti' },
      'refused token-dead never',
    ],
    ['the body is too large', { status: 413, text: '' }, 'refused media-rejected never'],
    ['the server waited in vain', { status: 408, text: '' }, 'unknown server-error'],
    ['a server fails', { status: 500, body: blank }, 'unknown server-error'],
    ['a gateway fails', { status: 502, text: '<html>' }, 'unknown server-error'],
    ['X is overloaded', { status: 503, body: v1(130) }, 'unknown server-error'],
    ['a gateway waited in vain', { status: 504, text: '' }, 'unknown server-error'],
    ['X answers with another address', { status: 302, text: '' }, 'unknown answer-unreadable'],
  ];
  it.each(rows)('%s', (_name, evidence, expected) => {
    expect(judged(evidence)).toBe(expected);
  });
});

describe('when X may be asked again', () => {
  const reset = (headers: Record<string, string>) =>
    classifyXFailure(evidenceWith({ status: 429, body: v1(88), headers }), now);

  it('is the reset that X names', () => {
    expect(reset({ 'x-rate-limit-reset': inQuarterHour })).toEqual({
      kind: 'refused',
      reason: 'rate-limited',
      retry: { kind: 'at', at: new Date('2026-11-23T01:15:00Z') },
    });
  });

  it('is the end of the day when the day is what is used up', () => {
    const tomorrow = String(now.getTime() / 1000 + 80_000);
    expect(
      reset({
        'x-rate-limit-remaining': '99',
        'x-rate-limit-reset': inQuarterHour,
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': tomorrow,
      }),
    ).toMatchObject({ retry: { kind: 'at', at: new Date(now.getTime() + 80_000_000) } });
  });

  it('is later when the reset lies behind us or cannot be read', () => {
    for (const value of ['1', 'soon', '']) {
      expect(reset({ 'x-rate-limit-reset': value })).toMatchObject({ retry: { kind: 'later' } });
    }
  });
});

describe('the code kept beside a refusal of X', () => {
  it('is the problem type, or the older number, or nothing', () => {
    expect(xCodeOf(evidenceWith({ status: 402, body: type('credits') }))).toBe('credits');
    expect(xCodeOf(evidenceWith({ status: 403, body: v1(187) }))).toBe('187');
    expect(xCodeOf(evidenceWith({ status: 403, body: blank }))).toBeNull();
  });
});
