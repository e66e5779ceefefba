import type { Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { PUBLISH_DEADLINE_MS } from './publish-delivery.ts';

/** A lease outlives the longest call and the writing of its outcome. */
export const LEASE_MS = PUBLISH_DEADLINE_MS + 60_000;

/** Room for what is between the last look and the call, and for clocks of workers that differ. */
const TURN_MARGIN_MS = 10_000;

/** Deliveries claimed under one lease, each with the turn on its channel. */
export type Block = {
  lease: Lease;
  deliveries: Delivery[];
  /** When each channel posted lately, by channel. */
  recent: ReadonlyMap<string, Date[]>;
};

/** A lease of this process from now on, with a token of its own. */
export function newLease(ctx: ActionContext): Lease {
  return {
    token: newId(),
    worker: ctx.processName,
    expiresAt: new Date(ctx.clock.real().getTime() + LEASE_MS),
  };
}

/**
 * Whether the turns under this lease last longer than a call that begins now. A worker that was
 * kept waiting since it took them must not call: another one may take the turn meanwhile, and two
 * calls would be under way on one channel.
 */
export function outlivesCall(ctx: ActionContext, lease: Lease): boolean {
  const leftMs = lease.expiresAt.getTime() - ctx.clock.real().getTime();
  return leftMs > PUBLISH_DEADLINE_MS + TURN_MARGIN_MS;
}
