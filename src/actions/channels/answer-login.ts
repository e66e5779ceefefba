import type { GrantedAccount } from '../../clients/channel-login.ts';
import { judgeLogin, LOGIN_LIFE_MS } from '../../domain/channels/login.ts';
import type { LoginFault } from '../../domain/channels/login.ts';
import type { Channel, PlatformId } from '../../domain/channels/channel.ts';
import { refuse } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import { sha256 } from '../../lib/hashing.ts';
import type { StoredLogin } from '../../stores/logins-store.ts';
import type { ActionContext } from '../context.ts';
import { reconnectChannel } from './add-channel.ts';
import type { AddChannelRefusal } from './add-channel.ts';
import { openVerifier, sealAccounts } from './credentials.ts';

export type AnswerRefusal =
  LoginFault | AddChannelRefusal | 'denied' | 'not-offered' | 'code-refused' | 'no-accounts';

export type AnswerOutcome =
  | { ok: true; kind: 'connected'; channel: Channel }
  | { ok: true; kind: 'choose'; loginId: string }
  | {
      ok: false;
      reason: AnswerRefusal;
      /** The channel that stays as it was; null for a new one, or when no login is known. */
      channelId: string | null;
      parameters?: Record<string, string | number>;
    };

/** What came back with the person: a code, or the platform's word for why there is none. */
export type LoginReturn = { state: string; code: string | null; error: string | null };

/**
 * Takes what a person brings back from the platform's login page. A channel is connected again when
 * its own account was allowed; for a new one the accounts are offered for choice. A code is traded
 * only in the session that began the login, once, and every refusal changes nothing.
 */
export async function answerLogin(
  ctx: ActionContext,
  request: {
    actor: Actor;
    sessionId: string;
    platform: PlatformId;
    redirectUri: string;
    brought: LoginReturn;
  },
): Promise<AnswerOutcome> {
  const { actor, platform, brought, redirectUri } = request;
  const { logins } = ctx.stores;
  const row = await logins.findLoginByState(sha256(brought.state));
  const asking = {
    sessionSha256: sha256(request.sessionId),
    personId: actor.personId,
    platform,
    step: 'asked' as const,
  };
  const judged = judgeLogin(row, asking, ctx.clock.real());
  if (!judged.ok || row === null) {
    return { ...refuse(judged.ok ? 'unknown' : judged.fault), channelId: null };
  }
  const { channelId } = row;
  if (!(await logins.takeAnswer(row.id))) return { ...refuse('already-used'), channelId };
  const granted = await trade(ctx, row, brought, redirectUri);
  if (!granted.ok) {
    await logins.endLogin(row.id);
    return { ...granted, channelId };
  }
  if (channelId !== null) {
    await logins.endLogin(row.id);
    return connectAgain(ctx, actor, channelId, granted.accounts);
  }
  if (granted.accounts.length === 0) {
    await logins.endLogin(row.id);
    return { ...refuse('no-accounts'), channelId };
  }
  await logins.saveAccounts(
    row.id,
    granted.accounts.map(({ accountId, name, handle, missing }) => ({
      accountId,
      name,
      handle,
      missing,
    })),
    sealAccounts(ctx, row.id, granted.accounts),
    new Date(ctx.clock.real().getTime() + LOGIN_LIFE_MS),
  );
  return { ok: true, kind: 'choose', loginId: row.id };
}

async function trade(
  ctx: ActionContext,
  row: StoredLogin,
  { code, error }: LoginReturn,
  redirectUri: string,
): Promise<
  | { ok: true; accounts: GrantedAccount[] }
  | { ok: false; reason: AnswerRefusal; parameters?: Record<string, string | number> }
> {
  if (code === null) {
    return error === 'access_denied'
      ? refuse('denied')
      : refuse('code-refused', { code: error ?? 'no-code' });
  }
  const login = ctx.logins[row.platform];
  if (login === null) return refuse('not-offered');
  const verifier = openVerifier(ctx, row.id, row.sealedVerifier);
  const answer = await login.finish({ code, verifier, redirectUri });
  if (answer.kind === 'granted') return { ok: true, accounts: answer.accounts };
  const isAway = ['not-reached', 'platform-down', 'unreadable'].includes(answer.reason);
  return refuse(isAway ? 'platform-unreachable' : 'code-refused', {
    code: answer.code ?? answer.reason,
  });
}

async function connectAgain(
  ctx: ActionContext,
  actor: Actor,
  channelId: string,
  accounts: readonly GrantedAccount[],
): Promise<AnswerOutcome> {
  const channel = await ctx.stores.channels.findChannel(channelId);
  if (channel === null) return { ...refuse('forbidden'), channelId };
  const account = accounts.find((one) => one.accountId === channel.accountId);
  // An account that lacks so much that it would not say whose it is.
  const lacking = account ?? accounts.find((one) => one.accountId === '');
  if (lacking !== undefined && lacking.missing.length > 0) {
    return { ...refuse('scope-missing', { scopes: lacking.missing.join(', ') }), channelId };
  }
  if (account === undefined) {
    const given = accounts.map(({ name }) => name).join(', ');
    const reason = accounts.length === 0 ? ('no-accounts' as const) : ('wrong-account' as const);
    return { ...refuse(reason, { accountId: given }), channelId };
  }
  const { credentials, scopes } = account;
  const done = await reconnectChannel(ctx, { actor, channelId, credentials, scopes });
  return done.ok ? { ok: true, kind: 'connected', channel } : { ...done, channelId };
}
