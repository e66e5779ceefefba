import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../../src/domain/deliveries/delivery.ts';
import { readBackRulesOf } from '../../../src/domain/deliveries/read-back-plan.ts';
import type { ReadBackRulesData } from '../../../src/domain/deliveries/read-back-plan.ts';
import { isAmong, unseenPostOf } from '../../../src/domain/deliveries/read-back-rivals.ts';
import type { SeenPost } from '../../../src/domain/deliveries/read-back.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { delivery, DUE } from '../../support/sample-rows.ts';

const rules = readBackRulesOf(
  JSON.parse(
    readFileSync(join(projectRoot, 'config', 'data', 'read-back.json'), 'utf8'),
  ) as ReadBackRulesData,
);
const after = (seconds: number): Date => new Date(DUE.getTime() + seconds * 1000);
const seenAt = (seconds: number): SeenPost => ({ createdAt: after(seconds) }) as SeenPost;

type Kind = 'accepted' | 'refused' | 'unknown' | null;
const call = (start: number, kind: Kind, more: Partial<Attempt> = {}): Attempt =>
  ({
    startedAt: after(start),
    endedAt: kind === null ? null : after(start + 1),
    outcome: kind === null ? null : { kind },
    ...more,
  }) as Attempt;
const unseen = (row: Parameters<typeof delivery>[0], attempts: Attempt[]) =>
  unseenPostOf(delivery(row), attempts, rules, after(5_000));

describe('another delivery with the same text', () => {
  it('may have made the post as long as nobody can say what became of one of its calls', () => {
    for (const state of ['unknown', 'sending', 'planned', 'waiting', 'refused'] as const) {
      expect(unseen({ state, attempts: 1 }, [call(0, 'unknown')])).not.toBeNull();
      expect(unseen({ state, attempts: 1 }, [call(0, null)])).not.toBeNull();
    }
  });

  it('may have made it also when it was withdrawn or given up since', () => {
    for (const reason of ['withdrawn', 'person'] as const) {
      const row = { state: 'cancelled', reason, attempts: 1 } as const;
      expect(unseen(row, [call(0, 'unknown')])).not.toBeNull();
    }
  });

  it('cannot have made it when every call of it was refused', () => {
    const refused = [call(0, 'refused'), call(60, 'refused')];
    expect(unseen({ state: 'refused', attempts: 2 }, refused)).toBeNull();
    expect(unseen({ state: 'planned', attempts: 2 }, refused)).toBeNull();
  });

  it('cannot have made it when its one post is known', () => {
    const sent = { state: 'sent', platformPostId: '1_2', attempts: 1 } as const;
    expect(unseen(sent, [call(0, 'accepted')])).toBeNull();
    expect(unseen(sent, [call(0, 'unknown')])).toBeNull();
  });

  it('may have made one beside its own when it was sent again after an unclear call', () => {
    const sent = { state: 'sent', platformPostId: '1_2', attempts: 2 } as const;
    expect(unseen(sent, [call(0, 'unknown'), call(60, 'accepted')])).not.toBeNull();
  });

  it('is not suspected for the further parts of a thread, which answer its own', () => {
    const part = { platformPostId: '7', permalink: null, sentAt: DUE };
    const thread = { count: 3, parts: [part] };
    const calls = [call(0, 'accepted', { part: 1 }), call(5, 'unknown', { part: 2 })];
    expect(unseen({ state: 'unknown', thread, attempts: 2 }, calls)).toBeNull();
  });

  it('is not suspected for a call that took a post down', () => {
    const row = { state: 'waiting', attempts: 1 } as const;
    expect(unseen(row, [call(0, 'unknown', { act: 'take-down' })])).toBeNull();
  });

  it('is suspected while it is unknown, though a restored backup lost the rows of its calls', () => {
    expect(unseen({ state: 'unknown', attempts: 1 }, [])).not.toBeNull();
  });

  it('is suspected of posts of the time of its calls alone, not of last week’s or tomorrow’s', () => {
    const window = unseen({ state: 'unknown', attempts: 1 }, [call(0, 'unknown')]);
    expect(window).not.toBeNull();
    if (window === null) return;
    expect(isAmong([window], seenAt(3))).toBe(true);
    expect(isAmong([window], seenAt(-7 * 86_400))).toBe(false);
    expect(isAmong([window], seenAt(86_400))).toBe(false);
    expect(isAmong([], seenAt(3))).toBe(false);
  });
});
