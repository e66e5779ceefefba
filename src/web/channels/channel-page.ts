import type { ChannelList, ListedChannel } from '../../actions/channels/list-channels.ts';
import type { Channel, Connection, PlatformId } from '../../domain/channels/channel.ts';
import { daysUntil, endOfToken } from '../../domain/channels/token.ts';
import type { TokenFacts } from '../../domain/channels/token.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { fieldOf } from './channel-form.ts';
import type { ChannelFieldName, ChannelFields, ChannelProblem } from './channel-form.ts';

export type ChannelRow = {
  id: string;
  name: string;
  handle: string;
  platform: PlatformId;
  accountId: string;
  language: string;
  unitName: string;
  state: Channel['state'];
  /** A code of `channels.reason`, when there is something to say. */
  reason: string | null;
  tone: 'out' | 'waits' | 'wrong' | '';
  publicUrl: string;
  lastPublishedAt: Date | null;
  createdAt: Date;
  mayManage: boolean;
};

export type ChannelsPage = { units: { name: string; channels: ChannelRow[] }[]; mayAdd: boolean };

/** Why keys did not do, as a code of `channels.refusal` with what the platform said. */
export type KeysRefusal = { problem: ChannelProblem; parameters: Record<string, string | number> };

export type ChannelPage = {
  channel: ChannelRow;
  refusal: KeysRefusal | null;
  token: TokenView | null;
  connectedBy: Connection | null;
  /** Whether the desk has an app with which it can be connected by login. */
  offersLogin: boolean;
};

/** What is known of the channel's token, for whoever keeps it connected. */
export type TokenView = Pick<TokenFacts, 'kind' | 'scopes' | 'checkedAt' | 'problems'> & {
  /** When it ends, and of which end that is said. */
  end: { at: Date; days: number; of: 'token' | 'data' } | null;
};

export type NewChannelPage = {
  /** Platforms that can be connected by login, in the order of the buttons. */
  logins: PlatformId[];
  fields: ChannelFields;
  units: { id: string; name: string }[];
  refusal: (KeysRefusal & { field: ChannelFieldName }) | null;
};

/** Reasons that have a sentence of their own; any other is said in general. */
export const saidReasons = [
  'token-dead',
  'permission-missing',
  'account-suspended',
  'policy-blocked',
  'unlisted',
  'by-person',
] as const;

export function channelsPage(list: ChannelList, language: ReaderLanguage): ChannelsPage {
  const rows = list.channels.map((one) => ({ key: one.unit.key, row: rowOf(one, language) }));
  const units = [...new Set(rows.map(({ key }) => key))].map((key) => {
    const channels = rows.filter((one) => one.key === key).map(({ row }) => row);
    return { name: channels[0]?.unitName ?? '', channels };
  });
  return { units, mayAdd: list.mayAdd };
}

export function channelPage(
  listed: ListedChannel,
  reader: { language: ReaderLanguage; now: Date },
  offersLogin: boolean,
  refusal: KeysRefusal | null = null,
): ChannelPage {
  const { token, connectedBy } = listed.channel;
  return {
    channel: rowOf(listed, reader.language),
    refusal,
    token: token === null || token === undefined ? null : tokenView(token, reader.now),
    connectedBy: connectedBy ?? null,
    offersLogin,
  };
}

function tokenView(token: TokenFacts, now: Date): TokenView {
  const { kind, scopes, checkedAt, problems } = token;
  const at = endOfToken(token);
  const of = at?.getTime() === token.expiresAt?.getTime() ? 'token' : 'data';
  return {
    kind,
    scopes,
    checkedAt,
    problems,
    end: at === null ? null : { at, days: daysUntil(at, now), of },
  };
}

export function newChannelPage(
  fields: ChannelFields,
  units: readonly Unit[],
  language: ReaderLanguage,
  logins: PlatformId[],
  refusal: KeysRefusal | null = null,
): NewChannelPage {
  return {
    logins,
    fields,
    units: units.map((unit) => ({ id: unit.id, name: unit.name[language] })),
    refusal: refusal === null ? null : { ...refusal, field: fieldOf(refusal.problem) },
  };
}

function rowOf(listed: ListedChannel, language: ReaderLanguage): ChannelRow {
  const { channel, unit, lastPublishedAt, mayManage } = listed;
  return {
    id: channel.id,
    name: channel.name,
    handle: handleOf(channel),
    platform: channel.platform,
    accountId: channel.accountId,
    language: channel.language,
    unitName: unit.name[language],
    state: channel.state,
    reason: reasonOf(channel),
    // Green means published and nothing else, so a working channel is at rest.
    tone: channel.state === 'connected' ? '' : channel.state === 'paused' ? 'waits' : 'wrong',
    publicUrl: channel.publicUrl,
    lastPublishedAt,
    createdAt: channel.createdAt,
    mayManage,
  };
}

function reasonOf({ state, stateReason }: Channel): string | null {
  if (state === 'connected') return null;
  const said = saidReasons.find((reason) => reason === stateReason);
  return said ?? 'other';
}

function handleOf({ platform, handle }: Channel): string {
  return platform === 'x' && handle !== '' && !handle.startsWith('@') ? `@${handle}` : handle;
}
