import { SecretBoxError } from '../../lib/secret-box.ts';
import type { SealedSecret } from '../../lib/secret-box.ts';
import { newId } from '../../lib/ids.ts';
import type { SealedIdentity } from '../../stores/channels-store.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { WORKER_SILENCE_MS } from '../records/publishing-health.ts';
import { readCredentials, sealCredentials } from './credentials.ts';
import { renewalLock } from './fresh-credentials.ts';

const MOST_ROUNDS = 5;
const LOCK_MS = 30_000;

export type RotationReport = {
  /** Secrets that were put under the present key now. */
  moved: number;
  /** Secrets whose text was sealed anew as well. */
  resealed: number;
  /** Secrets under the present key. */
  current: number;
  /** Secrets that still need the previous key: somebody wrote them meanwhile. */
  remaining: number;
  /** Channels whose tokens no key of ours opens: they must be connected again. */
  lost: string[];
};

/** One sealed secret and how it is written back, unless it was changed since it was read. */
type Place = {
  channelId: string | null;
  sealed: unknown;
  replace(read: SealedIdentity, sealed: SealedSecret): Promise<boolean>;
};

/**
 * Puts every secret of the vault under the present master key while the previous one still opens.
 * Each is written by itself and only if nobody changed it meanwhile, so that it may be ended at any
 * moment, run again, and run beside web and workers. `reseal` also gives each channel's tokens a
 * new data key. Refuses while a worker runs that does not hold the present key: it could open
 * nothing any more.
 */
export async function rotateVault(
  ctx: ActionContext,
  options: { reseal: boolean },
): Promise<
  { ok: true; report: RotationReport } | { ok: false; reason: 'worker-without-key'; worker: string }
> {
  const behind = await workerWithoutKey(ctx);
  if (behind !== null) return { ok: false, reason: 'worker-without-key', worker: behind };
  let moved = 0;
  let left = await look(ctx);
  for (let round = 0; round < MOST_ROUNDS && left.needing.length > 0; round += 1) {
    for (const place of left.needing) if (await move(ctx, place)) moved += 1;
    left = await look(ctx);
  }
  const resealed = options.reseal ? await resealAll(ctx) : 0;
  const { current, lost } = left;
  const report = { moved, resealed, current, remaining: left.needing.length, lost };
  if (moved > 0 || resealed > 0) {
    const entry = auditEntry(ctx, theDesk, {
      action: 'vault.rotated',
      objectType: 'desk',
      objectId: 'vault',
      unitId: null,
      detail: { moved, resealed, lost: lost.length },
    });
    await ctx.inTransaction((tx) => ctx.stores.audit.insertEntries([entry], tx));
  }
  return { ok: true, report };
}

async function workerWithoutKey(ctx: ActionContext): Promise<string | null> {
  const present = ctx.secretBox.keyIds[0] ?? '';
  const since = new Date(ctx.clock.real().getTime() - WORKER_SILENCE_MS);
  const workers = await ctx.stores.desk.listWorkers(since);
  return workers.find((one) => one.vaultKeys?.includes(present) !== true)?.worker ?? null;
}

async function look(
  ctx: ActionContext,
): Promise<{ needing: Place[]; current: number; lost: string[] }> {
  const { channels, logins } = ctx.stores;
  const places: Place[] = [
    ...(await channels.listSealed()).map(({ id, sealed }) => ({
      channelId: id,
      sealed,
      replace: (read: SealedIdentity, next: SealedSecret) => channels.rewrapSealed(id, read, next),
    })),
    ...(await logins.listSealed()).map(({ id, field, sealed }) => ({
      channelId: null,
      sealed,
      replace: (read: SealedIdentity, next: SealedSecret) =>
        logins.rewrapSealed(id, field, read, next),
    })),
  ];
  const needing: Place[] = [];
  const lost: string[] = [];
  let current = 0;
  for (const place of places) {
    const state = stateOf(ctx, place.sealed);
    if (state === 'needs') needing.push(place);
    else if (state === 'current') current += 1;
    else if (place.channelId !== null) lost.push(place.channelId);
  }
  return { needing, current, lost };
}

function stateOf(ctx: ActionContext, sealed: unknown): 'needs' | 'current' | 'lost' {
  try {
    if (!ctx.secretBox.needsRewrap(sealed)) return 'current';
    ctx.secretBox.rewrap(sealed);
    return 'needs';
  } catch (error) {
    if (error instanceof SecretBoxError) return 'lost';
    throw error;
  }
}

function move(ctx: ActionContext, { sealed, replace }: Place): Promise<boolean> {
  // `stateOf` has opened it, so it has the form of a sealed secret.
  return replace(sealed as SealedSecret, ctx.secretBox.rewrap(sealed));
}

/** Under the lock of renewal: a pair that is being renewed must not change under it. */
async function resealAll(ctx: ActionContext): Promise<number> {
  let resealed = 0;
  for (const { id } of await ctx.stores.channels.listSealed()) {
    const holder = `${ctx.processName}/${newId()}`;
    const lock = renewalLock(id);
    if (!(await ctx.stores.desk.takeLease(lock, holder, ctx.clock.real(), LOCK_MS))) continue;
    try {
      const read = await readCredentials(ctx, id);
      if (read === null) continue;
      const next = sealCredentials(ctx, id, read.credentials);
      if (await ctx.stores.channels.rewrapSealed(id, read.sealed, next)) resealed += 1;
    } finally {
      await ctx.stores.desk.dropLease(lock, holder);
    }
  }
  return resealed;
}
