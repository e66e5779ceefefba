import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';

/** Longer than the longest reading and its writes; real time. */
const LEASE_MS = 60_000;
const WAIT_FOR_LEASE_MS = 100;
/** A reading ends within 20 seconds; most take a part of one. */
const PATIENCE_MS = 10_000;

/**
 * Runs what decides about the posts of a channel alone on this channel; null when somebody else
 * does so (for longer than a person would wait). Two deliveries can then never take the same post.
 */
export async function underChannelLease<T>(
  ctx: ActionContext,
  channelId: string,
  patience: 'at-once' | 'wait',
  work: () => Promise<T>,
): Promise<T | null> {
  const name = `read-back:${channelId}`;
  const holder = `${ctx.processName}:${newId()}`;
  const { desk } = ctx.stores;
  for (let waited = 0; ; waited += WAIT_FOR_LEASE_MS) {
    if (await desk.takeLease(name, holder, ctx.clock.real(), LEASE_MS)) break;
    if (patience === 'at-once' || waited >= PATIENCE_MS) return null;
    await ctx.clock.sleep(WAIT_FOR_LEASE_MS);
  }
  try {
    return await work();
  } finally {
    await desk.dropLease(name, holder);
  }
}
