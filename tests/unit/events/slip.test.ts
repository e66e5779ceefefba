import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { deliveryStates, waitingReasons } from '../../../src/domain/deliveries/delivery.ts';
import { planSlip, signalDueAt } from '../../../src/domain/events/slip.ts';
import type { SlipLine } from '../../../src/domain/events/slip.ts';
import type { Timing } from '../../../src/domain/posts/content.ts';
import { createRandom } from '../../faults/random.ts';
import { DUE, delivery, deskEvent, minutesAfterDue } from '../../support/sample-rows.ts';

const until = minutesAfterDue(60);
const at: Timing = { kind: 'at', at: DUE.toISOString(), until: until.toISOString() };
const signal: Timing = { kind: 'signal', eventId: 'event-1', until: until.toISOString() };
const now = minutesAfterDue(-120);

function slip(minutes: number, one: Delivery, timing: Timing = at, when = now): SlipLine[] {
  return planSlip({
    event: deskEvent(),
    startsAt: minutesAfterDue(minutes),
    deliveries: [one],
    timings: new Map([[one.id, timing]]),
    now: when,
  });
}

const planned = delivery({ until });

describe('when an event begins at another time', () => {
  it('what stays inside its approved window keeps step by the same shift', () => {
    expect(slip(40, planned)).toMatchObject([{ effect: 'slips', dueAt: minutesAfterDue(40) }]);
    const taken = delivery({ until, state: 'claimed' });
    expect(slip(40, taken)).toMatchObject([{ effect: 'slips', dueAt: minutesAfterDue(40) }]);
  });

  it('what would leave its window asks for approval again, later as well as earlier', () => {
    expect(slip(61, planned)).toMatchObject([{ effect: 'asks' }]);
    expect(slip(-1, planned)).toMatchObject([{ effect: 'asks' }]);
  });

  it('nothing slips into the past', () => {
    const late = delivery({ until, notBefore: minutesAfterDue(-60), dueAt: DUE });
    expect(slip(-30, late, at, minutesAfterDue(-40))).toMatchObject([{ effect: 'slips' }]);
    expect(slip(-30, late, at, minutesAfterDue(-20))).toMatchObject([{ effect: 'asks' }]);
  });

  it('what an earlier slip made wait goes on once its time is inside the window again', () => {
    const asked = delivery({
      until,
      state: 'waiting',
      reason: 'slipped',
      dueAt: minutesAfterDue(90),
    });
    expect(slip(-60, asked)).toMatchObject([{ effect: 'returns', dueAt: minutesAfterDue(30) }]);
    expect(slip(10, asked)).toMatchObject([{ effect: 'asks', dueAt: minutesAfterDue(100) }]);
  });

  it('what waits for the signal goes on waiting, and says when its time runs out before', () => {
    const waits = delivery({ until, state: 'waiting', reason: 'release' });
    expect(slip(40, waits, signal)).toMatchObject([
      { effect: 'signal', dueAt: minutesAfterDue(40) },
    ]);
    expect(slip(90, waits, signal)).toMatchObject([{ effect: 'signal-lapses', dueAt: until }]);
  });

  it('what waits because the event was cancelled keeps step and goes on waiting', () => {
    const waits = delivery({ until, state: 'waiting', reason: 'event-cancelled' });
    expect(slip(40, waits)).toMatchObject([{ effect: 'stays', dueAt: minutesAfterDue(40) }]);
  });

  it('what a hold or a person keeps back keeps step too, and is not sent before its event', () => {
    for (const reason of ['hold', 'connection', 'rate', 'late', 'person'] as const) {
      const kept = delivery({ until, state: 'waiting', reason });
      expect(slip(40, kept)).toMatchObject([{ effect: 'stays', dueAt: minutesAfterDue(40) }]);
      expect(slip(61, kept)).toMatchObject([{ effect: 'stays', dueAt: minutesAfterDue(61) }]);
    }
  });

  it('what waits for money keeps step, and asks for approval again outside its window', () => {
    const poor = delivery({ until, state: 'waiting', reason: 'budget' });
    expect(slip(40, poor)).toMatchObject([{ effect: 'stays', dueAt: minutesAfterDue(40) }]);
    expect(slip(61, poor)).toMatchObject([{ effect: 'asks', dueAt: minutesAfterDue(61) }]);
  });

  it('what goes out as soon as it is approved, and what is out, is left alone', () => {
    const onApproval: Timing = { kind: 'on-approval', until: until.toISOString() };
    expect(slip(40, planned, onApproval)).toEqual([]);
    for (const state of ['sending', 'sent', 'unknown', 'refused', 'cancelled'] as const)
      expect(slip(40, delivery({ until, state }))).toEqual([]);
  });
});

