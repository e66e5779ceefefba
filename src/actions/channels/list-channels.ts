import type { Channel } from '../../domain/channels/channel.ts';
import { can, canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';

export type ListedChannel = {
  channel: Channel;
  unit: Unit;
  /** When it last took a post, or null when it never did. */
  lastPublishedAt: Date | null;
  mayManage: boolean;
};

export type ChannelList = { channels: ListedChannel[]; mayAdd: boolean };

/** The channels of the units in which the actor may read channels. */
export async function listChannels(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
): Promise<ChannelList> {
  const [channels, units] = await Promise.all([
    ctx.stores.channels.listChannels({ unitIds: scopeOf(actor, 'channel.read') }),
    ctx.stores.units.listUnits(),
  ]);
  const last = await ctx.stores.samples.listLastPublished(channels.map((channel) => channel.id));
  return {
    channels: channels.flatMap((channel) => describe(actor, channel, units, last)),
    mayAdd: canAnywhere(actor, 'channel.manage'),
  };
}

/** One channel, or null when there is none that the actor may read. */
export async function loadChannel(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
  channelId: string,
): Promise<ListedChannel | null> {
  const [channel, units] = await Promise.all([
    ctx.stores.channels.findChannel(channelId),
    ctx.stores.units.listUnits(),
  ]);
  if (channel === null || !can(actor, 'channel.read', channel.unitId)) return null;
  const last = await ctx.stores.samples.listLastPublished([channel.id]);
  return describe(actor, channel, units, last)[0] ?? null;
}

/** The units for which the actor may register a channel. */
export async function listUnitsForChannels(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
): Promise<Unit[]> {
  const scope = scopeOf(actor, 'channel.manage');
  return (await ctx.stores.units.listUnits()).filter((unit) => scope.includes(unit.id));
}

function describe(
  actor: Actor,
  channel: Channel,
  units: readonly Unit[],
  last: ReadonlyMap<string, Date>,
): ListedChannel[] {
  const unit = units.find((one) => one.id === channel.unitId);
  if (unit === undefined) return [];
  return [
    {
      channel,
      unit,
      lastPublishedAt: last.get(channel.id) ?? null,
      mayManage: can(actor, 'channel.manage', channel.unitId),
    },
  ];
}
