import { describe, expect, it } from '@jest/globals';
import { covers } from '../../../src/domain/deliveries/hold.ts';
import { testChannels, testUnits } from '../../support/desk-people.ts';
import { channel, hold, post } from '../../support/sample-rows.ts';

describe('a hold', () => {
  it('over everything covers every post, also one without a channel', () => {
    expect(covers(hold(), post(), channel())).toBe(true);
    expect(covers(hold(), post({ unitId: 'unit-x' }), null)).toBe(true);
  });

  it('over units covers the posts of these units', () => {
    const one = hold({ kind: 'unit', unitIds: [testUnits.paris.id, testUnits.press.id] });
    expect(covers(one, post(), null)).toBe(true);
    expect(covers(one, post({ unitId: testUnits.geneva.id }), channel())).toBe(false);
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
});
