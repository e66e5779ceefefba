import { clockOffset, isClockOff } from '../../domain/deliveries/worker-clock.ts';
import type { ActionContext } from '../context.ts';

/** A measurement is good for so long, as long as the clock is not set meanwhile. */
const GOOD_FOR_MS = 1_000;
/** More than this between the clock and a steady one since the last measurement: it was set. */
const SET_BY_MS = 500;

/** The clock of one worker, held against the database's. */
export type WorkerClock = {
  /** True while the clock is too far off to go by; says so in the log when that changes. */
  isOff(): Promise<boolean>;
  /** Milliseconds by which the clock is ahead; null when the database does not tell its time. */
  offsetMs(): Promise<number | null>;
};

type Measured = { offsetMs: number | null; real: number; steadyMs: number };

/** Measures when asked, once a second at most, and at once when the clock was set meanwhile. */
export function createWorkerClock(
  ctx: Pick<ActionContext, 'clock' | 'stores' | 'log'>,
): WorkerClock {
  let last: Measured | null = null;
  let wasOff = false;
  const isGood = (measured: Measured): boolean => {
    const steady = ctx.clock.steadyMs() - measured.steadyMs;
    const passed = ctx.clock.real().getTime() - measured.real;
    return steady <= GOOD_FOR_MS && Math.abs(passed - steady) <= SET_BY_MS;
  };
  const offsetMs = async (): Promise<number | null> => {
    if (last !== null && isGood(last)) return last.offsetMs;
    const askedAt = ctx.clock.real();
    const serverTime = await ctx.stores.desk.readServerTime();
    const answeredAt = ctx.clock.real();
    const offset = serverTime === null ? null : clockOffset({ askedAt, serverTime, answeredAt });
    last = { offsetMs: offset, real: answeredAt.getTime(), steadyMs: ctx.clock.steadyMs() };
    tell(offset);
    return offset;
  };
  const tell = (offset: number | null): void => {
    const isOff = isClockOff(offset);
    if (isOff && !wasOff) {
      ctx.log.error(
        { clockOffsetMs: offset },
        'the clock of this machine is off; this worker claims nothing until it is right again',
      );
    }
    if (!isOff && wasOff) ctx.log.info({ clockOffsetMs: offset }, 'the clock is right again');
    wasOff = isOff;
  };
  return { offsetMs, isOff: async () => isClockOff(await offsetMs()) };
}
