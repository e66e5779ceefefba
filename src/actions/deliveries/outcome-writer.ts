import type { ActionContext } from '../context.ts';
import { endTurns } from './channel-turns.ts';
import type { EndedTurn } from './channel-turns.ts';
import { recordOutcomes } from './record-outcome.ts';
import type { Settled } from './taken-ids.ts';

const MOST_PER_WRITE = 100;

/**
 * Writes outcomes as they come in, many at a time: one transaction serves all that wait for it, and
 * one more write ends the turns on their channels.
 */
export type OutcomeWriter = {
  /** Ends when this outcome is in the database and the channel is free for the next. */
  write(settled: Settled, turn: EndedTurn): Promise<void>;
};

type Waiting = {
  settled: Settled;
  turn: EndedTurn;
  done: () => void;
  failed: (error: unknown) => void;
};

/** While one transaction runs, outcomes gather for the next; a lone one is written at once. */
export function createOutcomeWriter(ctx: ActionContext): OutcomeWriter {
  let queue: Waiting[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (queue.length > 0) {
      const block = queue.slice(0, MOST_PER_WRITE);
      queue = queue.slice(MOST_PER_WRITE);
      await writeBlock(ctx, block);
    }
    running = false;
  };
  return {
    write: (settled, turn) =>
      new Promise((done, failed) => {
        queue.push({ settled, turn, done, failed });
        if (!running) void run();
      }),
  };
}

async function writeBlock(ctx: ActionContext, block: readonly Waiting[]): Promise<void> {
  try {
    await recordOutcomes(
      ctx,
      block.map((one) => one.settled),
    );
    await endTurns(
      ctx,
      block.map((one) => one.turn),
    );
    for (const { done } of block) done();
  } catch (error) {
    for (const { failed } of block) failed(error);
  }
}
