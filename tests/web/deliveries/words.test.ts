import { describe, expect, it } from '@jest/globals';
import { noticeFacts } from '../../../src/actions/notices/mail-notices.ts';
import {
  cancelReasons,
  deliveryStates,
  waitingReasons,
} from '../../../src/domain/deliveries/delivery.ts';
import type {
  Attempt,
  Delivery,
  DeliveryReason,
  DeliveryState,
} from '../../../src/domain/deliveries/delivery.ts';
import { refusalReasons, unknownReasons } from '../../../src/domain/deliveries/outcome.ts';
import { deliveryMovers } from '../../../src/domain/deliveries/words.ts';
import { lookVerdicts } from '../../../src/domain/deliveries/read-back.ts';
import { noticeKinds } from '../../../src/domain/notices/notice.ts';
import type { Notice } from '../../../src/domain/notices/notice.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import type { Translate } from '../../../src/lib/i18n.ts';
import { testCatalogue } from '../../support/test-catalogue.ts';
import { describeDelivery } from '../../../src/web/deliveries/delivery-words.ts';
import { lookLines } from '../../../src/web/deliveries/look-lines.ts';
import { delivery } from '../../support/sample-rows.ts';

const translators = createTranslators();
const catalogue = testCatalogue();
const now = new Date('2026-11-23T02:00:00Z');

/** A delivery in words, seen on its platform when it was sent. */
function tell(change: Partial<Delivery>, t: Translate, attempts: Attempt[] = []) {
  return describeDelivery(
    delivery({ dueAt: now, seenAt: now, reason: null, heldBy: null, ...change }),
    { t, now, catalogue, attempts },
  );
}

const notice: Notice = {
  id: 'notice',
  personId: 'person',
  kind: 'delivery-late',
  postId: 'post',
  deliveryId: 'delivery',
  eventId: null,
  parameters: {},
  createdAt: new Date(0),
  readAt: null,
  mail: 'planned',
};

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
      reasons[state].map((reason) => tell({ state, reason }, t)),
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

  it('say so when its time has come and its channel may not post yet', () => {
    const after = (seconds: number): string =>
      tell({ state: 'planned', dueAt: new Date(now.getTime() - seconds * 1_000) }, t).why;
    expect(after(-60)).toBe(tell({ state: 'planned' }, t).why);
    expect(after(60)).not.toBe(after(-60));
  });

  it('says that a planned delivery under a hold is held, and what ends it', () => {
    const words = tell({ state: 'planned', heldBy: 'hold-1' }, t);
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

describe.each(['vi', 'en'] as const)('a notice about a delivery, in %s', (language) => {
  const t = translators[language];
  const codes = [
    ...waitingReasons,
    ...cancelReasons,
    ...refusalReasons,
    ...unknownReasons,
    'unreadable',
  ];

  it.each(noticeKinds)('says every reason in words and leaves no gap: %s', (kind) => {
    for (const reason of codes) {
      const parameters = { title: 'Tin', channel: 'Kênh', platform: 'x', by: 'Mai', reason };
      const facts = noticeFacts({ ...notice, kind, parameters }, t, catalogue);
      expect(facts['reason']).toBe(t(`deliveries.reason.${reason}`));
      if (!kind.startsWith('delivery-') && kind !== 'channel-disconnected') continue;
      for (const part of ['subject', 'sentence', 'next']) {
        const sentence = t(`notices.${kind}.${part}`, facts);
        expect(sentence).not.toMatch(/[{}]|\.\./);
      }
    }
  });
});

describe.each(['vi', 'en'] as const)('a look at the platform in words, in %s', (language) => {
  const t = translators[language];
  const look = {
    id: 'look',
    deliveryId: 'delivery',
    channelId: 'channel',
    at: new Date(0),
    since: null,
    postsSeen: 0,
    complete: false,
    last: false,
    code: null,
    candidates: [],
    worker: 'worker',
  };

  it('has words for every verdict, who asked, and why it could not be read', () => {
    const lines = lookLines(
      lookVerdicts.flatMap((verdict) =>
        (['schedule', 'repeat', 'person'] as const).flatMap((askedBy) =>
          [null, 'unreadable', ...refusalReasons].map((reason) => ({
            ...look,
            verdict,
            askedBy,
            reason,
          })),
        ),
      ),
      t,
    );
    expect(new Set(lines.map((line) => line.verdict)).size).toBe(lookVerdicts.length);
    expect(new Set(lines.map((line) => line.askedBy)).size).toBe(3);
    expect(new Set(lines.map((line) => line.why)).size).toBe(refusalReasons.length + 2);
  });
});

describe('the colour of a delivery', () => {
  it('is green for published and for nothing else', () => {
    const t = translators.vi;
    const green = deliveryStates.filter((state) =>
      reasons[state].some((reason) => tell({ state, reason }, t).tone === 'out'),
    );
    expect(green).toEqual(['sent']);
  });

  it('is not green, and says so, until the public’s side was seen', () => {
    const words = tell({ state: 'sent', seenAt: null }, translators.en);
    expect(words).toMatchObject({ tone: 'going', label: 'Published, not yet seen' });
  });
});
