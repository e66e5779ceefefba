import type { AuditAction } from '../../domain/records/audit.ts';
import type { Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { sampleDueAt } from '../../domain/audience/sample-schedule.ts';
import type { NoticeKind } from '../../domain/notices/notice.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { sleep } from '../../lib/clock.ts';
import type { DeliveryChange } from '../../stores/deliveries-store.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

const WRITE_TRIES = 8;
const FIRST_PAUSE_MS = 100;

type Written = {
  state: Extract<DeliveryState, 'sent' | 'refused' | 'unknown'>;
  action: AuditAction;
  notice: NoticeKind | null;
  change: DeliveryChange;
};

/**
 * Writes what a publishing call came to: delivery, attempt, audit entry and notices in one
 * transaction, tried again while the database is away. Should it stay away, the lease runs out and
 * the delivery becomes `unknown`: the truth, as far as the desk can tell.
 */
export async function recordOutcome(
  ctx: ActionContext,
  delivery: Delivery,
  outcome: PublishOutcome,
): Promise<void> {
  const at = ctx.clock.now();
  const written = whatToWrite(outcome, at);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ctx.inTransaction((tx) => writeOutcome(ctx, delivery, outcome, written, at, tx));
      return;
    } catch (error) {
      if (attempt >= WRITE_TRIES) throw error;
      ctx.log.warn(
        { err: error, deliveryId: delivery.id, attempt },
        'an outcome could not be written yet',
      );
      await sleep(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

function whatToWrite(outcome: PublishOutcome, at: Date): Written {
  switch (outcome.kind) {
    case 'accepted':
      return {
        state: 'sent',
        action: 'delivery.sent',
        notice: null,
        change: {
          reason: null,
          platformPostId: outcome.platformPostId,
          permalink: outcome.permalink,
          sentAt: at,
        },
      };
    case 'refused':
      return {
        state: 'refused',
        action: 'delivery.refused',
        notice: 'delivery-refused',
        change: { reason: outcome.reason },
      };
    case 'unknown':
      return {
        state: 'unknown',
        action: 'delivery.unknown',
        notice: 'delivery-unknown',
        change: { reason: outcome.reason },
      };
  }
}

async function writeOutcome(
  ctx: ActionContext,
  delivery: Delivery,
  outcome: PublishOutcome,
  written: Written,
  at: Date,
  tx: Tx,
): Promise<void> {
  const moved = await ctx.stores.deliveries.moveDelivery(
    {
      id: delivery.id,
      from: 'sending',
      to: written.state,
      at,
      change: written.change,
      ...(delivery.lease === null ? {} : { leaseToken: delivery.lease.token }),
    },
    tx,
  );
  if (!moved) return;
  await ctx.stores.attempts.completeAttempt(delivery.id, delivery.attempts, outcome, at, tx);
  await ctx.stores.audit.insertEntries(
    [
      auditEntry(ctx, theDesk, {
        action: written.action,
        objectType: 'delivery',
        objectId: delivery.id,
        unitId: delivery.unitId,
        after: delivery.payloadSha256,
        detail: {
          postId: delivery.postId,
          attempt: delivery.attempts,
          reason: written.change.reason ?? null,
          platformPostId: outcome.kind === 'accepted' ? outcome.platformPostId : null,
          status: outcome.raw.status,
          code: outcome.raw.code,
        },
      }),
    ],
    tx,
  );
  if (outcome.kind === 'accepted') {
    await openSamples(ctx, delivery, outcome.platformPostId, at, tx);
  }
  if (written.notice !== null) {
    await tellPeople(ctx, delivery, written.notice, written.change.reason ?? '', tx);
  }
}

async function openSamples(
  ctx: ActionContext,
  delivery: Delivery,
  platformPostId: string,
  at: Date,
  tx: Tx,
): Promise<void> {
  const { id, postId, unitId, channelId, platform, language } = delivery;
  await ctx.stores.samples.openSamples(
    {
      deliveryId: id,
      postId,
      unitId,
      channelId,
      platform,
      language,
      platformPostId,
      publishedAt: at,
    },
    sampleDueAt(at, 1),
    tx,
  );
}

/** Tells the authors, and whoever settles deliveries in the unit, what went wrong. */
export async function tellPeople(
  ctx: ActionContext,
  delivery: Delivery,
  kind: NoticeKind,
  reason: string,
  tx: Tx,
): Promise<void> {
  const [post, channel, people] = await Promise.all([
    ctx.stores.posts.findPost(delivery.postId),
    ctx.stores.channels.findChannel(delivery.channelId),
    peopleWho(ctx, 'delivery.settle', delivery.unitId),
  ]);
  const personIds = [...(post?.contributors ?? []), ...people.map((person) => person.id)];
  await ctx.stores.notices.insertNotices(
    composeNotices(ctx, personIds, {
      kind,
      postId: delivery.postId,
      deliveryId: delivery.id,
      parameters: {
        title: post === null ? '' : titleOf(post.content, delivery.language),
        channel: channel?.name ?? '',
        platform: delivery.platform,
        reason,
      },
    }),
    tx,
  );
}
