import { platformIds } from '../../domain/channels/channel.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { actorOf, can } from '../../domain/people/person.ts';
import type { Actor, Person } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { payingAppOf } from './paying-app.ts';

/** The channels of each application that pays for posts. */
export async function listApps(ctx: ActionContext): Promise<Map<string, Channel[]>> {
  const paid = platformIds.filter((platform) => ctx.prices[platform].length > 0);
  const channels = (await ctx.stores.channels.listChannels()).filter((one) =>
    paid.includes(one.platform),
  );
  const apps = await Promise.all(channels.map((channel) => payingAppOf(ctx, channel)));
  const byApp = new Map<string, Channel[]>();
  channels.forEach((channel, index) => {
    const app = apps[index] ?? null;
    if (app !== null) byApp.set(app, [...(byApp.get(app) ?? []), channel]);
  });
  return byApp;
}

/**
 * Whether the actor may set what an application may cost: only who manages every channel that it
 * pays for, since they all live on the same money.
 */
export function mayManageApp(actor: Actor, channels: readonly Channel[]): boolean {
  return channels.length > 0 && channels.every((one) => can(actor, 'channel.manage', one.unitId));
}

/** Those who can raise an application's limit. */
export async function managersOf(
  ctx: ActionContext,
  channels: readonly Channel[],
): Promise<Person[]> {
  const [people, units] = await Promise.all([
    ctx.stores.people.listActivePeople(),
    ctx.stores.units.listUnits(),
  ]);
  return people.filter((person) => mayManageApp(actorOf(person, units), channels));
}
