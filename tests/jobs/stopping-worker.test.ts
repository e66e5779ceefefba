import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { addChannels, insertApproved } from '../bench/support/approved-rows.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';

const CALLS = 50;
const LIMIT_MS = 25_000;
const PATIENCE_MS = 60_000;
const TEST_MS = 120_000;

let line: Line;
let calls = 0;

/** Takes every post and never says so; whatever is read is empty. */
const silent = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/2/tweets') calls += 1;
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});

beforeAll(async () => {
  line = await openLine();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(async () => {
  silent.close();
  silent.closeAllConnections();
  await line.close();
});

const deliveries = () => line.ctx.connection.collection('deliveries');
const inState = (state: string) => deliveries().countDocuments({ state });

describe('a worker that is told to stop while many calls hang', () => {
  it(
    'claims nothing more, leaves in time, and the sweep settles what it left',
    async () => {
      const channels = await addChannels(line.ctx, 'x', CALLS + 1);
      const { port } = silent.address() as AddressInfo;
      const worker = await line.start('worker', { X_API_URL: `http://127.0.0.1:${port}` });
      const due = (some: typeof channels) =>
        insertApproved(
          line.ctx,
          some.map((channel) => ({ channel, at: new Date() })),
        );
      await due(channels.slice(0, CALLS));
      await until('all calls hang', () => calls === CALLS, PATIENCE_MS);
      const told = Date.now();
      worker.child.kill('SIGTERM');
      await due(channels.slice(CALLS));
      expect(await worker.ended).toBe(0);
      expect(Date.now() - told).toBeLessThan(LIMIT_MS);
      expect([await inState('sending'), await inState('planned')]).toEqual([CALLS, 1]);
      expect(await line.ctx.stores.desk.listWorkers(new Date(0))).toEqual([]);

      // Leases run out by real time; these are set back instead of waited for.
      await deliveries().updateMany(
        { state: 'sending' },
        { $set: { 'lease.expiresAt': new Date(Date.now() - 1) } },
      );
      expect(await sweepDeliveries(line.ctx)).toBe(CALLS);
      expect([await inState('unknown'), await inState('planned')]).toEqual([CALLS, 1]);
      expect(calls).toBe(CALLS);
    },
    TEST_MS,
  );
});
