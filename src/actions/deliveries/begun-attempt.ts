import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import { newId } from '../../lib/ids.ts';

type Begun = Pick<Attempt, 'worker' | 'leaseToken' | 'startedAt'> &
  Partial<Pick<Attempt, 'act' | 'part'>>;

/** The row of one network call from its begin on, until its outcome is written beside it. */
export function begunAttempt(
  { id, attempts, payloadSha256 }: Pick<Delivery, 'id' | 'attempts' | 'payloadSha256'>,
  begun: Begun,
): Attempt {
  return {
    id: newId(),
    deliveryId: id,
    n: attempts,
    payloadSha256,
    ...begun,
    endedAt: null,
    outcome: null,
  };
}
