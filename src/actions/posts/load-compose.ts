import type { Channel } from '../../domain/channels/channel.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import type { Media } from '../../domain/media/media.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';
import { listCarriers } from '../events/find-carrier.ts';

export type ComposeChoices = {
  /** Units in which the actor may write, the actor's own first. */
  units: Unit[];
  /** Channels of those units, and whatever the post already goes to. */
  channels: Channel[];
  media: Media[];
  /** Events that may carry the post: the coming ones, and the one it names already. */
  events: DeskEvent[];
  /** The clock that each unit works on, by the unit's id. */
  clocks: Map<string, Pick<Unit, 'zone' | 'city'>>;
};

/** What a person may choose from while writing, and the pictures that the form carries. */
export async function loadComposeChoices(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  request: {
    actor: Actor;
    unitId: string | null;
    channelIds: readonly string[];
    sha256: readonly string[];
  },
): Promise<ComposeChoices> {
  const scope = scopeOf(request.actor, 'post.write');
  const inReach =
    request.unitId === null || scope.includes(request.unitId) ? scope : [...scope, request.unitId];
  const [units, own, chosen, events, media] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.channels.listChannels({ unitIds: inReach }),
    ctx.stores.channels.listChannels({ ids: request.channelIds }),
    listCarriers(ctx, request.actor),
    request.sha256.length === 0
      ? []
      : ctx.stores.media.listMedia({
          unitIds: scopeOf(request.actor, 'media.read'),
          sha256: request.sha256,
        }),
  ]);
  const byId = new Map([...own, ...chosen].map((channel) => [channel.id, channel]));
  return {
    // `scope` keeps the order of the grants; the units' own order is that of their keys.
    units: scope.flatMap((id) => units.filter((unit) => unit.id === id)),
    channels: [...byId.values()],
    media,
    events,
    clocks: new Map(units.map(({ id, zone, city }) => [id, { zone, city }])),
  };
}
