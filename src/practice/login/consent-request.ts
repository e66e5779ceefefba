import { z } from 'zod';
import { practiceFacebookApp } from '../graph/authenticate.ts';
import type { PracticePlatform } from '../types.ts';
import type { World } from '../world.ts';
import { practiceXApp } from '../x/authenticate.ts';

/** What an app asks a person for, as it stands in the address of a consent page. */
export type ConsentRequest = {
  platform: PracticePlatform;
  redirectUri: string;
  state: string;
  scopes: string[];
  challenge: string | null;
};

export type ReadRequest =
  | { kind: 'asked'; request: ConsentRequest }
  /** Something is wrong that a person must be told: nobody is sent anywhere. */
  | { kind: 'refused'; fault: 'unknown-app' | 'address-refused' }
  /** The app is known, so it is told by its own address. */
  | { kind: 'sent-back'; redirectUri: string; state: string; error: string };

const parametersSchema = z.object({
  client_id: z.string().catch(''),
  redirect_uri: z.string().catch(''),
  state: z.string().max(500).catch(''),
  scope: z.string().catch(''),
  response_type: z.string().catch(''),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Reads the address of a consent page as strictly as the platforms do. */
export function readConsentRequest(
  world: World,
  platform: PracticePlatform,
  query: unknown,
): ReadRequest {
  const given = parametersSchema.parse(query ?? {});
  const app = platform === 'facebook' ? practiceFacebookApp.id : practiceXApp.clientId;
  if (given.client_id !== app) return { kind: 'refused', fault: 'unknown-app' };
  const { redirect_uri: redirectUri, state } = given;
  if (!mayReturnTo(world, redirectUri)) return { kind: 'refused', fault: 'address-refused' };
  const back = (error: string): ReadRequest => ({ kind: 'sent-back', redirectUri, state, error });
  if (given.response_type !== 'code' && !(platform === 'facebook' && given.response_type === '')) {
    return back('unsupported_response_type');
  }
  const challenge = given.code_challenge ?? null;
  const method = given.code_challenge_method ?? 'plain';
  if (challenge !== null && method !== 'S256') return back('invalid_request');
  // X has no login without PKCE and without a state.
  if (platform === 'x' && (challenge === null || state === '')) return back('invalid_request');
  const scopes = given.scope.split(/[\s,]+/).filter((scope) => scope !== '');
  if (scopes.length === 0) return back('invalid_scope');
  return { kind: 'asked', request: { platform, redirectUri, state, scopes, challenge } };
}

/** An address that is registered, letter by letter; any of this machine when none is. */
function mayReturnTo(world: World, redirectUri: string): boolean {
  const { redirectUris } = world.settings();
  if (redirectUris.length > 0) return redirectUris.includes(redirectUri);
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, hash, search, username } = new URL(redirectUri);
  const isPlain = hash === '' && search === '' && username === '';
  return /^https?:$/.test(protocol) && LOOPBACK.has(hostname) && isPlain;
}
