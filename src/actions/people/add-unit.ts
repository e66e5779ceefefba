import { refuse } from '../../domain/decision.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { cityOf } from '../../domain/time/format.ts';
import { HANOI, isZone } from '../../domain/time/zones.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

export type AddUnitRefusal =
  'forbidden' | 'key-invalid' | 'key-taken' | 'name-missing' | 'zone-unknown' | 'parent-unknown';

const KEY = /^[a-z][a-z0-9-]{1,31}$/;

/** The ministry itself: made once, when the first administrator is. */
const ROOT = {
  key: 'ministry',
  name: { vi: 'Bộ Ngoại giao', en: 'Ministry of Foreign Affairs' },
  zone: HANOI,
  city: cityNames(HANOI),
};

export async function ensureRootUnit(ctx: ActionContext): Promise<Unit> {
  const root = (await ctx.stores.units.listUnits()).find((unit) => unit.parentId === null);
  if (root !== undefined) return root;
  const unit: Unit = { id: newId(), ...ROOT, parentId: null };
  await insert(ctx, theDesk, unit);
  return unit;
}

/** Adds a department or a mission below a unit that the actor manages people in. */
export async function addUnit(
  ctx: ActionContext,
  request: {
    actor: Actor | typeof theDesk;
    unit: {
      key: string;
      name: { vi: string; en: string };
      zone: string;
      /** Named when it is not the city of the zone. */
      city?: { vi: string; en: string };
      parentKey: string;
    };
  },
): Promise<{ ok: true; unit: Unit } | { ok: false; reason: AddUnitRefusal }> {
  const { actor, unit: wanted } = request;
  const parent = await ctx.stores.units.findUnitByKey(wanted.parentKey);
  if (parent === null) return refuse('parent-unknown');
  if ('grants' in actor && !can(actor, 'person.manage', parent.id)) return refuse('forbidden');
  if (!KEY.test(wanted.key)) return refuse('key-invalid');
  if (wanted.name.vi.trim() === '' || wanted.name.en.trim() === '') return refuse('name-missing');
  if (!isZone(wanted.zone)) return refuse('zone-unknown');
  if ((await ctx.stores.units.findUnitByKey(wanted.key)) !== null) return refuse('key-taken');
  const unit: Unit = {
    id: newId(),
    key: wanted.key,
    name: { vi: wanted.name.vi.trim(), en: wanted.name.en.trim() },
    parentId: parent.id,
    zone: wanted.zone,
    city: wanted.city ?? cityNames(wanted.zone),
  };
  await insert(ctx, actor, unit);
  return { ok: true, unit };
}

function cityNames(zone: string): { vi: string; en: string } {
  return { vi: cityOf(zone, 'vi'), en: cityOf(zone, 'en') };
}

async function insert(
  ctx: ActionContext,
  actor: Actor | typeof theDesk,
  unit: Unit,
): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.units.insertUnit(unit, tx);
    if (unit.parentId !== null) {
      await ctx.stores.holds.coverNewUnit(unit.id, unit.parentId, tx);
    }
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'unit.added',
          objectType: 'unit',
          objectId: unit.id,
          unitId: unit.id,
          detail: { key: unit.key, zone: unit.zone },
        }),
      ],
      tx,
    );
  });
}
