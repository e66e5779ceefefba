import { createClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { asReadFailure } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
import type { ChannelLogin, GrantedAccount, LoginAnswer } from '../channel-login.ts';
import { OutboundAgent } from '../outbound-agent.ts';
import { newPkcePair } from '../pkce.ts';
import { plainGet } from '../plain-get.ts';
import { missingFrom, neededAccess } from '../platform-access.ts';
import { asFields, asList, asText } from '../read-answer.ts';
import { startDeadline } from '../with-deadline.ts';
import { classifyFacebookFailure, facebookCodeOf } from './facebook-errors.ts';
import { scopesFor } from './facebook-token.ts';
import { openGraphSession } from './graph-session.ts';
import type { GraphResult } from './graph-session.ts';

const LOGIN_DEADLINE_MS = 30_000;
/** Pages come a hundred at a time; a ministry has dozens. */
const MOST_LISTS = 10;
const REAL_LOGIN_HOST = 'www.facebook.com';

export type FacebookLoginOptions = {
  graphUrl: string;
  graphVersion: string;
  loginUrl: string;
  appId: string;
  appSecret: string;
  outboundProxyUrl?: string | null;
  logger?: Logger;
};

type Failed = Extract<LoginAnswer, { kind: 'failed' }>;
type Step<T> = { ok: true; value: T } | { ok: false; failed: Failed };

/**
 * Facebook Login by code (facebook.com/docs/facebook-login/guides/advanced/manual-flow): code, user
 * token, long-lived user token, and the Pages of the person with Page tokens that have no end.
 */
export function createFacebookLogin(options: FacebookLoginOptions): ChannelLogin {
  const graphUrl = options.graphUrl.replace(/\/+$/, '');
  const { graphVersion, appId, appSecret } = options;
  const address = { graphUrl, graphVersion };
  const now = createClock().now;
  const agent = new OutboundAgent({
    urlProtocol: new URL(graphUrl).protocol === 'https:' ? 'https:' : 'http:',
    target: null,
    proxyUrl: options.outboundProxyUrl ?? null,
  });
  const session = (token: string, signal: AbortSignal) =>
    openGraphSession(address, token, appSecret, agent, signal);

  function failedAt(step: string, evidence: CallEvidence): { ok: false; failed: Failed } {
    const reason = asReadFailure(classifyFacebookFailure(evidence, now()));
    const status = evidence.status === null ? null : String(evidence.status);
    const code = facebookCodeOf(evidence) ?? evidence.errorCode ?? status;
    options.logger?.warn({ platform: 'facebook', step, status, code, reason }, 'a login failed');
    return { ok: false, failed: { kind: 'failed', reason, code } };
  }

  /** One call of `/oauth/access_token`: it carries the app's secret in place of a token. */
  async function trade(
    step: string,
    parameters: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Step<string>> {
    const url = new URL(`${graphUrl}/${graphVersion}/oauth/access_token`);
    const all = { client_id: appId, client_secret: appSecret, ...parameters };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    const evidence = await plainGet(url, agent, signal);
    const token = asText(asFields(evidence.body)['access_token']);
    return token === null || evidence.status !== 200
      ? failedAt(step, evidence)
      : { ok: true, value: token };
  }

  async function listPages(token: string, signal: AbortSignal): Promise<Step<unknown[]>> {
    const graph = session(token, signal);
    const fields = 'id,name,username,access_token,tasks';
    const rows: unknown[] = [];
    let result: GraphResult = await graph.get(['me', 'accounts'], { fields, limit: 100 });
    for (let lists = 1; ; lists += 1) {
      if (result.body === undefined) return failedAt('pages', result.evidence);
      const body = asFields(result.body);
      rows.push(...asList(body['data']));
      const next = asText(asFields(body['paging'])['next']);
      if (next === null || lists === MOST_LISTS) return { ok: true, value: rows };
      result = await graph.getNext(next);
    }
  }

  return {
    platform: 'facebook',
    formTargets: formTargetsOf(options.loginUrl),

    begin({ state, redirectUri }) {
      const { verifier, challenge } = newPkcePair();
      const url = new URL(`${options.loginUrl}/${graphVersion}/dialog/oauth`);
      const parameters = {
        client_id: appId,
        redirect_uri: redirectUri,
        state,
        response_type: 'code',
        scope: neededAccess('facebook')
          .scopes.map(({ name }) => name)
          .join(','),
        // Asks again for what was once declined; without it Facebook passes over it in silence.
        auth_type: 'rerequest',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { address: url.toString(), verifier };
    },

    async finish({ code, verifier, redirectUri }) {
      const deadline = startDeadline(LOGIN_DEADLINE_MS);
      const { signal } = deadline;
      try {
        const first = { code, redirect_uri: redirectUri, code_verifier: verifier };
        const short = await trade('code', first, signal);
        if (!short.ok) return short.failed;
        const second = { grant_type: 'fb_exchange_token', fb_exchange_token: short.value };
        const long = await trade('long-lived', second, signal);
        if (!long.ok) return long.failed;
        const app = session(`${appId}|${appSecret}`, signal);
        const debugged = await app.get(['debug_token'], { input_token: long.value });
        if (debugged.body === undefined) return failedAt('scopes', debugged.evidence).failed;
        const pages = await listPages(long.value, signal);
        if (!pages.ok) return pages.failed;
        const debug = asFields(asFields(debugged.body)['data']);
        const accounts = pages.value.flatMap((page) => accountOf(asFields(page), debug));
        return { kind: 'granted', accounts };
      } finally {
        deadline.end();
      }
    },

    close: () => {
      agent.destroy();
    },
  };
}

function accountOf(
  page: ReturnType<typeof asFields>,
  debug: ReturnType<typeof asFields>,
): GrantedAccount[] {
  const id = asText(page['id']);
  const token = asText(page['access_token']);
  if (id === null) return [];
  const needs = neededAccess('facebook');
  const scopes = scopesFor(debug, id);
  const tasks = asList(page['tasks']).filter((task) => typeof task === 'string');
  const missing = [
    ...missingFrom(needs.scopes, scopes),
    // Without the list the Page says nothing about tasks, and its calls will tell.
    ...(Array.isArray(page['tasks']) ? missingFrom(needs.tasks, tasks) : []),
  ].map(({ name }) => name);
  return [
    {
      accountId: id,
      name: asText(page['name']) ?? id,
      handle: asText(page['username']) ?? id,
      scopes,
      missing: token === null && missing.length === 0 ? ['access_token'] : missing,
      credentials: { kind: 'facebook-page', pageAccessToken: token ?? '' },
    },
  ];
}

/** Facebook leads telephones and people who are not signed in to other hosts of its own. */
function formTargetsOf(loginUrl: string): string[] {
  const { origin, hostname } = new URL(loginUrl);
  return hostname === REAL_LOGIN_HOST ? [origin, 'https://*.facebook.com'] : [origin];
}
