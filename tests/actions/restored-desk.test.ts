import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { declareRestored, guardRestoredDesk } from '../../src/actions/deliveries/restored-desk.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { testChannels } from '../support/desk-people.ts';
import { backUp } from '../support/backup.ts';
import { content } from '../support/sample-rows.ts';
import {
  actionsOn,
  approve,
  approvedPost,
  contentIn,
  deliveryOf,
  drain,
  noticesOf,
  submittedPost,
  targetIn,
} from './support/posts.ts';
import { openReadBackDesk } from './support/read-back-desk.ts';
import type { ReadBackDesk } from './support/read-back-desk.ts';

let one: ReadBackDesk;

beforeAll(async () => {
  one = await openReadBackDesk();
});
afterAll(() => one.close());
beforeEach(async () => {
  await one.reset();
  await one.desk.connection.collection('desk').deleteMany({});
  await one.desk.connection.collection('channels').updateMany({}, { $set: { lookFirst: null } });
  // A desk knows its own database from its birth on.
  const { actual } = await one.ctx.stores.desk.readIdentity();
  await one.ctx.stores.desk.saveIdentity(actual ?? '', null);
});

const VI = 'Việt Nam và Pháp nâng cấp quan hệ';
const EN = 'Viet Nam and France upgrade ties';
const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
const versions = { vi: version(VI), en: version(EN) };

async function outOf(): Promise<string[]> {
  const posts = await one.practice.posts();
  return posts.map((post) => post.text).toSorted();
}

async function endTheHold(): Promise<void> {
  const [hold] = await one.ctx.stores.holds.listHoldsInForce();
  await endHold(one.ctx, { actor: one.desk.actors.spokesperson, holdId: hold?.id ?? '' });
}

describe('a database that is the one it always was', () => {
  it('is left alone at every start', async () => {
    const { deliveries } = await approvedPost(one.desk, contentIn(one.desk, 30));
    expect(await guardRestoredDesk(one.ctx)).toBeNull();
    expect(await one.ctx.stores.holds.listHoldsInForce()).toEqual([]);
    expect((await deliveryOf(one.desk, deliveries[0]?.id ?? '')).state).toBe('planned');
  });
});

