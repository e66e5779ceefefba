import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';
import { approveNow, stateOf, submittedPost } from './support/line-posts.ts';

let line: Line;

beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line.close());

describe('a worker that is told to stop while it sends', () => {
  it('ends its call, writes the outcome, and leaves within the limit', async () => {
    await line.control('POST', '/practice/faults', {
      platform: 'facebook',
      kind: 'slow',
      endpoint: 'publish',
      delayMs: 2_000,
    });
    const worker = await line.start('worker');
    const delivery = await approveNow(line, await submittedPost(line, 1), 'vi');
    await until('it sends', async () => (await stateOf(line, delivery.id)) === 'sending');
    const told = Date.now();
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(Date.now() - told).toBeLessThan(20_000);
    expect(await stateOf(line, delivery.id)).toBe('sent');
    expect(await line.posts()).toHaveLength(1);
    expect(await line.ctx.stores.desk.listWorkers(new Date(0))).toEqual([]);
  });
});

describe('a worker that is killed while it sends', () => {
  it('leaves “unknown”, and no worker sends the post a second time', async () => {
    // The platform keeps the post and never answers: the worst moment to be killed in.
    await line.control('POST', '/practice/faults', {
      platform: 'x',
      kind: 'stall',
      endpoint: 'publish',
      when: 'after',
    });
    const first = await line.start('worker');
    const delivery = await approveNow(line, await submittedPost(line, 2), 'en');
    const onX = async () => (await line.posts()).filter((post) => post.platform === 'x');
    await until('the post is on X', async () => (await onX()).length === 1);
    expect(await stateOf(line, delivery.id)).toBe('sending');
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');

    const second = await line.start('worker');
    // Leases run out by real time; this one is set back instead of waited for.
    const { connection } = line.ctx;
    const past = new Date(Date.now() - 1);
    await connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: delivery.id }, { $set: { 'lease.expiresAt': past } });
    await connection.collection('channelTurns').updateMany({}, { $set: { expiresAt: past } });
    await until('the sweep finds it', async () => (await stateOf(line, delivery.id)) === 'unknown');
    expect(await line.ctx.stores.deliveries.findDelivery(delivery.id)).toMatchObject({
      reason: 'worker-lost',
      attempts: 1,
    });
    // The channel goes on with the next post, and leaves the unknown one alone.
    const next = await approveNow(line, await submittedPost(line, 3), 'en');
    await until('the next post is sent', async () => (await stateOf(line, next.id)) === 'sent');
    expect((await onX()).map((post) => post.text)).toEqual(['Item number 2', 'Item number 3']);
    expect(await stateOf(line, delivery.id)).not.toBe('planned');
    second.child.kill('SIGTERM');
    await second.ended;
  });
});
