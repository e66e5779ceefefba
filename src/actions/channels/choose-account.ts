import { judgeLogin } from '../../domain/channels/login.ts';
import type { ChannelLoginRow, LoginFault } from '../../domain/channels/login.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { refuse } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import { sha256 } from '../../lib/hashing.ts';
import type { StoredLogin } from '../../stores/logins-store.ts';
import type { ActionContext } from '../context.ts';
import { addChannel } from './add-channel.ts';
import type { AddChannelRefusal } from './add-channel.ts';
import { openAccounts } from './credentials.ts';

type Asking = { actor: Actor; sessionId: string; loginId: string };

export type ChoiceRefusal = LoginFault | AddChannelRefusal | 'account-missing';

/** What a login offers for choice. */
export type LoginOffer = Pick<ChannelLoginRow, 'id' | 'platform' | 'accounts'> & {
  /** Accounts that are a channel of the desk already. */
  taken: string[];
};

/** The accounts that a login offers to the person in whose session it was begun. */
export async function loadLogin(
  ctx: ActionContext,
  asking: Asking,
): Promise<{ ok: true; offer: LoginOffer } | { ok: false; reason: LoginFault }> {
  const found = await findOffer(ctx, asking);
  if (!found.ok) return refuse(found.fault);
  const { id, platform, accounts } = found.login;
  const taken = (await ctx.stores.channels.listChannels())
    .filter((channel) => channel.platform === platform)
    .map((channel) => channel.accountId);
  return { ok: true, offer: { id, platform, accounts, taken } };
}

/** Makes a channel of the account that a person chose, with the tokens that came with its login. */
export async function chooseAccount(
  ctx: ActionContext,
  request: Asking & {
    accountId: string;
    channel: { name: string; language: string; unitId: string };
  },
): Promise<
  | { ok: true; channel: Channel }
  | { ok: false; reason: ChoiceRefusal; parameters?: Record<string, string | number> }
> {
  const found = await findOffer(ctx, request);
  if (!found.ok) return refuse(found.fault);
  const { login } = found;
  const account = openAccounts(ctx, login.id, login.sealedAccounts).find(
    (one) => one.accountId === request.accountId && one.accountId !== '',
  );
  if (account === undefined) return refuse('account-missing');
  if (account.missing.length > 0) {
    return refuse('scope-missing', { scopes: account.missing.join(', ') });
  }
  const { accountId, credentials, scopes } = account;
  const added = await addChannel(ctx, {
    actor: request.actor,
    channel: { platform: login.platform, accountId, credentials, scopes, ...request.channel },
  });
  if (added.ok) await ctx.stores.logins.endLogin(login.id);
  return added;
}

async function findOffer(
  ctx: ActionContext,
  { actor, sessionId, loginId }: Asking,
): Promise<{ ok: true; login: StoredLogin } | { ok: false; fault: LoginFault }> {
  const login = await ctx.stores.logins.findLogin(loginId);
  if (login === null) return { ok: false, fault: 'unknown' };
  const { platform } = login;
  const asking = {
    sessionSha256: sha256(sessionId),
    personId: actor.personId,
    platform,
    step: 'choosing' as const,
  };
  const judged = judgeLogin(login, asking, ctx.clock.real());
  return judged.ok ? { ok: true, login } : judged;
}
