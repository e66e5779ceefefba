import type TestAgent from 'supertest/lib/agent.js';
import type { ActionContext } from '../../../src/actions/context.ts';
import { createFacebookLogin } from '../../../src/clients/facebook/facebook-login.ts';
import { createFacebookPlatform } from '../../../src/clients/facebook/facebook-platform.ts';
import { createXLogin } from '../../../src/clients/x/x-login.ts';
import { createXPlatform } from '../../../src/clients/x/x-platform.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { startPracticeDesk } from '../../clients/support/practice.ts';
import type { PracticeDesk } from '../../clients/support/practice.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

export const PAGE = '700100200300';
export const X_ACCOUNT = '800100200300';

export type Consent = {
  decision?: 'allow' | 'deny';
  accounts?: string[];
  /** Scopes that are unticked. */
  without?: string[];
};

export type LoginDesk = TestDesk & {
  practice: PracticeDesk;
  /** Goes to the platform and back; the address on the desk that the platform leads to. */
  goAndCome(agent: TestAgent, form: Record<string, string>, consent?: Consent): Promise<string>;
  closeAll(): Promise<void>;
};

/** The real clients against practice platforms that hold these accounts. */
export function realClients(
  url: string,
  logger: Logger = createLogger('test', 'silent'),
): Pick<ActionContext, 'platforms' | 'logins'> {
  const app = { appId: 'practice-app', appSecret: 'practice-app-secret' };
  const client = { clientId: 'practice-client', clientSecret: 'practice-client-secret' };
  const graph = { graphUrl: `${url}/graph`, graphVersion: 'v25.0', ...app, logger };
  const x = createXPlatform({
    apiUrl: url,
    appKey: 'practice-consumer-key',
    appSecret: 'practice-consumer-secret',
    webUrl: `${url}/x`,
    ...client,
    logger,
  });
  return {
    platforms: { facebook: createFacebookPlatform(graph), x },
    logins: {
      facebook: createFacebookLogin({ ...graph, loginUrl: `${url}/facebook-login` }),
      x: createXLogin({
        apiUrl: url,
        authorizeUrl: `${url}/x-authorize`,
        ...client,
        readIdentity: x.readIdentity,
        logger,
      }),
    },
  };
}

/** A desk that connects channels through the consent pages of the practice platforms. */
export async function openLoginDesk(overrides: Partial<ActionContext> = {}): Promise<LoginDesk> {
  const practice = await startPracticeDesk();
  const clients = realClients(practice.url, overrides.log);
  const desk = await openTestDesk({ ...clients, ...overrides });
  const { facebook, x } = desk.channels;
  for (const [platform, accountId, name, tokens] of [
    ['facebook', PAGE, 'Trang mới', {}],
    ['facebook', facebook.accountId, facebook.name, tokenOf(facebook.id)],
    ['x', X_ACCOUNT, 'New account', {}],
    ['x', x.accountId, x.name, { accessToken: `token-of-${x.id}`, accessSecret: 'secret' }],
  ] as const) {
    await practice.control('PUT', `/practice/accounts/${platform}/${accountId}`, {
      name,
      handle: `h${accountId}`,
      tokens,
    });
  }
  return {
    ...desk,
    practice,
    goAndCome: async (agent, form, consent = {}) => {
      const begun = await agent.post('/channels/logins').type('form').send(form).expect(303);
      return decideAt(practice.url, begun.headers['location'] ?? '', consent);
    },
    closeAll: async () => {
      for (const client of [...Object.values(clients.platforms), ...Object.values(clients.logins)])
        client?.close();
      await desk.close();
      await practice.close();
    },
  };
}

function tokenOf(channelId: string): { pageAccessToken: string } {
  return { pageAccessToken: `page-token-of-${channelId}` };
}

/** Presses a button of a consent page as a person would; where it leads, without its host. */
export async function decideAt(
  practiceUrl: string,
  address: string,
  { decision = 'allow', accounts, without = [] }: Consent,
): Promise<string> {
  const page = await (await fetch(address)).text();
  const valuesOf = (name: string): string[] =>
    [...page.matchAll(/<input[^>]*>/g)]
      .map(([input]) => input)
      .filter((input) => input.includes(`name="${name}"`))
      .map((input) => (/value="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&amp;', '&'));
  const body = new URLSearchParams();
  for (const name of ['redirect_uri', 'state', 'asked', 'code_challenge']) {
    body.set(name, valuesOf(name)[0] ?? '');
  }
  for (const account of accounts ?? valuesOf('account')) body.append('account', account);
  for (const scope of valuesOf('scope')) {
    if (!without.includes(scope)) body.append('scope', scope);
  }
  body.set('decision', decision);
  const platform = /action="\/practice-consent\/(\w+)"/.exec(page)?.[1] ?? 'none';
  const answer = await fetch(`${practiceUrl}/practice-consent/${platform}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  const to = new URL(answer.headers.get('location') ?? '', practiceUrl);
  return to.pathname + to.search;
}
