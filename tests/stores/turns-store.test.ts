import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTurnsStore } from '../../src/stores/turns-store.ts';
import type { TurnsStore } from '../../src/stores/turns-store.ts';
import { connectTestDatabase } from '../support/test-database.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

let database: Awaited<ReturnType<typeof connectTestDatabase>>;
let turns: TurnsStore;

beforeAll(async () => {
  database = await connectTestDatabase();
  turns = createTurnsStore(database.connection);
});
beforeEach(() => database.connection.collection('channelTurns').deleteMany({}));
afterAll(() => database.drop());

const take = (token: string, channelIds: string[], now = NOW) =>
  turns.takeTurns({
    channelIds,
    token,
    expiresAt: new Date(now.getTime() + 60_000),
    now,
    real: now,
  });

describe('the turn on a channel', () => {
  it('belongs to one worker at a time, also when many ask at once for channels never used', async () => {
    const channels = Array.from({ length: 20 }, (_, n) => `channel-${n}`);
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((token) => take(token, channels)));
    const owners = all.flatMap((taken) => [...taken.keys()]);
    expect(owners).toHaveLength(20);
    expect(new Set(owners).size).toBe(20);
  });

  it('is free again after its call, from the time that was said', async () => {
    await take('a', ['page']);
    await turns.endTurns([{ token: 'a', channelId: 'page', freeAt: after(5), postedAt: NOW }]);
    expect(await turns.listBusyChannels(after(4), after(4))).toEqual(['page']);
    expect((await take('b', ['page'], after(4))).size).toBe(0);
    expect(await turns.listBusyChannels(after(5), after(5))).toEqual([]);
    expect((await take('b', ['page'], after(5))).get('page')).toEqual([NOW]);
  });

  it('of a worker that went silent ends with its lease, and that worker cannot end the next one', async () => {
    await take('lost', ['page']);
    expect((await take('b', ['page'], after(59))).size).toBe(0);
    expect((await take('b', ['page'], after(60))).size).toBe(1);
    await turns.endTurns([{ token: 'lost', channelId: 'page', freeAt: NOW, postedAt: null }]);
    expect(await turns.listBusyChannels(after(61), after(61))).toEqual(['page']);
  });
});
