import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { StagingResult } from '../../domain/deliveries/staging.ts';
import type { ActionContext } from '../context.ts';

/** A result belongs to one delivery and one payload: moved to another it does not open. */
function sealOf(delivery: Pick<Delivery, 'id' | 'payloadSha256'>): string {
  return `staging ${delivery.id} ${delivery.payloadSha256}`;
}

/** Keeps what an upload came to, sealed: who writes in the database cannot name other media. */
export async function saveStagingResult(
  ctx: ActionContext,
  delivery: Delivery,
  result: StagingResult,
  goodForMs: number,
): Promise<void> {
  await ctx.stores.staging.saveResult(
    {
      deliveryId: delivery.id,
      stage: 'ready',
      percent: 100,
      worker: ctx.processName,
      since: ctx.clock.now(),
    },
    {
      sealed: ctx.secretBox.seal(JSON.stringify(result), sealOf(delivery)),
      goodUntil: new Date(ctx.clock.real().getTime() + goodForMs),
    },
  );
}

/** What the upload of this delivery's media came to; null when there is none that is still good. */
export async function findStagingResult(
  ctx: ActionContext,
  delivery: Delivery,
): Promise<StagingResult | null> {
  const sealed = await ctx.stores.staging.findResult(delivery.id, ctx.clock.real());
  if (sealed === null) return null;
  try {
    return JSON.parse(ctx.secretBox.open(sealed, sealOf(delivery)), asDates) as StagingResult;
  } catch (error) {
    ctx.log.error({ err: error, deliveryId: delivery.id }, 'a staged medium is uploaded anew');
    return null;
  }
}

/** The one instant in a result: when a refused call may be made again. */
function asDates(key: string, value: unknown): unknown {
  return key === 'at' && typeof value === 'string' ? new Date(value) : value;
}
