import { describe, expect, it } from '@jest/globals';
import { filedUnder } from '../../../src/domain/approvals/approval.ts';
import { decideLastCheck } from '../../../src/domain/deliveries/last-check.ts';
import type { LastLook } from '../../../src/domain/deliveries/last-check.ts';
import { postStates } from '../../../src/domain/posts/post.ts';
import { testChannels } from '../../support/desk-people.ts';
import {
  DUE,
  approval,
  channel,
  delivery,
  deskEvent,
  hold,
  minutesAfterDue,
  post,
  release,
} from '../../support/sample-rows.ts';

const approved = post({ state: 'approved' });

const timing = {
  kind: 'at' as const,
  at: DUE.toISOString(),
  until: minutesAfterDue(15).toISOString(),
};

function check(change: Partial<LastLook> = {}) {
  return decideLastCheck({
    delivery: delivery({ state: 'claimed' }),
    post: approved,
    approval: approval(),
    approvalIntact: true,
    channel: channel(),
    payloadSha256: 'hash-of-payload',
    approvedTiming: timing,
    filedUnder: filedUnder(post()),
    event: null,
    release: null,
    holds: [],
    hasBlockedWords: false,
    now: DUE,
    ...change,
  });
}

const wait = (reason: string) => ({ kind: 'wait', reason });
const cancel = (reason: string) => ({ kind: 'cancel', reason });

describe('just before the first byte, a delivery', () => {
  it('goes out when everything still is as it was approved', () => {
    expect(check()).toEqual({ kind: 'send' });
  });

  it('waits for a person when it holds words that must not go out', () => {
    expect(check({ hasBlockedWords: true })).toEqual(wait('wording'));
  });

  it.each([
    ['its post is not there any more', { post: null }],
    ['its approval is not there any more', { approval: null }],
    ['its approval is not what was signed', { approvalIntact: false }],
    ['the approval names another content', { approval: approval({ contentSha256: 'other' }) }],
    ['the post’s text is not what was approved', { post: { ...approved, contentSha256: 'other' } }],
    ['what would be sent is not what was approved', { payloadSha256: 'other' }],
    ['its topic is not the one that was approved', { post: { ...approved, topic: 'notices' } }],
    ['its unit is not the one that was approved', { post: { ...approved, unitId: 'unit-paris' } }],
    ['nothing can be made of it to send', { payloadSha256: null }],
    ['its row names another payload', { delivery: delivery({ payloadSha256: 'other' }) }],
    ['its row names another content', { delivery: delivery({ contentSha256: 'other' }) }],
    ['its row names another channel', { delivery: delivery({ channelId: 'channel-other' }) }],
    ['its row names another language', { delivery: delivery({ language: 'en' }) }],
    ['the approved content names no such target', { approvedTiming: null }],
    ['its row may go out earlier', { delivery: delivery({ notBefore: minutesAfterDue(-1) }) }],
    ['its row may go out later', { delivery: delivery({ until: minutesAfterDue(16) }) }],
    ['it is due outside its window', { delivery: delivery({ dueAt: minutesAfterDue(-1) }) }],
    ['the approval covers nothing', { approval: approval({ targets: [] }) }],
  ] satisfies [string, Partial<LastLook>][])('waits as altered when %s', (_why, change) => {
    expect(check(change)).toEqual(wait('altered'));
  });

  it('is cancelled when its approval was made void', () => {
    expect(check({ approval: approval({ voidedAt: DUE }) })).toEqual(cancel('withdrawn'));
  });

  it.each(postStates)('of a post that now is %s goes out only when that is “approved”', (state) => {
    expect(check({ post: post({ state }) })).toEqual(
      state === 'approved' ? { kind: 'send' } : cancel('withdrawn'),
    );
  });

  it('is cancelled when the post has a newer revision', () => {
    expect(check({ post: { ...approved, revision: 3 } })).toEqual(cancel('edited'));
  });

  it('is cancelled, and not shown as altered, when its withdrawn post was edited since', () => {
    const edited = post({ state: 'draft', revision: 3, contentSha256: 'other' });
    expect(check({ post: edited })).toEqual(cancel('withdrawn'));
  });

  it('waits under a hold that covers it, and under no other', () => {
    expect(check({ holds: [hold()] })).toEqual(wait('hold'));
    expect(check({ holds: [hold({ kind: 'post', postId: 'post-other' })] })).toEqual({
      kind: 'send',
    });
  });

  it('that was altered is shown as altered, even under a hold', () => {
    expect(check({ holds: [hold()], payloadSha256: 'other' })).toEqual(wait('altered'));
  });

  it.each([
    ['disconnected', channel({ state: 'disconnected' })],
    ['paused', channel({ state: 'paused' })],
    ['gone', null],
  ])('waits for a channel that is %s', (_what, one) => {
    expect(check({ channel: one })).toEqual(wait('connection'));
  });

  it('does not go before its time, nor after its window; both ends belong to the window', () => {
    const before = new Date(DUE.getTime() - 1);
    const end = minutesAfterDue(15);
    expect(check({ now: before })).toEqual({ kind: 'not-yet' });
    expect(check({ now: end })).toEqual({ kind: 'send' });
    expect(check({ now: new Date(end.getTime() + 1) })).toEqual(wait('late'));
  });

  it('is looked up by its own channel and language among everything that was approved', () => {
    const targets = [
      { channelId: testChannels.x.id, language: 'en', payloadSha256: 'hash-of-x' },
      ...approval().targets,
    ];
    expect(check({ approval: approval({ targets }) })).toEqual({ kind: 'send' });
  });
});

