import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { createGate } from '../../lib/gate.ts';
import type { ActionContext } from '../context.ts';
import { newLease } from './block.ts';
import { claimBlock } from './claim-block.ts';
import { createOutcomeWriter } from './outcome-writer.ts';
import { createStager } from './stage-media.ts';
import { sendBlock } from './send-block.ts';
import { createWorkerClock } from './worker-clock.ts';
import type { WorkerClock } from './worker-clock.ts';

const BLOCK_SIZE = 100;
/** Calls under way in one process at most. */
const MOST_IN_FLIGHT = 500;
/** Blocks between their last look and their calls: more would make one another's looks old. */
const MOST_BETWEEN_LOOK_AND_CALL = 2;

export type Drain = {
  /**
   * Sends everything that is due now, unless this machine's clock is off; `unbounded` also what is
   * due for more than ten minutes.
   */
  wake(options?: { unbounded?: boolean }): Promise<void>;
  /**
   * Uploads media that take long before their delivery is due, so that it goes out at its minute.
   * Left alone by a worker that claims nothing, or when the delivery moved since it was looked at.
   */
  stageAhead(delivery: Delivery, payload: Payload): Promise<void>;
  /** Ends when every call under way has its outcome written. */
  settled(): Promise<void>;
  inFlight(): number;
  /**
   * Claims nothing from here on. Calls under way go on; uploads ahead of their calls, which may take
   * long, end, and their deliveries are given back.
   */
  close(): void;
};

/** The sending side of one process: claims block after block while calls are under way. */
export function createDrain(
  ctx: ActionContext,
  workerClock: WorkerClock = createWorkerClock(ctx),
): Drain {
  const underWay = new Set<Promise<void>>();
  const stager = createStager(ctx, () => claimDue(false));
  const again = (): void => {
    // A thread that began late may be due for longer than the quick claim looks back.
    const claiming = claimDue(true)
      .catch((error: unknown) => {
        ctx.log.error({ err: error }, 'the next part of a thread was left to the next tick');
      })
      .finally(() => {
        underWay.delete(claiming);
      });
    underWay.add(claiming);
  };
  const side = {
    writer: createOutcomeWriter(ctx),
    gate: createGate(MOST_BETWEEN_LOOK_AND_CALL),
    again,
    stager,
  };
  let inFlight = 0;
  const closing = new AbortController();
  const claimBlocks = async (unbounded: boolean): Promise<void> => {
    while (!closing.signal.aborted && inFlight < MOST_IN_FLIGHT && !(await workerClock.isOff())) {
      const limit = Math.min(BLOCK_SIZE, MOST_IN_FLIGHT - inFlight);
      const block = await claimBlock(ctx, { limit, unbounded });
      if (block.deliveries.length === 0) return;
      inFlight += block.deliveries.length;
      const sending = sendBlock(ctx, block, side)
        .catch((error: unknown) => {
          ctx.log.error({ err: error }, 'a block was left to the sweep: its leases will run out');
        })
        .finally(() => {
          inFlight -= block.deliveries.length;
          underWay.delete(sending);
        });
      underWay.add(sending);
    }
  };
  // Every alarm wakes the drain: whoever does while it claims is served by one more round for all.
  let round: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let isNextUnbounded = false;
  const claimDue = (unbounded: boolean): Promise<void> => {
    if (round === null) {
      round = claimBlocks(unbounded).finally(() => {
        round = null;
      });
      return round;
    }
    isNextUnbounded ||= unbounded;
    next ??= round
      .catch(() => undefined)
      .then(() => {
        const wide = isNextUnbounded;
        [next, isNextUnbounded] = [null, false];
        return claimDue(wide);
      });
    return next;
  };
  return {
    wake: (options = {}) => claimDue(options.unbounded ?? false),
    stageAhead: async (delivery, payload) => {
      if (closing.signal.aborted || (await workerClock.isOff())) return;
      const claimed = await ctx.stores.deliveries.claimDeliveries(
        [delivery.id],
        newLease(ctx),
        ctx.clock.now(),
        delivery.dueAt,
      );
      for (const one of claimed) stager.begin(one, payload, 'ahead');
    },
    settled: async () => {
      while (underWay.size > 0 || stager.underWay() > 0) {
        await Promise.all([...underWay, stager.settled()]);
      }
    },
    inFlight: () => inFlight,
    close: () => {
      closing.abort();
      stager.stop();
    },
  };
}
