import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { progressOf } from '../../../src/domain/deliveries/progress.ts';
import { postStates } from '../../../src/domain/posts/post.ts';
import { delivery } from '../../support/sample-rows.ts';

const seenAt = new Date('2026-11-23T02:01:00Z');
const rows = (...states: Delivery['state'][]) =>
  states.map((state) => delivery({ state, seenAt: state === 'sent' ? seenAt : null }));
const unseen = delivery({ state: 'sent', seenAt: null });

describe('what a post’s state is called', () => {
  it.each(postStates)('is its own while no delivery stands: %s', (state) => {
    expect(progressOf(state, [])).toBe(state);
    expect(progressOf(state, rows('cancelled', 'cancelled'))).toBe(state);
  });

  it.each([
    ['scheduled', rows('planned', 'planned')],
    ['going-out', rows('planned', 'claimed')],
    ['going-out', rows('sent', 'sending')],
    ['published', rows('sent', 'sent')],
    ['published', rows('sent', 'cancelled')],
    ['published-unseen', [unseen]],
    ['published-unseen', [...rows('sent'), unseen]],
    ['partly-published', [unseen, ...rows('planned')]],
    ['partly-published', rows('sent', 'planned')],
    ['needs-person', rows('sent', 'unknown')],
    ['needs-person', rows('refused', 'planned')],
    ['needs-person', rows('sending', 'refused')],
    ['needs-person', [delivery({ state: 'waiting', reason: 'late' })]],
    ['scheduled', [delivery({ state: 'waiting', reason: 'release' })]],
    [
      'partly-published',
      [delivery({ state: 'sent' }), delivery({ state: 'waiting', reason: 'release' })],
    ],
  ])('is “%s” by its deliveries', (progress, deliveries) => {
    expect(progressOf('approved', deliveries)).toBe(progress);
  });

  it('of a post withdrawn after one language went out is partly published', () => {
    expect(progressOf('draft', rows('sent', 'cancelled'))).toBe('partly-published');
  });
});
