import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { uploadMedia } from '../../src/actions/media/upload-media.ts';
import type { Approval } from '../../src/domain/approvals/approval.ts';
import type { Topic } from '../../src/domain/posts/post.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approvedOne,
  clearWork,
  deliveryOf,
  drain,
  noticesOf,
} from './support/posts.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

type Row = Record<string, unknown> & { _id: string };
const collection = (name: string) => desk.connection.collection<Row>(name);

async function editText(
  name: string,
  filter: object,
  field: string,
  edit: (text: string) => string,
): Promise<void> {
  const row = await collection(name).findOne(filter);
  const text = String(row?.[field]);
  expect(edit(text)).not.toBe(text);
  await collection(name).updateOne(filter, { $set: { [field]: edit(text) } });
}

const oneLetter = (text: string) => text.replace('Ngoại', 'Ngoai');

/** What somebody with access to the database may try between the approval and its time. */
const edits: [string, (post: string, delivery: string, approval: Approval) => Promise<unknown>][] =
  [
    [
      'one letter of the post',
      (postId) => editText('posts', { _id: postId }, 'contentJson', oneLetter),
    ],
    [
      'one letter of the approved content',
      (postId) => editText('approvals', { postId }, 'contentJson', oneLetter),
    ],
    [
      'one letter of both, alike',
      async (postId) => {
        await editText('posts', { _id: postId }, 'contentJson', oneLetter);
        await editText('approvals', { postId }, 'contentJson', oneLetter);
      },
    ],
    [
      'the post into something unreadable',
      (_id) => collection('posts').updateOne({ _id }, { $set: { contentJson: '{' } }),
    ],
    [
      'the approved content into something unreadable',
      (postId) => collection('approvals').updateOne({ postId }, { $set: { contentJson: '{' } }),
    ],
    [
      'the statement',
      (postId) =>
        editText('approvals', { postId }, 'statement', (s) =>
          s.replace('"revision":1', '"revision":2'),
        ),
    ],
    [
      'who approved it',
      (postId) =>
        collection('approvals').updateOne({ postId }, { $set: { approverId: 'person-x' } }),
    ],
    [
      'the signature',
      (_postId, _delivery, approval) =>
        collection('approvals').updateOne(
          { _id: approval.id },
          { $set: { 'signature.value': Buffer.alloc(64, 7).toString('base64') } },
        ),
    ],
    [
      'the public key to one of the editor’s own',
      (_postId, _delivery, approval) =>
        collection('approvals').updateOne(
          { _id: approval.id },
          { $set: { 'signature.publicKey': 'MCowBQYDK2VwAyEA' } },
        ),
    ],
    [
      'the channel that the delivery goes to',
      (_postId, _id) =>
        collection('deliveries').updateOne(
          { _id },
          { $set: { channelId: 'channel-paris-facebook' } },
        ),
    ],
    [
      'how late it may still go out',
      (_postId, _id) =>
        collection('deliveries').updateOne(
          { _id },
          { $set: { until: new Date('2030-01-01T00:00:00.000Z') } },
        ),
    ],
    [
      'the account behind the channel',
      () =>
        collection('channels').updateOne(
          { _id: 'channel-facebook' },
          { $set: { accountId: 'account-of-others' } },
        ),
    ],
    [
      'the list of what the approval covers',
      (postId) =>
        collection('approvals').updateOne({ postId }, { $set: { 'targets.0.payloadSha256': 'x' } }),
    ],
    [
      'the topic to one that holds let out',
      (postId) =>
        collection('posts').updateOne(
          { _id: postId },
          { $set: { topic: 'consular-protection' satisfies Topic } },
        ),
    ],
    [
      'the unit that the post is of',
      (postId) =>
        collection('posts').updateOne({ _id: postId }, { $set: { unitId: 'unit-paris' } }),
    ],
    [
      'when it was approved',
      (postId) =>
        collection('approvals').updateOne(
          { postId },
          { $set: { approvedAt: new Date('2020-01-01T00:00:00.000Z') } },
        ),
    ],
    [
      'nothing, but removed the approval',
      (postId) => collection('approvals').deleteOne({ postId }),
    ],
  ];

