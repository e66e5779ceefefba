import type { HoldScope } from '../../domain/deliveries/hold.ts';
import { unitWithDescendants } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';

/**
 * A scope as it is stored, a unit with everything below it, and the unit that it belongs to: the
 * topmost one for what is nobody's alone, null when there is no such thing.
 */
export async function readScope(
  ctx: Pick<ActionContext, 'stores'>,
  scope: HoldScope,
): Promise<{ scope: HoldScope; home: string | null }> {
  const units = await ctx.stores.units.listUnits();
  const root = units.find((unit) => unit.parentId === null)?.id ?? null;
  switch (scope.kind) {
    case 'everything':
    case 'topic':
      return { scope, home: root };
    case 'event': {
      const event = await ctx.stores.events.findEvent(scope.eventId);
      return { scope, home: event?.unitId ?? null };
    }
    case 'unit': {
      const unit = units.find((one) => one.id === scope.unitIds[0]);
      if (unit === undefined) return { scope, home: null };
      return { scope: { ...scope, unitIds: unitWithDescendants(unit.id, units) }, home: unit.id };
    }
    case 'channel': {
      const channel = await ctx.stores.channels.findChannel(scope.channelId);
      return { scope, home: channel?.unitId ?? null };
    }
    case 'post': {
      const post = await ctx.stores.posts.findPost(scope.postId);
      return { scope, home: post?.unitId ?? null };
    }
  }
}