describe('whatever the event does', () => {
  const { int: minutes, pick } = createRandom(20_261_123);

  function anyDelivery(): Delivery {
    const notBefore = minutes(-200, 200);
    const length = minutes(0, 300);
    const state = pick(deliveryStates);
    return delivery({
      state,
      reason: state === 'waiting' ? pick(waitingReasons) : null,
      notBefore: minutesAfterDue(notBefore),
      dueAt: minutesAfterDue(notBefore + minutes(0, length)),
      until: minutesAfterDue(notBefore + length),
    });
  }

  const cases = Array.from({ length: 20_000 }, () => {
    const one = anyDelivery();
    const when = minutesAfterDue(minutes(-400, 400));
    const to = minutes(-400, 400);
    return { one, when, to, lines: slip(to, one, pick([at, signal]), when) };
  });

  it('nothing is ever planned before its approved time, after its window or in the past', () => {
    const going = cases.flatMap(({ lines, when }) =>
      lines
        .filter(({ effect }) => effect === 'slips' || effect === 'returns')
        .map((line) => ({ ...line, when })),
    );
    expect(going.length).toBeGreaterThan(100);
    for (const { dueAt, delivery: one, when } of going) {
      expect(dueAt.getTime()).toBeGreaterThanOrEqual(one.notBefore.getTime());
      expect(dueAt.getTime()).toBeLessThanOrEqual(one.until.getTime());
      expect(dueAt.getTime()).toBeGreaterThanOrEqual(when.getTime());
    }
  });

  it('nothing begins to go out that did not go out by itself or wait for an earlier slip', () => {
    for (const { one, lines } of cases) {
      const effect = lines[0]?.effect;
      if (effect === 'slips') expect(['planned', 'claimed']).toContain(one.state);
      if (effect === 'returns') expect(one).toMatchObject({ state: 'waiting', reason: 'slipped' });
    }
  });

  it('taking a slip back puts everything where it was, as long as its time lies ahead', () => {
    let undone = 0;
    for (const { one, to, when, lines } of cases) {
      const [line] = lines;
      if (line === undefined || one.state !== 'planned' || one.dueAt < when) continue;
      if (line.effect !== 'slips' && line.effect !== 'asks') continue;
      const moved: Delivery = {
        ...one,
        dueAt: line.dueAt,
        ...(line.effect === 'asks' ? { state: 'waiting', reason: 'slipped' } : {}),
      };
      const [back] = planSlip({
        event: deskEvent({ startsAt: minutesAfterDue(to) }),
        startsAt: DUE,
        deliveries: [moved],
        timings: new Map([[one.id, at]]),
        now: when,
      });
      expect(back).toMatchObject({
        effect: line.effect === 'asks' ? 'returns' : 'slips',
        dueAt: one.dueAt,
      });
      undone += 1;
    }
    expect(undone).toBeGreaterThan(100);
  });

  it('what waits for a signal stands inside its window in every list', () => {
    for (const { one, to } of cases) {
      const dueAt = signalDueAt(minutesAfterDue(to), one);
      expect(dueAt >= one.notBefore && dueAt <= one.until).toBe(true);
    }
  });
});