describe('when somebody changed, in the database itself,', () => {
  it.each(edits)('%s: nothing goes out, and people are told', async (_what, edit) => {
    const { post, delivery } = await approvedOne(desk);
    const [approval] = await desk.ctx.stores.approvals.listApprovalsOfPost(post.id);
    if (approval === undefined) throw new Error('the approval is stored');
    const account = desk.channels.facebook.accountId;
    try {
      await edit(post.id, delivery.id, approval);
      await drain(desk.ctx);
      for (let n = 0; n < 3; n += 1) await sweepDeliveries(desk.ctx);
      await drain(desk.ctx);
    } finally {
      await collection('channels').updateOne(
        { _id: 'channel-facebook' },
        { $set: { accountId: account } },
      );
    }
    expect(desk.platforms.facebook.calls).toEqual([]);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
      attempts: 0,
    });
    expect(await actionsOn(desk, delivery.id)).toEqual(['delivery.altered']);
    expect(await noticesOf(desk, 'press-officer')).toContain('delivery-altered');
    expect(await noticesOf(desk, 'spokesperson')).toContain('delivery-altered');
    const release = { deliveryId: delivery.id, actor: desk.actors.spokesperson };
    expect(await releaseDelivery(desk.ctx, release)).toEqual({ ok: false, reason: 'forbidden' });
  });

  it('one post: the others of the same minute go out all the same', async () => {
    const bad = await approvedOne(desk);
    const good = await approvedOne(desk);
    await collection('posts').updateOne({ _id: bad.post.id }, { $set: { contentJson: '{' } });
    await collection('approvals').updateOne(
      { postId: bad.post.id },
      { $set: { contentJson: 'null', statement: 'not JSON' } },
    );
    await drain(desk.ctx);
    desk.clock.advance(1);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, good.delivery.id)).state).toBe('sent');
    expect(desk.platforms.facebook.calls).toHaveLength(1);
  });
});

describe('a picture', () => {
  async function upload(): Promise<string> {
    const colour = { r: Math.floor(Math.random() * 255), g: 90, b: 40 };
    const bytes = await sharp({
      create: { width: 400, height: 300, channels: 3, background: colour },
    })
      .jpeg()
      .toBuffer();
    const outcome = await uploadMedia(desk.ctx, {
      actor: desk.actors['press-officer'],
      unitId: 'unit-press',
      bytes,
      name: 'le-ky.jpg',
    });
    if (!outcome.ok) throw new Error(outcome.reason);
    return outcome.media.sha256;
  }

  it('goes out as the very bytes that were approved', async () => {
    const sha256 = await upload();
    const { delivery } = await approvedOne(desk, 0, { media: [{ sha256, alt: 'Lễ ký' }] });
    await drain(desk.ctx);
    const [call] = desk.platforms.facebook.calls;
    expect(call?.media).toMatchObject([{ sha256, alt: 'Lễ ký', mimeType: 'image/jpeg' }]);
    expect(Buffer.from(call?.media[0]?.bytes ?? [])).toEqual(
      await desk.ctx.stores.media.readMedia(sha256),
    );
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
  });

  it.each(['changed', 'removed'])('whose bytes were %s keeps its post back', async (how) => {
    const sha256 = await upload();
    const { delivery } = await approvedOne(desk, 0, { media: [{ sha256, alt: 'Lễ ký' }] });
    const file = await collection('media.renditions.files').findOne({ filename: sha256 });
    const chunks = desk.connection.collection('media.renditions.chunks');
    if (how === 'removed') await chunks.deleteMany({ files_id: file?._id });
    else {
      const chunk = await chunks.findOne({ files_id: file?._id, n: 0 });
      const data = Buffer.from((chunk?.['data'] as { buffer: Uint8Array }).buffer);
      data[data.length - 20] = (data[data.length - 20] ?? 0) ^ 1;
      await chunks.updateOne({ files_id: file?._id, n: 0 }, { $set: { data } });
    }
    await drain(desk.ctx);
    expect(desk.platforms.facebook.calls).toEqual([]);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
    });
  });
});
