import { createClock } from '../../lib/clock.ts';
import { asReadFailure } from '../call-evidence.ts';
import type { OutboundAgent } from '../outbound-agent.ts';
import type { Credentials, RenewalAnswer } from '../platform.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import { classifyXFailure } from './x-errors.ts';
import { tradeRefreshToken } from './x-session.ts';

const CLIENT_FAULTS: ReadonlySet<string> = new Set(['unauthorized_client', 'invalid_client']);

/** A token that lives less than this is renewed before it is used. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * Renews OAuth 2 tokens that expire within five minutes of real time; OAuth 1.0a keys never do.
 * X refuses a refresh token that was used before with 400, so that is a dead token.
 */
export async function renewXCredentials(
  credentials: Credentials,
  app: { clientId: string | null; clientSecret: string | null },
  agent: OutboundAgent,
  signal: AbortSignal,
): Promise<RenewalAnswer> {
  if (credentials.kind !== 'x-oauth2') return { kind: 'not-needed' };
  const now = createClock().real();
  if (Date.parse(credentials.expiresAt) - now.getTime() > RENEW_BEFORE_MS) {
    return { kind: 'not-needed' };
  }
  const { clientId, clientSecret } = app;
  if (clientId === null) return { kind: 'failed', reason: 'unlisted', code: 'no-client' };
  const evidence = await tradeRefreshToken(
    { clientId, clientSecret },
    credentials.refreshToken,
    agent,
    signal,
  );
  const body = asFields(evidence.body);
  const accessToken = asText(body['access_token']);
  // An answer without one leaves the old one in use (RFC 6749, 6): it is never replaced by nothing.
  const refreshToken = asText(body['refresh_token']) ?? credentials.refreshToken;
  const lifeSeconds = asCount(body['expires_in']);
  if (accessToken !== null && lifeSeconds !== null) {
    const expiresAt = new Date(now.getTime() + lifeSeconds * 1000).toISOString();
    return {
      kind: 'renewed',
      credentials: { kind: 'x-oauth2', accessToken, refreshToken, expiresAt },
    };
  }
  const error = asText(body['error']);
  // It is the desk's own app that X does not take: the channel's pair is as good as before.
  if (error !== null && CLIENT_FAULTS.has(error)) {
    return { kind: 'failed', reason: 'unlisted', code: error };
  }
  const reason = asReadFailure(classifyXFailure(evidence, now));
  const code = evidence.errorCode ?? (evidence.status === null ? null : String(evidence.status));
  return { kind: 'failed', reason: reason === 'invalid-request' ? 'token-dead' : reason, code };
}
