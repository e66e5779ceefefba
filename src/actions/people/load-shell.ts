import { asksByItself } from '../../domain/notices/notice.ts';
import { can, canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { HANOI } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';
import { listWaitingSignals } from '../events/list-waiting-signals.ts';
import { visibleHolds } from '../holds/name-holds.ts';
import type { NamedHold } from '../holds/name-holds.ts';
import { publishingTrouble } from '../records/publishing-health.ts';

/** What every page shows around its own content. */
export type DeskShell = {
  waitingApprovals: number;
  waitingSignals: number;
  deliveriesInTrouble: number;
  /** What Today lists as waiting on the reader. */
  waitingOnReader: number;
  /** The widest hold that stops something the reader may see, and how many others there are. */
  hold: (NamedHold & { others: number }) | null;
  workerTrouble: string[];
  /** The clock of the reader's unit when it is not Hanoi's. */
  unitClock: { zone: string; city: { vi: string; en: string } } | null;
};

const MOST_COUNTED = 99;

/** Counts what waits on the reader and says what is in force for everyone. */
export async function loadShell(ctx: ActionContext, actor: Actor): Promise<DeskShell> {
  const { stores } = ctx;
  const settles = scopeOf(actor, 'delivery.settle');
  const [submitted, returned, troubled, unread, holds, trouble, units, signals] = await Promise.all(
    [
      canAnywhere(actor, 'post.approve')
        ? stores.posts.listSubmitted(scopeOf(actor, 'post.approve'))
        : Promise.resolve([]),
      stores.posts.countReturnedTo(actor.personId, scopeOf(actor, 'post.read')),
      settles.length === 0
        ? 0
        : stores.deliveries.countDeliveries(settles, ['unknown', 'refused', 'waiting'], 'release'),
      stores.notices.listUnread(actor.personId, MOST_COUNTED),
      stores.holds.listHoldsInForce(),
      publishingTrouble(ctx),
      stores.units.listUnits(),
      listWaitingSignals(ctx, actor),
    ],
  );
  const [hold, ...others] = await visibleHolds(ctx, actor, holds);
  const ownUnit = units.find((unit) => unit.id === actor.grants[0]?.unitId);
  const waitingApprovals = submitted.filter(
    (post) =>
      can(actor, 'post.approve', post.unitId) && !post.contributors.includes(actor.personId),
  ).length;
  return {
    waitingApprovals,
    waitingSignals: signals.length,
    deliveriesInTrouble: troubled,
    waitingOnReader:
      waitingApprovals +
      returned +
      signals.length +
      unread.filter(({ kind }) => asksByItself(kind)).length,
    hold: hold === undefined ? null : { ...hold, others: others.length },
    workerTrouble: trouble,
    unitClock:
      ownUnit === undefined || ownUnit.zone === HANOI
        ? null
        : { zone: ownUnit.zone, city: ownUnit.city },
  };
}
