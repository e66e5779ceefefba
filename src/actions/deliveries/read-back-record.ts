import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Look, ReadBackPlan, ResendAsk } from '../../domain/deliveries/read-back.ts';
import { planOf } from '../../domain/deliveries/read-back-plan.ts';
import {
  decideDrop,
  decideMarkSent,
  decideResend,
  decideResendAsk,
  isStanding,
} from '../../domain/deliveries/read-back-decide.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';

/** What a page shows of the looks for one delivery, and what this person may decide. */
export type ReadBackRecord = {
  /** Every look, first to last. */
  looks: Look[];
  /** How often it was looked for, and when next; null when it is not looked for. */
  plan: ReadBackPlan | null;
  /** When the next look is due; null when none is planned. */
  nextLookAt: Date | null;
  /** Where the channel itself can be opened. */
  channelUrl: string | null;
  /** The name of who settled it by hand. */
  settledByName: string | null;
  /** Who asked to send it again, while that waits for a second person. */
  resend: ResendAsk | null;
  may: { markSent: boolean; askResend: boolean; confirmResend: boolean; drop: boolean };
};

/** Loads what read-back knows of one delivery; null when the actor may not see it. */
export async function loadReadBack(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'readBackRules'>,
  request: { deliveryId: string; actor: Actor },
): Promise<ReadBackRecord | null> {
  const { stores } = ctx;
  const { actor } = request;
  const delivery = await stores.deliveries.findDelivery(
    request.deliveryId,
    scopeOf(actor, 'delivery.read'),
  );
  if (delivery === null) return null;
  const [looks, plans, ask, channel, settledBy] = await Promise.all([
    stores.readBack.listLooks(delivery.id),
    stores.readBack.listPlans([delivery.id]),
    stores.readBack.findResend(delivery.id),
    stores.channels.findChannel(delivery.channelId),
    delivery.settledBy === null ? null : stores.people.findPerson(delivery.settledBy),
  ]);
  const now = ctx.clock.now();
  const plan = isLookedFor(delivery) ? planOf(delivery, plans[0], ctx.readBackRules) : null;
  return {
    looks,
    plan,
    nextLookAt: plan?.nextAt ?? null,
    channelUrl: channel?.publicUrl ?? null,
    settledByName: settledBy?.name ?? null,
    resend: isStanding(ask, delivery) ? ask : null,
    may: {
      markSent: decideMarkSent(delivery, actor).ok,
      askResend: decideResendAsk(delivery, actor, ask, now).ok,
      // A hold is told when somebody tries: it may be over by then.
      confirmResend: decideResend(delivery, actor, ask, {
        askedAt: ask?.askedAt ?? now,
        isHeld: false,
        now,
      }).ok,
      drop: decideDrop(delivery, actor).ok,
    },
  };
}

/** Whether read-back looks for a delivery in its present state. */
export function isLookedFor({
  state,
  seenAt,
  takeDown,
}: Pick<Delivery, 'state' | 'seenAt' | 'takeDown'>): boolean {
  if (takeDown?.state === 'going' || takeDown?.state === 'done') return false;
  return state === 'unknown' || (state === 'sent' && seenAt === null);
}
