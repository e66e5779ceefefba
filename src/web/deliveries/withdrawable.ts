import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { cancellableStates } from '../../domain/deliveries/transitions.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Post } from '../../domain/posts/post.ts';

/** The revision that a withdrawal of this delivery's post names; null when the actor may not. */
export function withdrawable(
  delivery: Delivery,
  post: Post | null | undefined,
  actor: Actor,
): number | null {
  const cancellable: readonly string[] = cancellableStates;
  return post?.state === 'approved' &&
    cancellable.includes(delivery.state) &&
    can(actor, 'post.withdraw', post.unitId)
    ? post.revision
    : null;
}