describe('just before the first byte, what an event carries', () => {
  const carried = {
    event: deskEvent(),
    post: post({ state: 'approved', eventId: 'event-1' }),
    delivery: delivery({ state: 'claimed', eventId: 'event-1' }),
    filedUnder: { ...filedUnder(approved), eventId: 'event-1' },
  };
  const onSignal = { kind: 'signal' as const, eventId: 'event-1', until: timing.until };
  const signalled = {
    ...carried,
    approvedTiming: onSignal,
    delivery: {
      ...carried.delivery,
      notBefore: approval().approvedAt,
      dueAt: DUE,
    },
    release: release(),
  };

  it('goes out at its time like anything else', () => {
    expect(check(carried)).toEqual({ kind: 'send' });
  });

  it('is not taken off its event, on the post and its own row alike', () => {
    const off = { event: null, post: approved, delivery: delivery({ state: 'claimed' }) };
    expect(check({ ...carried, ...off })).toEqual(wait('altered'));
  });

  it('waits once its event is cancelled', () => {
    const event = deskEvent({ state: 'cancelled' });
    expect(check({ ...carried, event })).toEqual(wait('event-cancelled'));
    expect(check({ ...signalled, event })).toEqual(wait('event-cancelled'));
  });

  it('goes out by the signal, and never without one', () => {
    expect(check(signalled)).toEqual({ kind: 'send' });
    expect(check({ ...signalled, release: null })).toEqual(wait('altered'));
  });

  it('takes no signal of another event', () => {
    const other = { ...signalled, release: release({ eventId: 'event-2' }) };
    expect(check(other)).toEqual(wait('altered'));
    const approvedTiming = { ...onSignal, eventId: 'event-2' };
    expect(check({ ...signalled, approvedTiming })).toEqual(wait('altered'));
  });

  it('is held back when somebody cut it loose from its event', () => {
    expect(check({ ...carried, post: approved, event: null })).toEqual(wait('altered'));
    expect(check({ ...carried, event: null })).toEqual(wait('altered'));
    const loose = { ...signalled, delivery: { ...signalled.delivery, eventId: null } };
    expect(check(loose)).toEqual(wait('altered'));
    expect(check({ ...loose, post: approved, event: null })).toEqual(wait('altered'));
  });

  it('waits under a hold and past its window in spite of the signal', () => {
    expect(check({ ...signalled, holds: [hold()] })).toEqual(wait('hold'));
    expect(check({ ...signalled, now: minutesAfterDue(16) })).toEqual(wait('late'));
  });
});
