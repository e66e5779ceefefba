import type { Request } from 'express';
import { z } from 'zod';
import { newToken } from '../../lib/ids.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { World } from '../world.ts';
import { practiceXApp } from './authenticate.ts';

const LIFE_SECONDS = 7_200;
const SCOPES = 'tweet.read tweet.write users.read media.write offline.access';

const bodySchema = z.object({
  grant_type: z.literal('refresh_token'),
  refresh_token: z.string(),
  client_id: z.string().optional(),
});

/** `POST /2/oauth2/token`: a refresh token is good for one use and brings the next. */
export function refreshToken(world: World, request: Request, realNow: Date): Answer {
  const read = bodySchema.safeParse(request.body ?? {});
  if (!read.success) return refused('invalid_request', 'Missing required parameter.');
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const isClient =
    basic === undefined
      ? read.data.client_id === practiceXApp.clientId
      : Buffer.from(basic, 'base64').toString() ===
        `${practiceXApp.clientId}:${practiceXApp.clientSecret}`;
  if (!isClient) {
    return answer(401, {
      error: 'unauthorized_client',
      error_description: 'Missing valid authorization header',
    });
  }
  const account = world.findAccount(
    (a) => a.platform === 'x' && a.tokens.oauth2?.refreshToken === read.data.refresh_token,
  );
  if (account === null || account.tokenState === 'revoked') {
    return refused('invalid_request', 'Value passed for the token was invalid.');
  }
  const pair = {
    accessToken: newToken(32),
    refreshToken: newToken(32),
    expiresAt: new Date(realNow.getTime() + LIFE_SECONDS * 1000).toISOString(),
  };
  world.saveAccount({
    ...account,
    tokens: { ...account.tokens, oauth2: pair },
    tokenState: account.tokenState === 'expired' ? 'valid' : account.tokenState,
  });
  return answer(200, {
    token_type: 'bearer',
    expires_in: LIFE_SECONDS,
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
    scope: SCOPES,
  });
}

function refused(error: string, description: string): Answer {
  return answer(400, { error, error_description: description });
}
