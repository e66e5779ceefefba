import { describe, expect, it } from '@jest/globals';
import { covers, holdsOver } from '../../../src/domain/deliveries/hold.ts';
import { testChannels, testUnits } from '../../support/desk-people.ts';
import { channel, hold, minutesAfterDue, post } from '../../support/sample-rows.ts';

describe('a hold', () => {
  it('over everything covers every post, also one without a channel', () => {
    expect(covers(hold(), post(), channel())).toBe(true);
    expect(covers(hold(), post({ unitId: 'unit-x' }), null)).toBe(true);
  });

  it('over units covers what they say, and what is said through their channels', () => {
    const one = hold({ kind: 'unit', unitIds: [testUnits.paris.id, testUnits.press.id] });
    expect(covers(one, post(), null)).toBe(true);
    const geneva = post({ unitId: testUnits.geneva.id });
    expect(covers(one, geneva, testChannels.parisX)).toBe(true);
    expect(covers(one, geneva, channel({ unitId: testUnits.geneva.id }))).toBe(false);
    expect(covers(one, geneva, null)).toBe(false);
  });

  it('over a channel covers what goes there', () => {
    const one = hold({ kind: 'channel', channelId: testChannels.facebook.id });
    expect(covers(one, post(), testChannels.facebook)).toBe(true);
    expect(covers(one, post(), testChannels.x)).toBe(false);
    expect(covers(one, post(), null)).toBe(false);
  });

  it('over a post covers that post on every channel', () => {
    const one = hold({ kind: 'post', postId: 'post-1' });
    expect(covers(one, post(), testChannels.x)).toBe(true);
    expect(covers(one, post({ id: 'post-2' }), testChannels.x)).toBe(false);
  });

  it('over a topic or an event covers what is of it', () => {
    const topic = hold({ kind: 'topic', topic: 'cultural' });
    expect(covers(topic, post(), channel())).toBe(true);
    expect(covers(topic, post({ topic: 'asean' }), channel())).toBe(false);
    const event = hold({ kind: 'event', eventId: 'event-1' });
    expect(covers(event, post({ eventId: 'event-1' }), channel())).toBe(true);
    expect(covers(event, post({ eventId: null }), channel())).toBe(false);
    expect(covers(event, post({ eventId: 'event-2' }), channel())).toBe(false);
  });

  it('lets the topics through that it exempts, whatever its scope is', () => {
    const warning = post({ topic: 'consular-protection' });
    const exempt = { exempt: ['consular-protection' as const] };
    for (const scope of [
      { kind: 'everything' },
      { kind: 'unit', unitIds: [testUnits.press.id] },
      { kind: 'channel', channelId: testChannels.facebook.id },
    ] as const) {
      expect(covers(hold(scope), warning, channel())).toBe(true);
      expect(covers(hold(scope, exempt), warning, channel())).toBe(false);
      expect(covers(hold(scope, exempt), post(), channel())).toBe(true);
    }
  });

  it('keeps the festival greeting and lets the flood warning go, in a mourning', () => {
    const mourning = hold(
      { kind: 'everything' },
      { kind: 'mourning', exempt: ['consular-protection', 'notices'] },
    );
    expect(covers(mourning, post({ topic: 'cultural' }), channel())).toBe(true);
    expect(covers(mourning, post({ topic: 'consular-protection' }), channel())).toBe(false);
  });

  it('is named before narrower ones that cover the same', () => {
    const holds = [
      hold({ kind: 'post', postId: 'post-1' }, { id: 'post' }),
      hold({ kind: 'topic', topic: 'asean' }, { id: 'topic' }),
      hold({ kind: 'everything' }, { id: 'late', startedAt: minutesAfterDue(5) }),
      hold({ kind: 'everything' }, { id: 'early', startedAt: minutesAfterDue(1) }),
    ];
    const over = holdsOver(holds, post(), channel());
    expect(over.map((one) => one.id)).toEqual(['early', 'late', 'post']);
  });
});
