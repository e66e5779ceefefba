import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { RESTORED, WORKER_LOST } from '../../domain/deliveries/outcome.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Person } from '../../domain/people/person.ts';
import { formatInstant } from '../../domain/time/format.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { begunAttempt } from './begun-attempt.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

/** Long enough for drafts that were approved and sent in the lost time to be written again. */
const LOOK_FIRST_MS = 14 * 86_400_000;

export type RestoredDesk = {
  /** When the backup was made, as far as its own record tells. */
  backupAt: Date;
  /** How many deliveries may have gone out since. */
  deliveries: number;
};

/**
 * Finds out whether this database is a restored copy, and if so lets nothing go out: everything is
 * held, and each delivery whose time has come becomes `unknown`, so that the platforms are read
 * before anybody decides. A database that does not say which one it is, is taken for a copy: a new
 * one says so before it has people. Null when the database is the one it always was, or another
 * process of the desk was quicker. Safe to call at every start.
 */
export async function guardRestoredDesk(ctx: ActionContext): Promise<RestoredDesk | null> {
  const { recorded, actual } = await ctx.stores.desk.readIdentity();
  if (actual === null || recorded === actual) return null;
  return takeAsRestored(ctx, { from: recorded, to: actual });
}

/** The same for a copy that MongoDB cannot tell from the original, such as one of its files. */
export async function declareRestored(ctx: ActionContext): Promise<RestoredDesk | null> {
  const { recorded, actual } = await ctx.stores.desk.readIdentity();
  if (actual === null) return null;
  return takeAsRestored(ctx, { from: recorded, to: actual });
}

async function takeAsRestored(
  ctx: ActionContext,
  identity: { from: string | null; to: string },
): Promise<RestoredDesk | null> {
  const { stores } = ctx;
  const now = ctx.clock.now();
  const backupAt = (await stores.audit.findNewestTime()) ?? now;
  const people = await stores.people.listActivePeople();
  const restored = await ctx.inTransaction(async (tx) => {
    if (!(await stores.desk.saveIdentity(identity.to, identity.from, tx))) return null;
    await holdEverything(ctx, now, tx);
    await stores.channels.lookFirstEverywhere(
      { since: backupAt, until: new Date(now.getTime() + LOOK_FIRST_MS) },
      tx,
    );
    const open = await stores.deliveries.listPossiblySent(now, tx);
    await makeUnknown(ctx, open, { backupAt, now }, tx);
    await stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'desk.restored',
          objectType: 'desk',
          objectId: identity.to,
          unitId: null,
          detail: { backupAt: backupAt.toISOString(), deliveries: open.length },
        }),
      ],
      tx,
    );
    await stores.notices.insertNotices(tellEverybody(ctx, people, backupAt), tx);
    return { backupAt, deliveries: open.length };
  });
  if (restored !== null) {
    ctx.log.warn(restored, 'the database is a restored backup: everything is held');
  }
  return restored;
}

function tellEverybody(ctx: ActionContext, people: readonly Person[], backupAt: Date): Notice[] {
  return people.flatMap(({ id, language }) =>
    composeNotices(ctx, [id], {
      kind: 'desk-restored',
      parameters: { backup: formatInstant(backupAt, language) },
    }),
  );
}

async function holdEverything(ctx: ActionContext, now: Date, tx: Tx): Promise<void> {
  const { stores } = ctx;
  const inForce = await stores.holds.listHoldsInForce(tx);
  // One that lets a topic out does not do: that topic may have gone out since the backup.
  if (inForce.some(({ scope, exempt }) => scope.kind === 'everything' && exempt.length === 0))
    return;
  const root = (await stores.units.listUnits()).find((unit) => unit.parentId === null);
  const reason = ctx.translators.vi('holds.restored');
  const hold: Hold = {
    id: newId(),
    kind: 'ordinary',
    scope: { kind: 'everything' },
    exempt: [],
    reason,
    byUnitId: root?.id ?? '',
    startedBy: '',
    startedByName: theDesk.name,
    startedAt: now,
    until: null,
    endedBy: null,
    endedAt: null,
  };
  await stores.holds.saveHold(hold, tx);
  const covered = await stores.deliveries.listHoldable({}, tx);
  await stores.deliveries.stampHold(
    hold.id,
    covered.map((one) => one.id),
    tx,
  );
  await stores.audit.insertEntries(
    [
      auditEntry(ctx, theDesk, {
        action: 'hold.started',
        objectType: 'hold',
        objectId: hold.id,
        unitId: null,
        detail: { reason, deliveries: covered.length },
      }),
    ],
    tx,
  );
}

/** Each gets an attempt that spans the lost time: read-back looks for a post made in it. */
async function makeUnknown(
  ctx: ActionContext,
  open: readonly Delivery[],
  { backupAt, now }: { backupAt: Date; now: Date },
  tx: Tx,
): Promise<void> {
  const { stores } = ctx;
  const sending = open.filter((delivery) => delivery.state === 'sending');
  await stores.attempts.completeAttempts(
    sending.map(({ id, attempts, lease }) => ({
      deliveryId: id,
      n: attempts,
      leaseToken: lease?.token ?? '',
      outcome: WORKER_LOST,
      endedAt: now,
    })),
    tx,
  );
  await stores.attempts.insertAttempts(
    open.map((delivery): Attempt => {
      const startedAt = backupAt < delivery.notBefore ? delivery.notBefore : backupAt;
      const next = { ...delivery, attempts: delivery.attempts + 1 };
      const begun = begunAttempt(next, { worker: '', leaseToken: '', startedAt });
      return { ...begun, endedAt: now, outcome: RESTORED };
    }),
    tx,
  );
  await stores.deliveries.moveDeliveries(
    open.map(({ id, state, attempts }) => ({
      id,
      from: state,
      to: 'unknown' as const,
      at: now,
      change: { reason: 'restored' as const, attempts: attempts + 1, heldBy: null, holdIds: [] },
    })),
    tx,
  );
  await stores.audit.insertEntries(
    open.map((delivery) =>
      auditEntry(ctx, theDesk, {
        action: 'delivery.unknown',
        objectType: 'delivery',
        objectId: delivery.id,
        unitId: delivery.unitId,
        after: delivery.payloadSha256,
        detail: { postId: delivery.postId, from: delivery.state, reason: 'restored' },
      }),
    ),
    tx,
  );
}
