import type { TokenFacts } from './token.ts';

/** The networks that a channel can live on. */
export const platformIds = ['facebook', 'x'] as const;
export type PlatformId = (typeof platformIds)[number];

/**
 * - `connected`: deliveries may go out
 * - `disconnected`: no usable token; its deliveries wait with reason `connection`
 * - `paused`: the platform or a person stopped it; its deliveries wait with reason `hold`
 */
export const channelStates = ['connected', 'disconnected', 'paused'] as const;
export type ChannelState = (typeof channelStates)[number];

/** Who gave a channel the tokens it has, and when. */
export type Connection = { personId: string | null; name: string; at: Date };
/** Until then nothing is posted before a look at what the channel shows since that time. */
export type LookFirst = { since: Date; until: Date };

/** An official Facebook Page or X account, run by a unit, registered by office and not by person. */
export type Channel = {
  id: string;
  unitId: string;
  platform: PlatformId;
  /** The platform's own identifier of the Page or account. */
  accountId: string;
  /** The name that the public sees. */
  name: string;
  /** `@name` on X, the page name in the address on Facebook. */
  handle: string;
  /** ISO 639-1 code of the language it posts in. */
  language: string;
  state: ChannelState;
  /** Why it is not connected: a code of the closed set of refusal reasons, or null. */
  stateReason: string | null;
  /** The address of the public page. */
  publicUrl: string;
  /** Set by a restored backup: the desk may have posted what it no longer knows of. */
  lookFirst: LookFirst | null;
  createdAt: Date;
  /** What is known of its token; absent until it was first asked about. */
  token?: TokenFacts | null;
  connectedBy?: Connection;
};
