import type { PlatformId } from '../domain/channels/channel.ts';
import type { RefusalReason } from '../domain/deliveries/outcome.ts';
import type { Credentials } from './platform.ts';

/** An account that a person allowed the desk to speak for. */
export type GrantedAccount = {
  /** Empty when the platform would not even say whose it is. */
  accountId: string;
  name: string;
  handle: string;
  scopes: string[];
  /** The scopes and tasks that the desk needs and was not given; empty when it can be connected. */
  missing: string[];
  credentials: Credentials;
};

/** What a person's answer on the consent page was worth. */
export type LoginAnswer =
  | { kind: 'granted'; accounts: GrantedAccount[] }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/**
 * Connecting an account through the platform's own login page. Like `Platform` it throws for
 * nothing that the network does, and what it returns holds tokens: seal them, and log nothing of it.
 */
export type ChannelLogin = {
  platform: PlatformId;
  /** Where a form that begins the login may lead, for the policy of the page it is on. */
  formTargets: readonly string[];
  /** The address to send the person to, and the secret that proves later that we had sent them. */
  begin(call: { state: string; redirectUri: string }): { address: string; verifier: string };
  /** Trades the code of the answer; it is good for one use and for moments. */
  finish(call: { code: string; verifier: string; redirectUri: string }): Promise<LoginAnswer>;
  /** Closes kept-alive connections. */
  close(): void;
};

/** The logins that this desk has an app for; null where only keys can be entered. */
export type ChannelLogins = Record<PlatformId, ChannelLogin | null>;