describe('a desk that was restored from a backup', () => {
  it('sends nothing again, and finds on the channels what had gone out since', async () => {
    const { deliveries } = await approvedPost(one.desk, contentIn(one.desk, 5, { versions }));
    const backup = await backUp(one.desk.connection);
    await one.at(5 * 60);
    await drain(one.ctx);
    expect(await outOf()).toEqual([EN, VI]);

    await one.at(20 * 60);
    await backup.restore();
    expect(await guardRestoredDesk(one.ctx)).toMatchObject({ deliveries: 2 });
    for (const { id } of deliveries) {
      expect(await deliveryOf(one.desk, id)).toMatchObject({
        state: 'unknown',
        reason: 'restored',
        attempts: 1,
      });
    }
    expect(await one.ctx.stores.holds.listHoldsInForce()).toMatchObject([
      { scope: { kind: 'everything' } },
    ]);
    await drain(one.ctx);
    await one.at(20 * 60 + 5);
    expect(await readBack(one.ctx)).toBe(2);
    for (const { id } of deliveries) {
      expect(await deliveryOf(one.desk, id)).toMatchObject({
        state: 'sent',
        platformPostId: expect.any(String),
        seenAt: expect.any(Date),
      });
      expect(await actionsOn(one.desk, id)).toEqual(['delivery.unknown', 'delivery.found']);
    }
    await endTheHold();
    await one.at(40 * 60);
    await drain(one.ctx);
    expect(await outOf()).toEqual([EN, VI]);
  });

  it('leaves to a person what is on no channel', async () => {
    const { deliveries } = await approvedPost(one.desk, contentIn(one.desk, 5, { versions }));
    const backup = await backUp(one.desk.connection);
    await one.at(6 * 60);
    await backup.restore();
    await guardRestoredDesk(one.ctx);
    for (const seconds of [5, 30, 120, 600, 3600, 7200]) {
      await one.at(6 * 60 + seconds);
      await readBack(one.ctx);
    }
    await endTheHold();
    await drain(one.ctx);
    expect(await outOf()).toEqual([]);
    for (const { id } of deliveries) {
      expect((await deliveryOf(one.desk, id)).state).toBe('unknown');
    }
    expect(await noticesOf(one.desk, 'press-officer')).toContain('delivery-not-found');
  });

  it('holds what is due later, which goes its way once a person confirms it', async () => {
    const { deliveries } = await approvedPost(one.desk, contentIn(one.desk, 60, { versions }));
    const backup = await backUp(one.desk.connection);
    await backup.restore();
    await guardRestoredDesk(one.ctx);
    const [first] = deliveries;
    expect(await deliveryOf(one.desk, first?.id ?? '')).toMatchObject({
      state: 'planned',
      heldBy: expect.any(String),
    });
    await endTheHold();
    for (const { id } of deliveries) {
      const confirm = { deliveryId: id, actor: one.desk.actors.spokesperson };
      expect(await releaseDelivery(one.ctx, confirm)).toMatchObject({ ok: true });
    }
    await one.at(60 * 60);
    await drain(one.ctx);
    expect(await outOf()).toEqual([EN, VI]);
  });

  it('looks before it sends what was written anew, since it may be out already', async () => {
    const post = await submittedPost(
      one.desk,
      content({
        versions: { vi: version(VI) },
        targets: [targetIn(one.desk, 0, {}, 600)],
      }),
    );
    const backup = await backUp(one.desk.connection);
    await approve(one.desk, post, null);
    await drain(one.ctx);
    expect(await outOf()).toEqual([VI]);

    await one.at(60);
    await backup.restore();
    await guardRestoredDesk(one.ctx);
    await endTheHold();
    await one.at(120);
    const again = await approve(one.desk, post, null);
    if (!again.ok) throw new Error(again.reason);
    await drain(one.ctx);
    expect(await outOf()).toEqual([VI]);
    const id = again.deliveries[0]?.id ?? '';
    expect(await deliveryOf(one.desk, id)).toMatchObject({ state: 'waiting', reason: 'person' });
    expect(await one.ctx.stores.readBack.listLooks(id)).toMatchObject([
      { askedBy: 'restored', verdict: 'found' },
    ]);
  });

  it('sends as usual what is new, after a look that finds nothing like it', async () => {
    const backup = await backUp(one.desk.connection);
    await backup.restore();
    await guardRestoredDesk(one.ctx);
    await endTheHold();
    await approvedPost(one.desk, contentIn(one.desk, 0, { versions }));
    await drain(one.ctx);
    expect(await outOf()).toEqual([EN, VI]);
  });

  it('sends nothing again either when the backup does not say which database it was made of', async () => {
    const { deliveries } = await approvedPost(one.desk, contentIn(one.desk, 5, { versions }));
    await one.desk.connection.collection<{ _id: string }>('desk').deleteOne({ _id: 'identity' });
    const backup = await backUp(one.desk.connection);
    await one.at(5 * 60);
    await drain(one.ctx);
    await one.at(6 * 60);
    await backup.restore();
    const found = await Promise.all([guardRestoredDesk(one.ctx), guardRestoredDesk(one.ctx)]);
    expect(found.filter((each) => each !== null)).toMatchObject([{ deliveries: 2 }]);
    await drain(one.ctx);
    expect(await outOf()).toEqual([EN, VI]);
    expect(await one.ctx.stores.holds.listHoldsInForce()).toMatchObject([
      { scope: { kind: 'everything' }, exempt: [] },
    ]);
    for (const { id } of deliveries) {
      expect(await deliveryOf(one.desk, id)).toMatchObject({ state: 'unknown', attempts: 1 });
    }
    const looked = await one.ctx.stores.channels.listChannels();
    expect(looked.every((channel) => channel.lookFirst !== null)).toBe(true);
  });

  it('is noticed by one process alone, and everybody is told once', async () => {
    const backup = await backUp(one.desk.connection);
    await backup.restore();
    const found = await Promise.all([guardRestoredDesk(one.ctx), guardRestoredDesk(one.ctx)]);
    expect(found.filter((each) => each !== null)).toHaveLength(1);
    expect(await one.ctx.stores.holds.listHoldsInForce()).toHaveLength(1);
    expect(await noticesOf(one.desk, 'spokesperson')).toEqual(['desk-restored']);
    expect(await guardRestoredDesk(one.ctx)).toBeNull();
  });

  it('can be declared one when MongoDB cannot tell the copy from the original', async () => {
    await approvedPost(one.desk, contentIn(one.desk, 5, { versions }));
    await one.at(6 * 60);
    expect(await declareRestored(one.ctx)).toMatchObject({ deliveries: 2 });
    await drain(one.ctx);
    expect(await outOf()).toEqual([]);
    const looked = await one.ctx.stores.channels.findChannel(testChannels.facebook.id);
    expect(looked?.lookFirst).not.toBeNull();
  });
});
