import type { Hold, HoldScope } from '../../domain/deliveries/hold.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { listCovered } from './hold-coverage.ts';
import { readScope } from './read-scope.ts';

/** What could still go out by itself, or by a signal or a person's word. */
const COUNTED = ['planned', 'claimed', 'waiting'] as const;

/** How many deliveries a hold would cover at this moment; null when the actor may not start it. */
export async function countCovered(
  ctx: Pick<ActionContext, 'stores'>,
  request: { actor: Actor; scope: HoldScope; exempt: Hold['exempt'] },
): Promise<number | null> {
  const { scope, home } = await readScope(ctx, request.scope);
  if (home === null || !can(request.actor, 'hold.start', home)) return null;
  return (await listCovered(ctx, { scope, exempt: request.exempt }, COUNTED)).length;
}
