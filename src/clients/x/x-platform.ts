import type { TwitterApiv2 } from 'twitter-api-v2';
import { createClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { asReadFailure, noKeysToRemove, rawAnswerOf, refusedHere } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
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
import type { MayGo } from '../outbound-agent.ts';
import { createXAgent, isRealX } from './x-agent.ts';
import { classifyXFailure, xCodeOf } from './x-errors.ts';
import { isYoung, metricsFromLookup, missingFrom } from './x-metrics.ts';
import { stageXVideo } from './x-stage.ts';
import { publishToX } from './x-publish.ts';
import { removeFromX } from './x-removal.ts';
import { readXOwnPost, readXPost, readXRecent, xPostIdIn } from './x-read-back.ts';
import { xAppOf } from './x-app.ts';
import type { XRead } from './x-read-back.ts';
import { renewXCredentials } from './x-renewal.ts';
import { openXSession } from './x-session.ts';
import type { XSession } from './x-session.ts';
import { readXToken } from './x-token.ts';

const READ_DEADLINE_MS = 20_000;

export type XPlatformOptions = {
  apiUrl: string;
  appKey: string | null;
  appSecret: string | null;
  clientId?: string | null;
  clientSecret?: string | null;
  /**
   * Where the public reads posts; permalinks are `<webUrl>/i/status/<id>`. By default x.com for X
   * itself, and no permalinks for another server.
   */
  webUrl?: string | null;
  outboundProxyUrl?: string | null;
  logger?: Logger;
  /** Desk time: decides the age of a post and whether a reset lies ahead. */
  now?: () => Date;
};

type Failed = { kind: 'failed'; reason: ReturnType<typeof asReadFailure>; code: string | null };

/** X through twitter-api-v2: one keep-alive agent, a client object per call. */
export function createXPlatform(options: XPlatformOptions): Platform {
  const agent = createXAgent(options.apiUrl, options.outboundProxyUrl ?? null);
  const now = options.now ?? createClock().now;
  const webUrl = options.webUrl ?? (isRealX(options.apiUrl) ? 'https://x.com' : null);
  const app = { appKey: options.appKey, appSecret: options.appSecret };

  function redactorFor(credentials: Credentials): Redact {
    const { kind: _kind, ...secrets } = credentials;
    return createRedactor([options.appSecret, options.clientSecret, ...Object.values(secrets)]);
  }

  async function inSession<T>(
    credentials: Credentials,
    deadlineMs: number,
    work: (session: XSession) => Promise<T>,
    otherwise: () => T,
    { stop, mayGo }: { stop?: AbortSignal | undefined; mayGo?: MayGo } = {},
  ): Promise<T> {
    const deadline = startDeadline(deadlineMs);
    const signal = stop === undefined ? deadline.signal : AbortSignal.any([deadline.signal, stop]);
    try {
      const session = openXSession(credentials, app, agent, signal, mayGo);
      return session === null ? otherwise() : await work(session);
    } finally {
      deadline.end();
    }
  }

  async function read(
    session: XSession,
    redact: Redact,
    work: (v2: TwitterApiv2) => Promise<unknown>,
  ): Promise<XRead> {
    const { evidence } = await session.run(work);
    if (wasRead(evidence)) return { ok: true, body: evidence.body, headers: evidence.headers };
    const reason = asReadFailure(classifyXFailure(evidence, now()));
    const { status, code } = rawAnswerOf(evidence, xCodeOf(evidence), redact);
    options.logger?.warn({ platform: 'x', status, code, reason }, 'x could not be read');
    return { ok: false, failed: { kind: 'failed', reason, code: code ?? textOf(status) } };
  }

  const permalinkOf = (id: string): string | null =>
    webUrl === null ? null : `${webUrl}/i/status/${id}`;
  const noKeys = (): Failed => ({ kind: 'failed', reason: 'token-dead', code: 'no-keys' });

  return {
    id: 'x',

    payingApp: (credentials) => xAppOf(credentials, options.appKey),

    async publish(call) {
      const redact = redactorFor(call.credentials);
      const outcome = await inSession<PublishOutcome>(
        call.credentials,
        call.deadlineMs,
        (session) =>
          publishToX(call, {
            session,
            redact,
            now,
            permalinkOf,
          }),
        () => refusedHere('token-dead', 'no-keys'),
        { mayGo: mayStillGo(call) },
      );
      const level = outcome.kind === 'accepted' ? 'debug' : 'warn';
      options.logger?.[level]({ platform: 'x', accountId: call.accountId, outcome }, 'x answered');
      return outcome;
    },

    async stage(call) {
      const redact = redactorFor(call.credentials);
      const outcome = await inSession<StageOutcome>(
        call.credentials,
        call.deadlineMs,
        (session) => stageXVideo(call, { session, redact, now }),
        () => refusedHere('token-dead', 'no-keys'),
        { stop: call.signal },
      );
      if (outcome.kind === 'refused') {
        options.logger?.warn(
          { platform: 'x', accountId: call.accountId, outcome },
          'x took no video',
        );
      }
      return outcome;
    },

    readMetrics({ credentials, platformPostIds }) {
      const redact = redactorFor(credentials);
      return inSession(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const lookUp = (ids: string[], fields: ('public_metrics' | 'non_public_metrics')[]) =>
            read(session, redact, (v2) => v2.tweets(ids, { 'tweet.fields': fields }));
          const metrics: ReturnType<typeof metricsFromLookup> = new Map();
          const young = platformPostIds.filter((id) => isYoung(id, now()));
          if (young.length > 0) {
            const answer = await lookUp(young, ['public_metrics', 'non_public_metrics']);
            if (!answer.ok) return answer.failed;
            for (const [id, figures] of metricsFromLookup(answer.body)) metrics.set(id, figures);
          }
          const rest = missingFrom(metrics, platformPostIds);
          if (rest.length > 0) {
            const answer = await lookUp(rest, ['public_metrics']);
            if (!answer.ok && metrics.size === 0) return answer.failed;
            const body = answer.ok ? answer.body : undefined;
            for (const [id, figures] of metricsFromLookup(body)) metrics.set(id, figures);
          }
          return { kind: 'read' as const, metrics };
        },
        noKeys,
      );
    },

    readFollowers({ accountId, credentials }) {
      const redact = redactorFor(credentials);
      return inSession(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const answer = await read(session, redact, (v2) =>
            v2.me({ 'user.fields': ['public_metrics'] }),
          );
          if (!answer.ok) return answer.failed;
          const user = asFields(asFields(answer.body)['data']);
          if (user['id'] !== accountId) {
            return { kind: 'failed' as const, reason: 'permission-missing', code: 'other-account' };
          }
          const followers = asCount(asFields(user['public_metrics'])['followers_count']);
          return { kind: 'read' as const, followers };
        },
        noKeys,
      );
    },

    readIdentity({ credentials }) {
      const redact = redactorFor(credentials);
      return inSession(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const answer = await read(session, redact, (v2) => v2.me());
          if (!answer.ok) return answer.failed;
          const user = asFields(asFields(answer.body)['data']);
          const id = asText(user['id']);
          const username = asText(user['username']);
          if (id === null || username === null) {
            return { kind: 'failed' as const, reason: 'unreadable', code: 'no-account' };
          }
          return {
            kind: 'read' as const,
            accountId: id,
            name: asText(user['name']) ?? username,
            handle: `@${username}`,
            publicUrl: `${webUrl ?? 'https://x.com'}/${username}`,
          };
        },
        noKeys,
      );
    },

    inspectToken({ accountId, credentials }) {
      const redact = redactorFor(credentials);
      return inSession<TokenAnswer>(
        credentials,
        READ_DEADLINE_MS,
        async (session) => {
          const answer = await read(session, redact, (v2) => v2.me());
          if (!answer.ok) return answer.failed;
          return readXToken(answer, accountId, credentials);
        },
        noKeys,
      );
    },

    readRecent(call) {
      const redact = redactorFor(call.credentials);
      return inSession<RecentAnswer>(
        call.credentials,
        READ_DEADLINE_MS,
        (session) => readXRecent(call, (work) => read(session, redact, work), permalinkOf),
        noKeys,
      );
    },

    readAddress({ account, address, credentials }) {
      const postId = xPostIdIn(address, account, webUrl);
      if (postId === null) return Promise.resolve({ kind: 'not-an-address' });
      if (credentials === null) return Promise.resolve({ ...noKeys(), platformPostId: postId });
      const redact = redactorFor(credentials);
      return inSession<AddressAnswer>(
        credentials,
        READ_DEADLINE_MS,
        (session) =>
          readXPost(account.accountId, postId, (work) => read(session, redact, work), permalinkOf),
        () => ({ ...noKeys(), platformPostId: postId }),
      );
    },

    readPost({ accountId, credentials, platformPostId }) {
      const redact = redactorFor(credentials);
      return inSession<PostAnswer>(
        credentials,
        READ_DEADLINE_MS,
        (session) =>
          readXOwnPost(
            accountId,
            platformPostId,
            (work) => read(session, redact, work),
            permalinkOf,
          ),
        noKeys,
      );
    },

    async remove({ credentials, platformId, deadlineMs }) {
      const redact = redactorFor(credentials);
      const outcome = await inSession<RemovalOutcome>(
        credentials,
        deadlineMs,
        (session) => removeFromX(platformId, { session, redact, now }),
        noKeysToRemove,
      );
      options.logger?.info({ platform: 'x', platformId, outcome }, 'x was asked to remove');
      return outcome;
    },

    async renewCredentials(credentials) {
      const deadline = startDeadline(READ_DEADLINE_MS);
      const { clientId, clientSecret } = options;
      const client = { clientId: clientId ?? null, clientSecret: clientSecret ?? null };
      try {
        return await renewXCredentials(credentials, client, agent, deadline.signal);
      } finally {
        deadline.end();
      }
    },

    close: () => {
      agent.destroy();
    },
  };
}

function wasRead(evidence: CallEvidence): boolean {
  const { status, complete, body } = evidence;
  return status !== null && status >= 200 && status < 300 && complete && body !== undefined;
}

function textOf(status: number | null): string | null {
  return status === null ? null : String(status);
}
