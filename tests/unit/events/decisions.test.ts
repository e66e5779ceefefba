import { describe, expect, it } from '@jest/globals';
import { standingState } from '../../../src/domain/events/carried.ts';
import {
  decideCancellation,
  decideChange,
  decideEnd,
  decideRevival,
  decideSlip,
} from '../../../src/domain/events/decide-event.ts';
import { isUnderEmbargo } from '../../../src/domain/events/embargo.ts';
import { eventProblems } from '../../../src/domain/events/event-problems.ts';
import { decideSignal, planSignal } from '../../../src/domain/events/signal.ts';
import { actorOf } from '../../../src/domain/people/person.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import type { Timing } from '../../../src/domain/posts/content.ts';
import { testPeople, testUnits } from '../../support/desk-people.ts';
import type { TestRole } from '../../support/desk-people.ts';
import {
  DUE,
  channel,
  content,
  delivery,
  deskEvent,
  hold,
  minutesAfterDue,
  post,
  release,
  target,
} from '../../support/sample-rows.ts';

const actor = (role: TestRole): Actor => actorOf(testPeople[role], Object.values(testUnits));
const deputy: Actor = { ...actor('spokesperson'), personId: 'person-deputy' };
const signal: Timing = {
  kind: 'signal',
  eventId: 'event-1',
  until: minutesAfterDue(240).toISOString(),
};
const onSignal = content({ targets: [target({ timing: signal })] });

describe('an event', () => {
  it('is changed by a press officer of its unit and by the Spokesperson, and by nobody else', () => {
    const may = (role: TestRole): boolean => decideChange(deskEvent(), actor(role), 1).ok;
    expect(may('press-officer')).toBe(true);
    expect(may('spokesperson')).toBe(true);
    for (const role of ['translator', 'administrator', 'report-reader', 'paris-officer'] as const)
      expect(may(role)).toBe(false);
  });

  it('is not changed over a version that the person did not see', () => {
    expect(decideChange(deskEvent({ version: 2 }), actor('press-officer'), 1)).toMatchObject({
      reason: 'stale',
    });
  });

  it('slips to a time that lies ahead and is another one', () => {
    const to = (minutes: number) =>
      decideSlip(deskEvent(), actor('press-officer'), {
        version: 1,
        startsAt: minutesAfterDue(minutes),
        now: minutesAfterDue(-30),
      });
    expect(to(40).ok).toBe(true);
    expect(to(-31)).toMatchObject({ reason: 'start-past' });
    expect(to(0)).toMatchObject({ reason: 'same-start' });
  });

  it('is cancelled once, comes back from that alone, and is over for good', () => {
    const who = actor('press-officer');
    const cancelled = deskEvent({ state: 'cancelled' });
    expect(decideCancellation(deskEvent(), who)).toMatchObject({ value: 'cancelled' });
    expect(decideCancellation(cancelled, who)).toMatchObject({ reason: 'cancelled' });
    expect(decideRevival(cancelled, who)).toMatchObject({ value: 'planned' });
    expect(decideRevival(deskEvent(), who)).toMatchObject({ reason: 'not-cancelled' });
    expect(decideChange(deskEvent({ state: 'over' }), who, 1)).toMatchObject({ reason: 'over' });
  });

  it('is over only when it has begun and nothing of it is left to go out', () => {
    const end = (openDeliveries: number, now: Date) =>
      decideEnd(deskEvent(), actor('press-officer'), { openDeliveries, now });
    expect(end(0, minutesAfterDue(-1))).toMatchObject({ reason: 'not-begun' });
    expect(end(1, minutesAfterDue(1))).toMatchObject({ reason: 'work-left' });
    expect(end(0, minutesAfterDue(1))).toMatchObject({ value: 'over' });
  });
});

describe('the signal of an event', () => {
  it('is given by the named person and the named deputy, once', () => {
    const event = deskEvent({ deputyId: deputy.personId });
    expect(decideSignal(event, actor('spokesperson'), null).ok).toBe(true);
    expect(decideSignal(event, deputy, null).ok).toBe(true);
    expect(decideSignal(event, deputy, release())).toMatchObject({ reason: 'already-given' });
  });

  it('is not given by another Spokesperson, nor by somebody named who may not', () => {
    expect(decideSignal(deskEvent(), deputy, null)).toMatchObject({ reason: 'not-named' });
    for (const role of ['press-officer', 'translator', 'administrator', 'report-reader'] as const) {
      const event = deskEvent({ releaserId: testPeople[role].id });
      expect(decideSignal(event, actor(role), null)).toMatchObject({ reason: 'forbidden' });
    }
  });

  it('is not given while the event is cancelled or after it', () => {
    for (const state of ['cancelled', 'over'] as const)
      expect(decideSignal(deskEvent({ state }), actor('spokesperson'), null)).toMatchObject({
        reason: state,
      });
  });

  it('sends what waits for it, is under no hold and is inside its window, and nothing else', () => {
    const waits = (change = {}) =>
      delivery({ state: 'waiting', reason: 'release', until: minutesAfterDue(60), ...change });
    const plan = (one = waits(), holds = [] as ReturnType<typeof hold>[], now = DUE) =>
      planSignal({ deliveries: [one], posts: [post()], channels: [channel()], holds, now }).map(
        ({ effect }) => effect,
      );
    expect(plan()).toEqual(['goes']);
    expect(plan(waits(), [hold()])).toEqual(['held']);
    expect(plan(waits(), [hold({ kind: 'post', postId: 'post-1' })])).toEqual(['held']);
    expect(plan(waits(), [hold({ kind: 'post', postId: 'post-2' })])).toEqual(['goes']);
    expect(plan(waits({ heldBy: 'hold-1' }))).toEqual(['held']);
    expect(plan(waits(), [], minutesAfterDue(61))).toEqual(['lapsed']);
    expect(plan(waits({ postId: 'post-gone' }))).toEqual(['held']);
    expect(plan(waits({ reason: 'hold' }))).toEqual([]);
    expect(plan(delivery())).toEqual([]);
  });
});

