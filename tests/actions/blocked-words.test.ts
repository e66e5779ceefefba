import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionContext } from '../../src/actions/context.ts';
import { runPreflight } from '../../src/actions/deliveries/run-preflight.ts';
import type { Guard } from '../../src/domain/language/language-data.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, clearWork, deliveryOf, drain } from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

/** The desk as it is after a word came to be one that must not go out. */
function forbidding(word: string): ActionContext {
  const guard: Guard = ({ text }) => {
    const start = text.indexOf(word);
    if (start < 0) return [];
    return [
      {
        rule: 'secret.mark',
        severity: 'block',
        start,
        end: start + word.length,
        excerpt: word,
        message: 'secret.mark',
        parameters: { mark: word },
      },
    ];
  };
  return { ...desk.ctx, language: { ...desk.ctx.language, guard: () => Promise.resolve(guard) } };
}

describe('words that must not go out', () => {
  it('stop a delivery just before it is sent, and a person decides', async () => {
    const { delivery } = await approvedOne(desk, 0, { text: 'Một câu đã được duyệt.' });
    await drain(forbidding('đã được duyệt'));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'wording',
    });
    expect(desk.platforms.facebook.calls).toEqual([]);
  });

  it('in another text stop nothing', async () => {
    const { delivery } = await approvedOne(desk, 0, { text: 'Một câu khác.' });
    await drain(forbidding('đã được duyệt'));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent' });
  });

  it('are told half an hour before, while there is time', async () => {
    const { delivery } = await approvedOne(desk, 20, { text: 'Một câu đã được duyệt.' });
    await runPreflight(forbidding('đã được duyệt'), () => Promise.resolve());
    const [look] = await desk.ctx.stores.preflights.listPreflights([delivery.id]);
    expect(look?.problems).toEqual(['wording']);
  });
});
