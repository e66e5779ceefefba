import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { collectFollowers } from '../../src/actions/audience/collect-followers.ts';
import { collectSamples } from '../../src/actions/audience/collect-samples.ts';
import { addChannel, reconnectChannel } from '../../src/actions/channels/add-channel.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { authenticate } from '../../src/actions/people/authenticate.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { TEST_PASSWORD } from '../support/desk-people.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { approvedOne, approvedPost, drain } from './support/posts.ts';

const PLANTED = {
  page: 'EAAGplantedPageToken0000000000',
  access: '1234567-plantedAccessToken000',
  secret: 'plantedAccessSecret0000000000',
  refresh: 'plantedRefreshToken0000000000',
};
let desk: TestDesk;
let logged = '';

beforeAll(async () => {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk.toString();
      done();
    },
  });
  desk = await openTestDesk({ log: pino({ level: 'trace' }, stream) });
});
afterAll(() => desk.close());

/** Every row of every collection as text. */
async function everyRow(): Promise<string> {
  const collections = (await desk.connection.db?.collections()) ?? [];
  expect(collections.length).toBeGreaterThan(10);
  const rows = await Promise.all(collections.map((one) => one.find().toArray()));
  return JSON.stringify(rows);
}

describe('the tokens of a channel', () => {
  it('are in no row but sealed, and in no log, whatever goes well or wrong', async () => {
    const actor = desk.actors.administrator;
    const facebook = { kind: 'facebook-page', pageAccessToken: PLANTED.page } as const;
    const added = await addChannel(desk.ctx, {
      actor,
      channel: {
        platform: 'facebook',
        accountId: '555',
        name: '',
        language: 'vi',
        unitId: 'unit-press',
        credentials: facebook,
      },
    });
    if (!added.ok) throw new Error(added.reason);
    const channelId = desk.channels.x.id;
    const oauth1 = {
      kind: 'x-oauth1',
      accessToken: PLANTED.access,
      accessSecret: PLANTED.secret,
    } as const;
    const oauth2 = {
      kind: 'x-oauth2',
      accessToken: PLANTED.access,
      refreshToken: PLANTED.refresh,
      expiresAt: '2027-01-01T00:00:00.000Z',
    } as const;
    for (const credentials of [oauth2, oauth1]) {
      const done = await reconnectChannel(desk.ctx, { actor, channelId, credentials });
      if (!done.ok) throw new Error(done.reason);
    }
    await reconnectChannel(desk.ctx, {
      actor,
      channelId: desk.channels.facebook.id,
      credentials: facebook,
    });

    await authenticate(desk.ctx, { email: desk.people.translator.email, password: TEST_PASSWORD });
    await authenticate(desk.ctx, { email: desk.people.translator.email, password: PLANTED.page });
    const raw = { status: 400, code: '190', text: null };
    const outcomes: PublishOutcome[] = [
      { kind: 'unknown', reason: 'timed-out', raw },
      { kind: 'refused', reason: 'invalid-request', retry: { kind: 'never' }, raw },
    ];
    desk.platforms.facebook.outcomes.push(...outcomes);
    desk.platforms.x.publish = (call) =>
      Promise.reject(new Error(`a client that broke its promise on ${call.accountId}`));
    for (let n = 0; n < 2; n += 1) {
      await approvedOne(desk);
      await drain(desk.ctx);
      desk.clock.advance(5);
    }
    await approvedPost(desk);
    await drain(desk.ctx);
    desk.clock.advance(61);
    await sweepDeliveries(desk.ctx);
    await collectSamples(desk.ctx);
    await collectFollowers(desk.ctx);
    // A vault whose key is lost says so, and shows nothing.
    await desk.connection
      .collection<{ _id: string }>('channels')
      .updateOne({ _id: channelId }, { $set: { 'sealedCredentials.keyId': '00000000' } });
    await collectFollowers(desk.ctx);

    const used = desk.platforms.facebook.calls.at(-1)?.credentials;
    expect(used).toEqual(facebook);
    expect(logged).toContain('a client that broke its promise');
    const rows = await everyRow();
    for (const token of [...Object.values(PLANTED), TEST_PASSWORD]) {
      expect(rows).not.toContain(token);
      expect(rows).not.toContain(Buffer.from(token).toString('base64').slice(0, 20));
      expect(logged).not.toContain(token);
    }
  });
});
