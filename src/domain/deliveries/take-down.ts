import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Delivery, TakeDown } from './delivery.ts';
import { isPartlyOut, postIdsOf } from './thread.ts';

export type TakeDownRefusal =
  | 'forbidden'
  | 'nothing-out'
  | 'already-asked'
  | 'reason-missing'
  | 'reason-too-long'
  | 'not-asked'
  | 'same-person'
  | 'stale';

const MOST_REASON_CHARACTERS = 2_000;
/** Pauses after a call that removed nothing; after the last one a person is told. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000] as const;

/** Decides whether a person may ask that what is public of a delivery be removed. A hold hinders nobody. */
export function decideTakeDownAsk(
  delivery: Delivery,
  actor: Actor,
  reason: string,
): Decision<null, TakeDownRefusal> {
  if (!can(actor, 'delivery.take-down', delivery.unitId)) return refuse('forbidden');
  if (!isOut(delivery)) return refuse('nothing-out');
  const standing = delivery.takeDown?.state;
  if (standing !== undefined && standing !== 'failed') return refuse('already-asked');
  if (reason.trim() === '') return refuse('reason-missing');
  return reason.length > MOST_REASON_CHARACTERS ? refuse('reason-too-long') : allow(null);
}

/** Decides whether this person may confirm what another one asked for, as it was on the page. */
export function decideTakeDown(
  delivery: Delivery,
  actor: Actor,
  askedAt: Date,
): Decision<TakeDown, TakeDownRefusal> {
  if (!can(actor, 'delivery.take-down', delivery.unitId)) return refuse('forbidden');
  const { takeDown } = delivery;
  if (takeDown?.state !== 'asked') return refuse('not-asked');
  if (takeDown.askedBy === actor.personId) return refuse('same-person');
  if (takeDown.askedAt.getTime() !== askedAt.getTime()) return refuse('stale');
  return isOut(delivery) ? allow(takeDown) : refuse('nothing-out');
}

/** Whether a post that was sent is not public any more because it was taken down. */
export function isTakenDown({ state, takeDown }: Pick<Delivery, 'state' | 'takeDown'>): boolean {
  return state === 'sent' && takeDown?.state === 'done';
}

/** Whether something of a delivery is public and nothing more of it is being sent. */
function isOut(delivery: Delivery): boolean {
  if (postIdsOf(delivery).length === 0) return false;
  if (delivery.state === 'sent') return true;
  return isPartlyOut(delivery) && (delivery.state === 'waiting' || delivery.state === 'refused');
}

/** What is still to be removed, last part first, so that no part is left that answers nothing. */
export function leftToRemove(delivery: Delivery): string[] {
  const removed = delivery.takeDown?.removed.map((one) => one.platformPostId) ?? [];
  return postIdsOf(delivery)
    .filter((id) => !removed.includes(id))
    .toReversed();
}

/** When the platform is asked again after so many calls that removed nothing; null for never. */
export function nextRemovalAt(failures: number, now: Date, asked: Date | null): Date | null {
  const pause = PAUSES_MS[failures - 1];
  if (pause === undefined) return null;
  return asked !== null && asked > now ? asked : new Date(now.getTime() + pause);
}
