import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { ActionContext } from '../context.ts';
import { begunAttempt } from './begun-attempt.ts';
import { newLease, outlivesCall } from './block.ts';
import type { Block } from './block.ts';
import type { Looked } from './last-look.ts';
import type { Prepared } from './publish-delivery.ts';

/** A look older than this is taken once more before the write to `sending`. */
const LOOK_AGAIN_AFTER_MS = 100;

/** A delivery with everything its call needs. */
export type Ready = { delivery: Delivery; prepared: Prepared };

/** Looks at deliveries of a block; `at` is the steady time at which the look began. */
export type BlockLook = (
  deliveries: readonly Delivery[],
) => Promise<{ at: number; looked: Looked[] }>;

/**
 * Moves what is ready to `sending` and records its attempts; the calls follow at once. Media and
 * tokens may have taken a while to fetch: then everything is read once more first. `lookedAt` is null
 * when that is so; `at` is when the last look began.
 */
export async function startSending(
  ctx: ActionContext,
  block: Block,
  ready: readonly Ready[],
  { lookedAt, look }: { lookedAt: number | null; look: BlockLook },
): Promise<{ at: number; going: Ready[] }> {
  if (ready.length === 0) return { at: 0, going: [] };
  const deliveries = ready.map((one) => one.delivery);
  const isFresh = lookedAt !== null && ctx.clock.steadyMs() - lookedAt <= LOOK_AGAIN_AFTER_MS;
  const { at, looked } = isFresh ? { at: lookedAt, looked: null } : await look(deliveries);
  if (!outlivesCall(ctx, block.lease)) return { at, going: [] };
  const good =
    looked?.filter((one) => one.check.kind === 'send').map((one) => one.delivery) ?? deliveries;
  const lease = { ...newLease(ctx), token: block.lease.token };
  const started = new Set(
    await ctx.stores.deliveries.startSending({
      looked: good,
      lease,
      now: ctx.clock.now(),
    }),
  );
  const going = ready
    .filter((one) => started.has(one.delivery.id))
    .map(({ delivery, prepared }) => ({
      prepared,
      delivery: { ...delivery, lease, attempts: delivery.attempts + 1 },
    }));
  await ctx.stores.attempts.insertAttempts(going.map((one) => attemptOf(ctx, one)));
  return { at, going };
}

function attemptOf(ctx: ActionContext, { delivery, prepared }: Ready): Attempt {
  const { part } = prepared.call;
  return begunAttempt(delivery, {
    ...(part === null ? {} : { part }),
    worker: ctx.processName,
    leaseToken: delivery.lease?.token ?? '',
    startedAt: ctx.clock.now(),
  });
}
