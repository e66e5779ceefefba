import type { ChoiceRefusal, LoginOffer } from '../../actions/channels/choose-account.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { ChannelFields } from './channel-form.ts';

/** How a login can end without a connected channel; each has its sentences in `channels.login`. */
export const loginEndings = [
  'denied',
  'unknown',
  'other-session',
  'expired',
  'already-used',
  'not-offered',
  'code-refused',
  'no-accounts',
  'wrong-account',
  'scope-missing',
  'token-refused',
  'platform-unreachable',
  'forbidden',
] as const;
export type LoginEnding = (typeof loginEndings)[number];

export type EndedLogin = {
  /** Null when it is not known any more. */
  platform: PlatformId | null;
  channelId: string | null;
  ending: LoginEnding;
  parameters: Record<string, string | number>;
};

export type EndedPage = EndedLogin & {
  /** Whether trying again at once makes sense. */
  mayRetry: boolean;
};

export type ChoiceProblem = ChoiceRefusal;

export type ChoicePage = {
  id: string;
  platform: PlatformId;
  accounts: {
    accountId: string;
    name: string;
    handle: string;
    missing: string[];
    isTaken: boolean;
    isChosen: boolean;
  }[];
  /** Whether any of them can become a channel. */
  hasChoice: boolean;
  fields: ChannelFields;
  units: { id: string; name: string }[];
  refusal: { problem: ChoiceProblem; parameters: Record<string, string | number> } | null;
};

/** A reason that has no sentence of its own is one that the platform gave the code no worth. */
export function endingOf(reason: string): LoginEnding {
  return loginEndings.find((ending) => ending === reason) ?? 'code-refused';
}

export function statusOfEnding(ending: LoginEnding): number {
  if (ending === 'forbidden' || ending === 'other-session') return 403;
  return ending === 'already-used' || ending === 'expired' ? 409 : 422;
}

export function endedPage(ended: EndedLogin): EndedPage {
  const mayRetry =
    ended.platform !== null && ended.ending !== 'not-offered' && ended.ending !== 'forbidden';
  return { ...ended, mayRetry };
}

export function choicePage(
  offer: LoginOffer,
  fields: ChannelFields,
  units: readonly Unit[],
  language: ReaderLanguage,
  refusal: ChoicePage['refusal'],
): ChoicePage {
  const isFree = ({ accountId, missing }: LoginOffer['accounts'][number]): boolean =>
    missing.length === 0 && !offer.taken.includes(accountId);
  const free = offer.accounts.filter(isFree);
  const chosen = free.find((one) => one.accountId === fields.accountId) ?? free[0];
  return {
    id: offer.id,
    platform: offer.platform,
    accounts: offer.accounts.map((account) => ({
      ...account,
      isTaken: offer.taken.includes(account.accountId),
      isChosen: account === chosen,
    })),
    hasChoice: free.length > 0,
    fields,
    units: units.map((unit) => ({ id: unit.id, name: unit.name[language] })),
    refusal,
  };
}
