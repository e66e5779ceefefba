import { describe, expect, it } from '@jest/globals';
import {
  cancelReasons,
  deliveryStates,
  waitingReasons,
} from '../../../src/domain/deliveries/delivery.ts';
import type { DeliveryReason, DeliveryState } from '../../../src/domain/deliveries/delivery.ts';
import { refusalReasons, unknownReasons } from '../../../src/domain/deliveries/outcome.ts';
import { deliveryMovers } from '../../../src/domain/deliveries/words.ts';
import { noticeKinds } from '../../../src/domain/notices/notice.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { describeDelivery } from '../../../src/web/deliveries/delivery-words.ts';

const translators = createTranslators();

const reasons: Record<DeliveryState, readonly (DeliveryReason | null)[]> = {
  planned: [null],
  claimed: [null],
  sending: [null],
  sent: [null],
  refused: refusalReasons,
  unknown: unknownReasons,
  waiting: waitingReasons,
  cancelled: cancelReasons,
};

describe.each(['vi', 'en'] as const)('a delivery in words, in %s', (language) => {
  const t = translators[language];

  it('says for every state and reason why, what happens next and who can move it', () => {
    const sentences = deliveryStates.flatMap((state) =>
      reasons[state].map((reason) => describeDelivery({ state, reason, heldBy: null }, t)),
    );
    for (const words of sentences) {
      expect(words.why).toMatch(/[.!]$/);
      expect(words.next).toMatch(/[.!]$/);
      expect(words.who).toMatch(/[.!]$/);
    }
    const whys = sentences.map((words) => words.why);
    // `person` is a reason to wait and a reason to cancel; everything else is said differently.
    expect(whys.length - new Set(whys).size).toBe(1);
  });

  it('says that a planned delivery under a hold is held, and what ends it', () => {
    const words = describeDelivery({ state: 'planned', reason: null, heldBy: 'hold-1' }, t);
    expect(words.label).toBe(t('states.waiting.hold'));
    expect(words.next).toBe(t('deliveries.next.held'));
  });

  it('has a sentence for every state, mover and notice', () => {
    for (const state of deliveryStates) {
      expect(t(`deliveries.state.${state}`)).not.toBe('');
      expect(t(`states.delivery.${state}`)).not.toBe('');
    }
    for (const mover of deliveryMovers) expect(t(`deliveries.who.${mover}`)).not.toBe('');
    for (const kind of noticeKinds) {
      for (const part of ['subject', 'sentence', 'next']) {
        expect(t(`notices.${kind}.${part}`)).not.toBe('');
      }
    }
  });
});

describe('the colour of a delivery', () => {
  it('is green for published and for nothing else', () => {
    const t = translators.vi;
    const green = deliveryStates.filter((state) =>
      reasons[state].some(
        (reason) => describeDelivery({ state, reason, heldBy: null }, t).tone === 'out',
      ),
    );
    expect(green).toEqual(['sent']);
  });
});
