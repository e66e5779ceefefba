import { createClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { asReadFailure } from '../call-evidence.ts';
import type { ChannelLogin } from '../channel-login.ts';
import { newPkcePair } from '../pkce.ts';
import type { Credentials, Platform } from '../platform.ts';
import { missingFrom, neededAccess } from '../platform-access.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import { startDeadline } from '../with-deadline.ts';
import { createXAgent } from './x-agent.ts';
import { classifyXFailure, xCodeOf } from './x-errors.ts';
import { tradeLoginCode } from './x-session.ts';

const LOGIN_DEADLINE_MS = 20_000;
const REAL_LOGIN_HOST = 'x.com';

export type XLoginOptions = {
  apiUrl: string;
  authorizeUrl: string;
  clientId: string;
  clientSecret: string | null;
  /** Who a fresh token speaks for is asked as for any other token. */
  readIdentity: Platform['readIdentity'];
  outboundProxyUrl?: string | null;
  logger?: Logger;
};

/** OAuth 2.0 with PKCE (docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE"): one account. */
export function createXLogin(options: XLoginOptions): ChannelLogin {
  const { clientId, clientSecret } = options;
  const agent = createXAgent(options.apiUrl, options.outboundProxyUrl ?? null);
  const clock = createClock();
  return {
    platform: 'x',
    formTargets: formTargetsOf(options.authorizeUrl),

    begin({ state, redirectUri }) {
      const { verifier, challenge } = newPkcePair();
      const url = new URL(`${options.authorizeUrl}/i/oauth2/authorize`);
      const parameters = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: neededAccess('x')
          .scopes.map(({ name }) => name)
          .join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { address: url.toString(), verifier };
    },

    async finish({ code, verifier, redirectUri }) {
      const deadline = startDeadline(LOGIN_DEADLINE_MS);
      try {
        const evidence = await tradeLoginCode(
          { clientId, clientSecret },
          { code, codeVerifier: verifier, redirectUri },
          agent,
          deadline.signal,
        );
        const body = asFields(evidence.body);
        const accessToken = asText(body['access_token']);
        if (accessToken === null || evidence.status !== 200) {
          const reason = asReadFailure(classifyXFailure(evidence, clock.now()));
          const status = evidence.status === null ? null : String(evidence.status);
          const shown = xCodeOf(evidence) ?? evidence.errorCode ?? status;
          options.logger?.warn({ platform: 'x', status, code: shown, reason }, 'a login failed');
          return { kind: 'failed', reason, code: shown };
        }
        const scopes = (asText(body['scope']) ?? '').split(' ').filter((scope) => scope !== '');
        const refreshToken = asText(body['refresh_token']) ?? '';
        const lifeMs = (asCount(body['expires_in']) ?? 0) * 1000;
        const expiresAt = new Date(clock.real().getTime() + lifeMs).toISOString();
        const credentials: Credentials = { kind: 'x-oauth2', accessToken, refreshToken, expiresAt };
        // A pair that cannot be renewed is dead in two hours, whatever the list of scopes says.
        const given =
          refreshToken === '' ? scopes.filter((one) => one !== 'offline.access') : scopes;
        const missing = missingFrom(neededAccess('x').scopes, given).map(({ name }) => name);
        const identity = await options.readIdentity({ accountId: '', credentials });
        if (identity.kind === 'failed' && missing.length === 0) return identity;
        const { accountId, name, handle } =
          identity.kind === 'read' ? identity : { accountId: '', name: '', handle: '' };
        const account = { accountId, name, handle, scopes: given, missing, credentials };
        return { kind: 'granted', accounts: [account] };
      } finally {
        deadline.end();
      }
    },

    close: () => {
      agent.destroy();
    },
  };
}

/** X leads people who are not signed in to other hosts of its own. */
function formTargetsOf(authorizeUrl: string): string[] {
  const { origin, hostname } = new URL(authorizeUrl);
  return hostname === REAL_LOGIN_HOST
    ? [origin, 'https://*.x.com', 'https://twitter.com', 'https://*.twitter.com']
    : [origin];
}
