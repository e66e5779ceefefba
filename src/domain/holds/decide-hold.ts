import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Hold, HoldKind, HoldScope } from '../deliveries/hold.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Permission } from '../people/permission.ts';
import { rolePermissions } from '../people/permission.ts';
import type { Topic } from '../posts/post.ts';
import { mayExempt } from './hold-rules.ts';

export type StartRefusal =
  | 'forbidden'
  | 'reason-missing'
  | 'reason-too-long'
  | 'scope-unknown'
  | 'kind-not-here'
  | 'no-exemptions'
  | 'end-past'
  | 'end-too-far'
  | 'already-held';
export type EndRefusal = 'forbidden' | 'not-in-force';

/** What somebody wants to hold. */
export type WantedHold = {
  kind: HoldKind;
  scope: HoldScope;
  exempt: readonly Topic[];
  reason: string;
  until: Date | null;
};

/** Everybody reads the reason at the top of every page. */
export const MOST_HOLD_REASON_CHARACTERS = 500;
const FARTHEST_END_MS = 366 * 24 * 3_600_000;

/** The scopes that each kind of hold may have. */
const scopesOfKind: Record<HoldKind, readonly HoldScope['kind'][]> = {
  ordinary: ['everything', 'unit', 'topic', 'event', 'channel', 'post'],
  mourning: ['everything', 'unit', 'channel'],
  crisis: ['everything', 'unit', 'channel'],
  freeze: ['channel'],
};

export function scopesOf(kind: HoldKind): readonly HoldScope['kind'][] {
  return scopesOfKind[kind];
}

/**
 * Decides whether somebody may start a hold. `home` is the unit that the scope belongs to, the
 * topmost one for what is nobody's alone; null when the scope names nothing that exists. Allows
 * with the unit whose right it is started by: an end asks for a right over that unit.
 */
export function decideStart(request: {
  actor: Actor;
  wanted: WantedHold;
  home: string | null;
  inForce: readonly Hold[];
  now: Date;
}): Decision<{ byUnitId: string }, StartRefusal> {
  const { actor, wanted, home, inForce, now } = request;
  if (home === null) return refuse('scope-unknown');
  const byUnitId = highestUnit(actor, 'hold.start', home);
  if (byUnitId === null) return refuse('forbidden');
  const reason = wanted.reason.trim();
  if (reason === '') return refuse('reason-missing');
  if (reason.length > MOST_HOLD_REASON_CHARACTERS) return refuse('reason-too-long');
  if (!scopesOf(wanted.kind).includes(wanted.scope.kind)) return refuse('kind-not-here');
  if (wanted.exempt.length > 0 && !mayExempt(wanted.kind, wanted.scope.kind)) {
    return refuse('no-exemptions');
  }
  if (wanted.until !== null) {
    if (wanted.until <= now) return refuse('end-past');
    if (wanted.until.getTime() - now.getTime() > FARTHEST_END_MS) return refuse('end-too-far');
  }
  if (inForce.some((hold) => isSameHold(hold, wanted))) return refuse('already-held');
  return allow({ byUnitId });
}

/** Decides whether somebody may end a hold: by a right over the unit that it was started from. */
export function decideEnd(hold: Hold, actor: Actor): Decision<null, EndRefusal> {
  if (!can(actor, 'hold.end', hold.byUnitId)) return refuse('forbidden');
  return hold.endedAt === null ? allow(null) : refuse('not-in-force');
}

/** Of the units that somebody has a right by, the one that covers most. */
function highestUnit(actor: Actor, permission: Permission, unitId: string): string | null {
  const grants = actor.grants
    .filter(
      (grant) => rolePermissions[grant.role].includes(permission) && grant.unitIds.includes(unitId),
    )
    .sort((a, b) => b.unitIds.length - a.unitIds.length);
  return grants[0]?.unitId ?? null;
}

/** A hold of another kind over the same is a hold of its own: it may outlast the first. */
function isSameHold(hold: Hold, wanted: WantedHold): boolean {
  return (
    hold.kind === wanted.kind &&
    scopeKey(hold.scope) === scopeKey(wanted.scope) &&
    [...hold.exempt].sort().join() === [...wanted.exempt].sort().join()
  );
}

/** One text for one scope, whatever units were added below it since. */
export function scopeKey(scope: HoldScope): string {
  switch (scope.kind) {
    case 'everything':
      return scope.kind;
    case 'unit':
      return `unit ${scope.unitIds[0] ?? ''}`;
    case 'topic':
      return `topic ${scope.topic}`;
    case 'event':
      return `event ${scope.eventId}`;
    case 'channel':
      return `channel ${scope.channelId}`;
    case 'post':
      return `post ${scope.postId}`;
  }
}
