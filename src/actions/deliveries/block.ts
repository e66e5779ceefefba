import type { Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { PUBLISH_DEADLINE_MS } from './publish-delivery.ts';

/** A lease outlives the longest call and the writing of its outcome. */
const LEASE_MS = PUBLISH_DEADLINE_MS + 60_000;

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