describe('what is approved while an event carries it', () => {
  const at = target().timing;
  const standing = (state: 'planned' | 'cancelled', isReleased = false) => ({
    event: deskEvent({ state }),
    isReleased,
  });

  it('is planned, waits for the signal, or waits because the event is cancelled', () => {
    expect(standingState(at, null)).toEqual({ state: 'planned', reason: null });
    expect(standingState(at, standing('planned'))).toEqual({ state: 'planned', reason: null });
    expect(standingState(at, standing('cancelled'))).toMatchObject({ reason: 'event-cancelled' });
    expect(standingState(signal, standing('planned'))).toMatchObject({ reason: 'release' });
    expect(standingState(signal, null)).toMatchObject({ reason: 'release' });
    expect(standingState(signal, standing('planned', true))).toMatchObject({ state: 'planned' });
    expect(standingState(signal, standing('cancelled', true))).toMatchObject({
      reason: 'event-cancelled',
    });
  });
});

describe('a post of an event', () => {
  const facts = { event: deskEvent(), isReleased: false, deliveries: [], now: minutesAfterDue(-1) };
  const carried = post({ eventId: 'event-1' });

  it('is under embargo until the event begins or something of it is out', () => {
    expect(isUnderEmbargo(carried, facts)).toBe(true);
    expect(isUnderEmbargo(carried, { ...facts, now: minutesAfterDue(1) })).toBe(false);
    expect(isUnderEmbargo(carried, { ...facts, deliveries: [{ state: 'sent' }] })).toBe(false);
    expect(isUnderEmbargo(carried, { ...facts, deliveries: [{ state: 'waiting' }] })).toBe(true);
  });

  it('stays under embargo when the event is cancelled', () => {
    const event = deskEvent({ state: 'cancelled' });
    expect(isUnderEmbargo(carried, { ...facts, event, now: minutesAfterDue(1) })).toBe(true);
  });

  it('that waits for a signal is under embargo until the signal, whatever the clock says', () => {
    const waits = post({ eventId: 'event-1', content: onSignal });
    expect(isUnderEmbargo(waits, { ...facts, now: minutesAfterDue(600) })).toBe(true);
    expect(isUnderEmbargo(waits, { ...facts, isReleased: true })).toBe(false);
  });

  it('that no event carries is never under embargo', () => {
    expect(isUnderEmbargo(post(), { ...facts, event: null })).toBe(false);
  });
});

describe('a post that is submitted', () => {
  const codes = (...args: Parameters<typeof eventProblems>) =>
    eventProblems(...args).map(({ code, field }) => `${field} ${code}`);

  it('fits its event', () => {
    expect(codes(onSignal, 'event-1', deskEvent())).toEqual([]);
    expect(codes(content(), null, null)).toEqual([]);
    expect(codes(content(), 'event-1', deskEvent())).toEqual([]);
  });

  it('waits for the signal of no other event, and for no signal that nobody can give', () => {
    expect(codes(onSignal, null, null)).toEqual(['targets.0 signal-without-event']);
    const other = deskEvent({ id: 'event-2' });
    expect(codes(onSignal, 'event-2', other)).toEqual(['targets.0 signal-without-event']);
    const nobody = deskEvent({ releaserId: null });
    expect(codes(onSignal, 'event-1', nobody)).toEqual(['targets.0 signal-without-person']);
  });

  it('waits for the signal longer than until the event begins', () => {
    const late = deskEvent({ startsAt: minutesAfterDue(240) });
    expect(codes(onSignal, 'event-1', late)).toEqual(['targets.0.until signal-window-short']);
  });

  it('names an event that is there and still to come', () => {
    expect(codes(content(), 'event-1', null)).toEqual(['event event-unknown']);
    for (const state of ['cancelled', 'over'] as const)
      expect(codes(content(), 'event-1', deskEvent({ state }))).toEqual([`event event-${state}`]);
  });
});
