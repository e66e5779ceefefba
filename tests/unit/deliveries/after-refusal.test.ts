import { describe, expect, it } from '@jest/globals';
import { afterRefusal, disconnects } from '../../../src/domain/deliveries/after-refusal.ts';
import { refusalReasons } from '../../../src/domain/deliveries/outcome.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const delivery = (attempts: number) => ({ until: at(900), attempts });

describe('after a refusal', () => {
  it('what may be tried later is planned again, with growing pauses, inside its window', () => {
    const refused = { reason: 'not-reached' as const, retry: { kind: 'later' as const } };
    expect(afterRefusal(delivery(1), refused, NOW)).toEqual({ kind: 'again', at: at(30) });
    expect(afterRefusal(delivery(2), refused, NOW)).toEqual({ kind: 'again', at: at(120) });
    expect(afterRefusal(delivery(3), refused, NOW)).toEqual({ kind: 'again', at: at(300) });
    expect(afterRefusal(delivery(4), refused, NOW)).toEqual({ kind: 'again', at: at(600) });
    expect(afterRefusal(delivery(5), refused, NOW)).toEqual({ kind: 'stay' });
    expect(afterRefusal({ until: at(29), attempts: 1 }, refused, NOW)).toEqual({ kind: 'stay' });
  });

  it('a rate limit moves the delivery to the time that is given, or makes it wait', () => {
    const refused = (seconds: number) => ({
      reason: 'rate-limited' as const,
      retry: { kind: 'at' as const, at: at(seconds) },
    });
    expect(afterRefusal(delivery(1), refused(60), NOW)).toEqual({ kind: 'again', at: at(60) });
    expect(afterRefusal(delivery(1), refused(901), NOW)).toEqual({ kind: 'wait', reason: 'rate' });
    expect(afterRefusal(delivery(1), refused(-5), NOW)).toEqual({ kind: 'again', at: NOW });
  });

  it.each(['token-dead', 'permission-missing', 'account-suspended'] as const)(
    '%s disconnects the channel, and the delivery waits for the connection',
    (reason) => {
      expect(disconnects(reason)).toBe(true);
      expect(afterRefusal(delivery(1), { reason, retry: { kind: 'never' } }, NOW)).toEqual({
        kind: 'wait',
        reason: 'connection',
      });
    },
  );

  it('used-up credits wait for the budget', () => {
    const refused = { reason: 'credits-depleted' as const, retry: { kind: 'never' as const } };
    expect(afterRefusal(delivery(1), refused, NOW)).toEqual({ kind: 'wait', reason: 'budget' });
  });

  it('a call that the desk stopped itself is begun anew, and is late when its window is over', () => {
    const stopped = (at: Date) => ({
      reason: 'stopped-here' as const,
      retry: { kind: 'at' as const, at },
    });
    expect(afterRefusal(delivery(1), stopped(NOW), NOW)).toEqual({ kind: 'again', at: NOW });
    const over = new Date(delivery(1).until.getTime() + 1);
    expect(afterRefusal(delivery(1), stopped(over), over)).toEqual({
      kind: 'wait',
      reason: 'late',
    });
  });

  it('whatever may not be tried again stays refused until a person mends it', () => {
    const special = ['credits-depleted', 'rate-limited', 'stopped-here'];
    for (const reason of refusalReasons.filter(
      (one) => !disconnects(one) && !special.includes(one),
    )) {
      expect(afterRefusal(delivery(1), { reason, retry: { kind: 'never' } }, NOW)).toEqual({
        kind: 'stay',
      });
    }
  });
});
