import { describe, expect, it } from '@jest/globals';
import { composeNotices } from '../../../src/actions/notices/compose-notices.ts';
import { noticeFacts } from '../../../src/actions/notices/mail-notices.ts';
import { noticeKinds } from '../../../src/domain/notices/notice.ts';
import { refusalReasons, unknownReasons } from '../../../src/domain/deliveries/outcome.ts';
import { waitingReasons } from '../../../src/domain/deliveries/delivery.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { testCatalogue } from '../../support/test-catalogue.ts';
import { DUE } from '../../support/sample-rows.ts';

const ctx = { clock: createClock(() => DUE) };
const translators = createTranslators();
const catalogue = testCatalogue();

describe('notices', () => {
  it('reach each person once, unread and not yet mailed', () => {
    const notices = composeNotices(ctx, ['a', 'b', 'a'], {
      kind: 'post-submitted',
      postId: 'post-1',
      parameters: { title: 'Tin' },
    });
    expect(notices.map((one) => one.personId)).toEqual(['a', 'b']);
    expect(notices[0]).toMatchObject({
      kind: 'post-submitted',
      postId: 'post-1',
      deliveryId: null,
      eventId: null,
      parameters: { title: 'Tin' },
      createdAt: DUE,
      readAt: null,
      mail: 'planned',
    });
    expect(new Set(notices.map((one) => one.id)).size).toBe(2);
  });

  it.each(['vi', 'en'] as const)('of every kind can be said and mailed in %s', (language) => {
    const t = translators[language];
    for (const kind of noticeKinds) {
      for (const part of ['subject', 'sentence', 'next']) {
        expect(t(`notices.${kind}.${part}`, { title: 'Tin' })).not.toBe('');
      }
    }
  });

  it.each(['vi', 'en'] as const)('say every reason in words, in %s', (language) => {
    const t = translators[language];
    const [notice] = composeNotices(ctx, ['a'], { kind: 'delivery-refused', deliveryId: 'd' });
    if (notice === undefined) throw new Error('one notice was composed');
    for (const reason of [...refusalReasons, ...unknownReasons, ...waitingReasons]) {
      const facts = noticeFacts({ ...notice, parameters: { reason } }, t, catalogue);
      expect(facts['reason']).not.toBe(reason);
    }
  });

  it('keep the words that a reviewer wrote as the reason', () => {
    const [notice] = composeNotices(ctx, ['a'], {
      kind: 'post-returned',
      postId: 'p',
      parameters: { reason: 'late' },
    });
    if (notice === undefined) throw new Error('one notice was composed');
    expect(noticeFacts(notice, translators.vi, catalogue)['reason']).toBe('late');
  });
});
