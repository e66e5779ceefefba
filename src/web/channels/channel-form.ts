import { z } from 'zod';
import type { AddChannelRefusal, NewChannel } from '../../actions/channels/add-channel.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { postLanguages } from '../../domain/language/post-languages.ts';

type Keys = NewChannel['credentials'];

/** What a person typed, but for the keys: those are never shown again. */
export type ChannelFields = {
  platform: PlatformId;
  accountId: string;
  name: string;
  language: string;
  unitId: string;
};

export type ChannelFieldName = 'accountId' | 'name' | 'language' | 'unitId' | 'keys';

export const emptyFields: ChannelFields = {
  platform: 'facebook',
  accountId: '',
  name: '',
  language: 'vi',
  unitId: '',
};

const text = (max: number): z.ZodType<string> => z.string().trim().max(max).catch('');

const fieldsSchema = z.object({
  platform: z.enum(platformIds).catch('facebook'),
  accountId: text(100),
  name: text(200),
  language: z.enum(postLanguages).catch('vi'),
  unitId: text(64),
});

export function readChannelFields(form: Record<string, unknown>): ChannelFields {
  return fieldsSchema.parse({ language: 'vi', ...form });
}

const keysSchema = z.object({
  pageAccessToken: text(2000),
  consumerKey: text(500),
  consumerSecret: text(500),
  accessToken: text(2000),
  accessSecret: text(500),
});

/** The keys of one platform; null when a needed one is empty. */
export function readKeys(platform: PlatformId, form: Record<string, unknown>): Keys | null {
  const keys = keysSchema.parse({ ...emptyKeys, ...form });
  if (platform === 'facebook') {
    return keys.pageAccessToken === ''
      ? null
      : { kind: 'facebook-page', pageAccessToken: keys.pageAccessToken };
  }
  const { consumerKey, consumerSecret, accessToken, accessSecret } = keys;
  if (accessToken === '' || accessSecret === '') return null;
  // A key of the application without its secret, or the other way round, signs nothing.
  if ((consumerKey === '') !== (consumerSecret === '')) return null;
  return {
    kind: 'x-oauth1',
    accessToken,
    accessSecret,
    ...(consumerKey === '' ? {} : { consumerKey, consumerSecret }),
  };
}

const emptyKeys = {
  pageAccessToken: '',
  consumerKey: '',
  consumerSecret: '',
  accessToken: '',
  accessSecret: '',
};

export type ChannelProblem =
  AddChannelRefusal | 'account-missing' | 'account-invalid' | 'keys-missing';

/** What is wrong before any platform is asked; null when nothing is. */
export function problemOf(fields: ChannelFields, keys: Keys | null): ChannelProblem | null {
  if (fields.accountId === '') return 'account-missing';
  // Both platforms number their accounts: a name or an address would be sent where a number belongs.
  if (!/^\w{1,64}$/.test(fields.accountId)) return 'account-invalid';
  if (fields.unitId === '') return 'unit-unknown';
  return keys === null ? 'keys-missing' : null;
}

/** Beside which field a refusal is shown. */
export function fieldOf(problem: ChannelProblem): ChannelFieldName {
  switch (problem) {
    case 'account-missing':
    case 'account-invalid':
    case 'channel-taken':
    case 'wrong-account':
      return 'accountId';
    case 'forbidden':
    case 'unit-unknown':
      return 'unitId';
    case 'keys-missing':
    case 'wrong-credentials':
    case 'token-refused':
    case 'scope-missing':
    case 'platform-unreachable':
      return 'keys';
  }
}

export function statusOfProblem(problem: ChannelProblem): number {
  if (problem === 'forbidden') return 403;
  return problem === 'channel-taken' ? 409 : 422;
}
