import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { codeName, isListed } from '../../domain/deliveries/error-catalogue.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { DeliveryMove } from '../../stores/deliveries/delivery-row.ts';
import type { Tx } from '../../stores/rows.ts';
import { settleSpend } from '../budget/reserve-spend.ts';
import { stopAppOf } from '../budget/stop-app.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';
import { disconnectChannel, samplesOf } from './outcome-effects.ts';
import { movesOf } from './outcome-moves.ts';
import { recordLate } from './record-late.ts';
import { doubtTakenIds } from './taken-ids.ts';
import type { Settled } from './taken-ids.ts';

const WRITE_TRIES = 8;
const FIRST_PAUSE_MS = 100;

/** What is written for one settled delivery; made before the transaction, which may run twice. */
type Written = Settled & {
  moves: DeliveryMove[];
  entry: AuditEntry;
  notices: Notice[];
  at: Date;
};

/**
 * Writes what publishing calls came to: deliveries, attempts, audit entries, samples and notices in
 * one transaction, tried again while the database is away. Should it stay away, the leases run out
 * and the deliveries become `unknown`: the truth, as far as the desk can tell.
 */
export async function recordOutcomes(
  ctx: ActionContext,
  settled: readonly Settled[],
): Promise<void> {
  let written: Written[] | null = null;
  for (let attempt = 1; ; attempt += 1) {
    try {
      written ??= await Promise.all(
        (await doubtTakenIds(ctx, settled)).map((one) => whatToWrite(ctx, one)),
      );
      const all = written;
      const late = await ctx.inTransaction((tx) => writeAll(ctx, all, tx));
      await recordAllLate(ctx, late);
      return;
    } catch (error) {
      if (attempt >= WRITE_TRIES) throw error;
      ctx.log.warn(
        { err: error, deliveries: settled.length, attempt },
        'outcomes could not be written yet',
      );
      await ctx.clock.sleep(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

async function whatToWrite(ctx: ActionContext, { delivery, outcome }: Settled): Promise<Written> {
  const at = ctx.clock.now();
  const { moves, notice } = movesOf(delivery, outcome, at);
  const isPart = outcome.kind === 'accepted' && moves.every((move) => move.to !== 'sent');
  const done = isPart ? 'part-sent' : 'sent';
  const action = `delivery.${outcome.kind === 'accepted' ? done : outcome.kind}` as const;
  const reason = outcome.kind === 'accepted' ? null : outcome.reason;
  const last = moves.at(-1);
  // What a reader needs for the catalogue's words: the platform's code, and what it waits for.
  const evidence = {
    ...(outcome.raw.status === null ? {} : { status: outcome.raw.status }),
    ...(outcome.raw.code === null ? {} : { code: outcome.raw.code }),
    ...(last?.to === 'waiting' ? { waitsFor: last.change.reason ?? '' } : {}),
  };
  return {
    delivery,
    outcome,
    moves,
    at,
    notices:
      notice === null ? [] : await noticesAbout(ctx, delivery, notice, reason ?? '', evidence),
    entry: auditEntry(ctx, theDesk, {
      action,
      objectType: 'delivery',
      objectId: delivery.id,
      unitId: delivery.unitId,
      after: delivery.payloadSha256,
      detail: {
        postId: delivery.postId,
        attempt: delivery.attempts,
        ...partDetail(delivery),
        reason,
        platformPostId: outcome.kind === 'accepted' ? outcome.platformPostId : null,
        status: outcome.raw.status,
        code: outcome.raw.code,
      },
    }),
  };
}

/** Returns what could not be written, since its delivery had moved on. */
async function writeAll(ctx: ActionContext, all: readonly Written[], tx: Tx): Promise<Written[]> {
  const { stores } = ctx;
  const ours = await stores.deliveries.listStillSending(
    all.map((one) => one.delivery),
    tx,
  );
  const written = all.filter((one) => ours.has(one.delivery.id));
  await stores.deliveries.moveDeliveries(
    written.flatMap((one) => one.moves),
    tx,
  );
  await stores.attempts.completeAttempts(
    written.map(({ delivery, outcome, at }) => ({
      deliveryId: delivery.id,
      n: delivery.attempts,
      leaseToken: delivery.lease?.token ?? '',
      outcome,
      endedAt: at,
    })),
    tx,
  );
  await stores.audit.insertEntries(
    written.map((one) => one.entry),
    tx,
  );
  await stores.notices.insertNotices(
    written.flatMap((one) => one.notices),
    tx,
  );
  await stores.samples.openSamples(written.flatMap(samplesOf), tx);
  for (const { delivery, outcome } of written) {
    if (outcome.kind === 'refused' && outcome.reason === 'credits-depleted') {
      await stopAppOf(ctx, delivery, tx);
    }
  }
  await settleSpend(
    ctx,
    written.map(({ delivery, outcome }) => ({ delivery, isRefused: outcome.kind === 'refused' })),
    tx,
  );
  for (const { delivery, outcome } of written) {
    await countUnlisted(ctx, delivery, outcome, tx);
    if (outcome.kind === 'refused' && disconnects(outcome.reason)) {
      await disconnectChannel(ctx, delivery, outcome.reason, tx);
    }
  }
  return all.filter((one) => !ours.has(one.delivery.id));
}

/** A late answer that cannot be written is left to read-back: the others have their outcomes. */
async function recordAllLate(ctx: ActionContext, late: readonly Written[]): Promise<void> {
  for (const { delivery, outcome } of late) {
    const facts = { deliveryId: delivery.id, outcome };
    ctx.log.warn(facts, 'an answer came after its delivery moved on');
    try {
      await recordLate(ctx, delivery, outcome);
    } catch (error) {
      ctx.log.error({ ...facts, err: error }, 'a late answer could not be written');
    }
  }
}

/** Counts a code that the catalogue of errors does not know, for those who keep it. */
async function countUnlisted(
  ctx: ActionContext,
  delivery: Delivery,
  outcome: PublishOutcome,
  tx: Tx,
): Promise<void> {
  const { platform } = delivery;
  if (outcome.kind === 'accepted' || isListed(ctx.catalogue, platform, outcome.raw)) return;
  await ctx.stores.unlistedCodes.count(
    {
      platform,
      code: codeName(outcome.raw),
      status: outcome.raw.status,
      deliveryId: delivery.id,
      at: ctx.clock.now(),
    },
    tx,
  );
}

/** Which part of a thread the call was about. */
function partDetail({ thread }: Delivery): { part?: number; parts?: number } {
  return thread === undefined ? {} : { part: thread.parts.length + 1, parts: thread.count };
}
