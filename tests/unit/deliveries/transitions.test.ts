import { describe, expect, it } from '@jest/globals';
import { deliveryStates, waitingReasons } from '../../../src/domain/deliveries/delivery.ts';
import {
  cancellableStates,
  mayMove,
  needsPerson,
  standingStates,
} from '../../../src/domain/deliveries/transitions.ts';

/** Every edge, written out once more: the ledger’s law, and not a copy of the code. */
const edges = new Set([
  'planned claimed',
  'planned waiting',
  'planned cancelled',
  'claimed sending',
  'claimed planned',
  'claimed waiting',
  'claimed cancelled',
  'sending sent',
  'sending refused',
  'sending unknown',
  // A part of a thread is out, and the next one is due.
  'sending planned',
  'refused planned',
  'refused waiting',
  'refused sent',
  'refused cancelled',
  'unknown sent',
  'unknown refused',
  'unknown planned',
  'unknown cancelled',
  'waiting planned',
  'waiting sent',
  'waiting cancelled',
  // A backup that was restored: what had not gone out then may have gone out since.
  'planned unknown',
  'claimed unknown',
  'waiting unknown',
  'refused unknown',
  'unknown unknown',
]);

const pairs = deliveryStates.flatMap((from) => deliveryStates.map((to) => [from, to] as const));

describe('the way of a delivery', () => {
  it.each(pairs)('from %s to %s is open or closed as the house says', (from, to) => {
    expect(mayMove(from, to)).toBe(edges.has(`${from} ${to}`));
  });

  it('ends where it was sent or cancelled', () => {
    for (const to of deliveryStates) {
      expect(mayMove('sent', to)).toBe(false);
      expect(mayMove('cancelled', to)).toBe(false);
    }
  });

  it('can be cancelled by a withdrawal only where nothing of it is out, or may be', () => {
    expect([...cancellableStates].sort()).toEqual(['claimed', 'planned', 'refused', 'waiting']);
    for (const state of cancellableStates) expect(mayMove(state, 'cancelled')).toBe(true);
  });

  it('stands for its target in every state but cancelled', () => {
    expect([...standingStates, 'cancelled'].sort()).toEqual([...deliveryStates].sort());
  });
});

describe('a person', () => {
  it('is needed for what is unknown or refused, and for nothing that goes its way', () => {
    const needed = deliveryStates.filter((state) => needsPerson(state, null));
    expect(needed).toEqual(['refused', 'unknown', 'waiting']);
  });

  it.each(waitingReasons)(
    'is needed for what waits for %s, unless that is its release',
    (reason) => {
      expect(needsPerson('waiting', reason)).toBe(reason !== 'release');
    },
  );
});
