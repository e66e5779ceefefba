import { describe, expect, it } from '@jest/globals';
import {
  classifyFacebookFailure,
  facebookCodeOf,
} from '../../src/clients/facebook/facebook-errors.ts';
import { evidenceWith } from './support/evidence.ts';

const now = new Date('2026-11-23T01:00:00Z');
type Given = Parameters<typeof evidenceWith>[0];
const error = (code: number, subcode?: number, status = 400): Given => ({
  status,
  body: { error: { code, error_subcode: subcode, type: 'OAuthException', message: 'M' } },
});

function judged(given: Given): string {
  const verdict = classifyFacebookFailure(evidenceWith(given), now);
  if (verdict.kind === 'unknown') return `unknown ${verdict.reason}`;
  return `refused ${verdict.reason} ${verdict.retry.kind}`;
}

describe('what an answer of Facebook means', () => {
  const rows: [string, Given, string][] = [
    [
      'no connection stood',
      { connected: false, errorCode: 'ENOTFOUND' },
      'refused not-reached later',
    ],
    ['the connection was lost', { errorCode: 'ECONNRESET' }, 'unknown connection-lost'],
    ['the time was up', { timedOut: true }, 'unknown timed-out'],
    ['a success was cut', { status: 200, complete: false, text: '{"i' }, 'unknown answer-cut'],
    ['a success is a page', { status: 200, text: '<html>' }, 'unknown answer-unreadable'],
    ['a success has no id', { status: 200, body: {} }, 'unknown answer-without-id'],
    ['a gateway fails', { status: 502, text: '<html>' }, 'unknown server-error'],
    ['a server fails without a word', { status: 500, text: '' }, 'unknown server-error'],
    ['unknown error', error(1, undefined, 500), 'unknown server-error'],
    ['unknown error as a bad request', error(1), 'unknown server-error'],
    ['service down', error(2, undefined, 503), 'unknown server-error'],
    ...[4, 17, 32, 341, 613, 80001].map((code): [string, Given, string] => [
      `throttled, code ${code}`,
      error(code, undefined, code === 4 ? 403 : 400),
      'refused rate-limited later',
    ]),
    ...[3, 10, 200, 210, 299].map((code): [string, Given, string] => [
      `permission missing, code ${code}`,
      error(code, undefined, 403),
      'refused permission-missing never',
    ]),
    ['a parameter is invalid', error(100), 'refused invalid-request never'],
    ['the session is dead', error(102), 'refused token-dead never'],
    ['the token is dead', error(190, undefined, 401), 'refused token-dead never'],
    ...[458, 459, 460, 463, 464, 467, 492].map((subcode): [string, Given, string] => [
      `the token is dead, subcode ${subcode}`,
      error(190, subcode),
      'refused token-dead never',
    ]),
    ['blocked for policy', error(368), 'refused policy-blocked never'],
    ...[1390008, 1346003, 1404112].map((subcode): [string, Given, string] => [
      `blocked for policy, subcode ${subcode}`,
      error(368, subcode),
      'refused policy-blocked never',
    ]),
    ['the same message twice', error(506), 'refused duplicate never'],
    ['the same message twice, subcode', error(506, 1455006), 'refused duplicate never'],
    ['a photo is too big', error(100, 1366046), 'refused media-rejected never'],
    ['a photo is not taken', error(100, 1366051), 'refused media-rejected never'],
    ['a link cannot be read', error(100, 1609005), 'refused link-rejected never'],
    ['a link leads to Facebook', error(100, 1609008), 'refused link-rejected never'],
    ['a documented subcode stands as the code', error(1366046), 'refused media-rejected never'],
    ['publishing needs authorisation', error(200, 1404078), 'refused permission-missing never'],
    ['the identity must be checked', error(4854002), 'refused permission-missing never'],
    ['no insight was named', error(3001, 1504028), 'refused invalid-request never'],
    [
      'an explicit refusal comes with a server status',
      error(4, undefined, 503),
      'unknown server-error',
    ],
    ['a code that nobody listed', error(9999), 'unknown answer-unlisted'],
    ['a refusal says nothing', { status: 400, text: '' }, 'unknown answer-unreadable'],
    [
      'a refusal was cut',
      { status: 400, complete: false, text: '{"error":{"co' },
      'unknown answer-unreadable',
    ],
    [
      'the page of a wall was cut',
      { status: 403, complete: false, text: '<html><he' },
      'unknown answer-unreadable',
    ],
    [
      'a refusal speaks another language',
      { status: 409, body: { title: 'T' } },
      'unknown answer-unreadable',
    ],
    [
      'a refusal has its code as a text',
      { status: 400, body: { error: { code: '190' } } },
      'unknown answer-unreadable',
    ],
    ['a wall answers with a page', { status: 403, text: '<html>' }, 'unknown answer-unreadable'],
    ['a wall throttles', { status: 429, text: '' }, 'refused rate-limited later'],
    [
      'a code that nobody listed, with a server status',
      error(9999, undefined, 500),
      'unknown server-error',
    ],
  ];
  it.each(rows)('%s', (_name, evidence, expected) => {
    expect(judged(evidence)).toBe(expected);
  });
});

describe('when Facebook may be asked again', () => {
  const usage = (header: string) =>
    classifyFacebookFailure(
      evidenceWith({ ...error(32), headers: { 'x-business-use-case-usage': header } }),
      now,
    );

  it('is after the longest wait that the usage header names', () => {
    const header = JSON.stringify({
      '1001': [
        { type: 'pages', estimated_time_to_regain_access: 7 },
        { type: 'other', estimated_time_to_regain_access: 30 },
      ],
    });
    expect(usage(header)).toMatchObject({
      retry: { kind: 'at', at: new Date('2026-11-23T01:30:00Z') },
    });
  });

  it('is later when the header names no wait or cannot be read', () => {
    for (const header of ['{"1001":[{"estimated_time_to_regain_access":0}]}', '{', '[]']) {
      expect(usage(header)).toMatchObject({ retry: { kind: 'later' } });
    }
  });
});

describe('the code kept beside a refusal of Facebook', () => {
  it('is the code with its subcode', () => {
    expect(facebookCodeOf(evidenceWith(error(190, 463)))).toBe('190/463');
    expect(facebookCodeOf(evidenceWith(error(368)))).toBe('368');
    expect(facebookCodeOf(evidenceWith({ status: 502, text: '<html>' }))).toBeNull();
  });
});
