import { describe, expect, it } from '@jest/globals';
import { deliveryStates } from '../../../src/domain/deliveries/delivery.ts';
import { fateOf, refusalGoodForMs } from '../../../src/domain/deliveries/staging.ts';
import { DUE, minutesAfterDue } from '../../support/sample-rows.ts';

describe('a medium that lies on a platform unseen', () => {
  const fates = (batch: string, isHandle: boolean) =>
    Object.fromEntries(
      deliveryStates.map((state) => [
        state,
        fateOf({ batch }, { state }, { lastBatch: 'second', isHandle }),
      ]),
    );

  it('stays while a call may be under way, and where the next one would show it', () => {
    expect(fates('second', true)).toEqual({
      planned: 'keep',
      claimed: 'keep',
      sending: 'keep',
      sent: 'forget',
      refused: 'keep',
      unknown: 'keep',
      waiting: 'keep',
      cancelled: 'remove',
    });
  });

  it('goes once no call can show it any more', () => {
    expect(fates('first', false)).toEqual({
      planned: 'remove',
      claimed: 'keep',
      sending: 'keep',
      sent: 'remove',
      refused: 'remove',
      unknown: 'keep',
      waiting: 'remove',
      cancelled: 'remove',
    });
    expect(fateOf({ batch: 'a' }, null, { lastBatch: 'a', isHandle: false })).toBe('remove');
  });
});

describe('an upload that was refused', () => {
  it('stands for an hour at most, and as long as the platform says', () => {
    const good = (retry: Parameters<typeof refusalGoodForMs>[0]) => refusalGoodForMs(retry, DUE);
    expect(good({ kind: 'never' })).toBe(3_600_000);
    expect(good({ kind: 'later' })).toBe(60_000);
    expect(good({ kind: 'at', at: minutesAfterDue(5) })).toBe(300_000);
    expect(good({ kind: 'at', at: minutesAfterDue(600) })).toBe(3_600_000);
  });
});
