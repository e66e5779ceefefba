import { describe, expect, it } from '@jest/globals';
import { createGate } from '../../../src/lib/gate.ts';

/** Work that stays inside until it is told to end. */
function heldWork() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a gate for two', () => {
  it('lets two pass at once, and the next in line when one leaves', async () => {
    const gate = createGate(2);
    const inside: number[] = [];
    const works = [1, 2, 3, 4].map((n) => ({ n, ...heldWork() }));
    const all = works.map(({ n, run }) =>
      gate(async () => {
        inside.push(n);
        await run();
        return n;
      }),
    );
    await turn();
    expect(inside).toEqual([1, 2]);
    works[1]?.end();
    await turn();
    expect(inside).toEqual([1, 2, 3]);
    for (const { end } of works) end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
    expect(await gate(() => Promise.resolve('again'))).toBe('again');
  });

  it('is left by work that fails, too', async () => {
    const gate = createGate(1);
    const failing = gate(() => Promise.reject(new Error('no')));
    const next = gate(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
