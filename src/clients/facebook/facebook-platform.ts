import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { createClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { asReadFailure, noKeysToRemove, refusedHere } from '../call-evidence.ts';
import { OutboundAgent } from '../outbound-agent.ts';
import type { MayGo } from '../outbound-agent.ts';
import { mayStillGo } from '../platform.ts';
import type {
  AddressAnswer,
  Credentials,
  Platform,
  PostAnswer,
  RecentAnswer,
  RemovalOutcome,
  StageOutcome,
  TokenAnswer,
} from '../platform.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import { createRedactor } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { startDeadline } from '../with-deadline.ts';
import { classifyFacebookFailure, facebookCodeOf } from './facebook-errors.ts';
import { readFacebookMetrics } from './facebook-metrics.ts';
import type { PostInsight } from './facebook-metrics.ts';
import { stageFacebookVideo } from './facebook-stage.ts';
import { publishToFacebook } from './facebook-publish.ts';
import {
  facebookPostIn,
  readFacebookOwnPost,
  readFacebookPost,
  readFacebookRecent,
} from './facebook-read-back.ts';
import { removeFromFacebook } from './facebook-removal.ts';
import { readDebuggedToken } from './facebook-token.ts';
import { appSecretProof, openGraphSession } from './graph-session.ts';
import type { GraphResult, GraphSession } from './graph-session.ts';

const READ_DEADLINE_MS = 20_000;
/** A hundred posts are two hundred calls, four at a time. */
const METRICS_DEADLINE_MS = 60_000;

export type FacebookPlatformOptions = {
  graphUrl: string;
  graphVersion: string;
  /** With the secret it makes the app's own token, which may ask about any other. */
  appId?: string | null;
  /** When there is one, every call carries an `appsecret_proof`. */
  appSecret?: string | null;
  outboundProxyUrl?: string | null;
  logger?: Logger;
  /** Desk time: a wait that Facebook names is counted from it. */
  now?: () => Date;
};

type Failed = { kind: 'failed'; reason: ReturnType<typeof asReadFailure>; code: string | null };

/** Facebook Pages through facebook-nodejs-business-sdk, loaded at the first call. */
export function createFacebookPlatform(options: FacebookPlatformOptions): Platform {
  const graphUrl = options.graphUrl.replace(/\/+$/, '');
  const address = { graphUrl, graphVersion: options.graphVersion };
  const appSecret = options.appSecret ?? null;
  const appId = options.appId ?? null;
  const now = options.now ?? createClock().now;
  const agent = new OutboundAgent({
    urlProtocol: new URL(graphUrl).protocol === 'https:' ? 'https:' : 'http:',
    target: null,
    proxyUrl: options.outboundProxyUrl ?? null,
  });
  const refusedInsights = new Set<PostInsight>();

  async function inSession<T>(
    credentials: Credentials,
    deadlineMs: number,
    work: (session: GraphSession, signal: AbortSignal) => Promise<T>,
    otherwise: () => T,
    { stop, mayGo }: { stop?: AbortSignal | undefined; mayGo?: MayGo } = {},
  ): Promise<T> {
    const token = tokenOf(credentials);
    if (token === null) return otherwise();
    const deadline = startDeadline(deadlineMs);
    const signal = stop === undefined ? deadline.signal : AbortSignal.any([deadline.signal, stop]);
    try {
      return await work(openGraphSession(address, token, appSecret, agent, signal, mayGo), signal);
    } finally {
      deadline.end();
    }
  }

  function redactorFor(credentials: Credentials): Redact {
    const token = tokenOf(credentials);
    const proof = token === null || appSecret === null ? null : appSecretProof(token, appSecret);
    return createRedactor([token, appSecret, proof]);
  }

  function failed({ evidence }: GraphResult): Failed {
    const reason = asReadFailure(classifyFacebookFailure(evidence, now()));
    const status = evidence.status === null ? null : String(evidence.status);
    const code = facebookCodeOf(evidence) ?? evidence.errorCode ?? status;
    options.logger?.warn({ platform: 'facebook', status, code, reason }, 'facebook was not read');
    return { kind: 'failed', reason, code };
  }

  const noKeys = (): Failed => ({ kind: 'failed', reason: 'token-dead', code: 'no-keys' });

  return {
    id: 'facebook',

    payingApp: () => null,

    async publish(call) {
      const redact = redactorFor(call.credentials);
      const outcome = await inSession<PublishOutcome>(
        call.credentials,
        call.deadlineMs,
        (session) => publishToFacebook(call, { session, redact, now }),
        () => refusedHere('token-dead', 'no-keys'),
        { mayGo: mayStillGo(call) },
      );
      const level = outcome.kind === 'accepted' ? 'debug' : 'warn';
      const { accountId } = call;
      options.logger?.[level]({ platform: 'facebook', accountId, outcome }, 'facebook answered');
      return outcome;
    },

    async stage(call) {
      const token = tokenOf(call.credentials);
      const proof = token === null || appSecret === null ? null : appSecretProof(token, appSecret);
      const redact = createRedactor([token, appSecret, proof]);
      const outcome = await inSession<StageOutcome>(
        call.credentials,
        call.deadlineMs,
        (session, signal) => stageFacebookVideo(call, { session, redact, now }, signal),
        () => refusedHere('token-dead', 'no-keys'),
        { stop: call.signal },
      );
      if (outcome.kind === 'refused') {
        const { accountId } = call;
        options.logger?.warn(
          { platform: 'facebook', accountId, outcome },
          'facebook took no video',
        );
      }
      return outcome;
    },

    readMetrics({ credentials, platformPostIds }) {
      return inSession(
        credentials,
        METRICS_DEADLINE_MS,
        (session) => readFacebookMetrics(platformPostIds, { session, now, refusedInsights }),
        noKeys,
      );
    },

    readFollowers({ accountId, credentials }) {
      return inSession(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const result = await session.get([accountId], { fields: 'followers_count' });
          if (result.body === undefined) return failed(result);
          const followers = asCount(asFields(result.body)['followers_count']);
          return { kind: 'read' as const, followers };
        },
        noKeys,
      );
    },

    readIdentity({ credentials }) {
      return inSession(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const result = await session.get(['me'], { fields: 'id,name,username,link' });
          if (result.body === undefined) return failed(result);
          const page = asFields(result.body);
          const id = asText(page['id']);
          if (id === null) {
            return { kind: 'failed' as const, reason: 'unreadable' as const, code: 'no-account' };
          }
          const handle = asText(page['username']) ?? id;
          return {
            kind: 'read' as const,
            accountId: id,
            name: asText(page['name']) ?? handle,
            handle,
            publicUrl: asText(page['link']) ?? `https://www.facebook.com/${handle}`,
          };
        },
        noKeys,
      );
    },

    inspectToken({ accountId, credentials }) {
      const token = tokenOf(credentials);
      const app =
        appId === null || appSecret === null
          ? credentials
          : { kind: 'facebook-page' as const, pageAccessToken: `${appId}|${appSecret}` };
      if (token === null) return Promise.resolve(noKeys());
      return inSession<TokenAnswer>(
        app,
        READ_DEADLINE_MS,
        async (session) => {
          const result = await session.get(['debug_token'], { input_token: token });
          if (result.body === undefined) return failed(result);
          const debugged = readDebuggedToken(result.body, accountId);
          return debugged ?? { kind: 'failed', reason: 'unreadable', code: 'no-token' };
        },
        noKeys,
      );
    },

    readRecent(call) {
      return inSession<RecentAnswer>(
        call.credentials,
        READ_DEADLINE_MS,
        (session) => readFacebookRecent(call, session, failed),
        noKeys,
      );
    },

    readAddress({ account, address, credentials }) {
      const postId = facebookPostIn(address, account);
      if (postId === null) return Promise.resolve({ kind: 'not-an-address' });
      if (credentials === null) return Promise.resolve({ ...noKeys(), platformPostId: postId });
      return inSession<AddressAnswer>(
        credentials,
        READ_DEADLINE_MS,
        (session) => readFacebookPost({ account, address, postId, now: now() }, session, failed),
        () => ({ ...noKeys(), platformPostId: postId }),
      );
    },

    readPost({ accountId, credentials, platformPostId }) {
      return inSession<PostAnswer>(
        credentials,
        READ_DEADLINE_MS,
        (session) => readFacebookOwnPost(accountId, platformPostId, session, failed),
        noKeys,
      );
    },

    async remove({ credentials, platformId, deadlineMs }) {
      const redact = redactorFor(credentials);
      const outcome = await inSession<RemovalOutcome>(
        credentials,
        deadlineMs,
        (session) => removeFromFacebook(platformId, { session, redact, now }),
        noKeysToRemove,
      );
      options.logger?.info({ platform: 'facebook', platformId, outcome }, 'facebook was asked');
      return outcome;
    },

    // A Page's token has no date of expiry.
    renewCredentials: () => Promise.resolve({ kind: 'not-needed' }),

    close: () => {
      agent.destroy();
    },
  };
}

function tokenOf(credentials: Credentials): string | null {
  return credentials.kind === 'facebook-page' ? credentials.pageAccessToken : null;
}
