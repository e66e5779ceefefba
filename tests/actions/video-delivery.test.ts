import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runPreflight } from '../../src/actions/deliveries/run-preflight.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { createDrain } from '../../src/actions/deliveries/drain-deliveries.ts';
import { sweepDeliveries } from '../../src/actions/deliveries/sweep-deliveries.ts';
import { dropUnknown } from '../../src/actions/deliveries/settle-unknown.ts';
import { tidyUnseen } from '../../src/actions/deliveries/unseen-media.ts';
import { uploadVideo } from '../../src/actions/media/upload-video.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import type { Platform, StageCall, StageOutcome } from '../../src/clients/platform.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import { film } from '../support/films.ts';
import { testChannels } from '../support/desk-people.ts';
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
let sha256: string;

beforeAll(async () => {
  desk = await openTestDesk();
  sha256 = await stored(1);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

async function stored(seed: number): Promise<string> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(film({ seed, bytes: 3_000_000 }));
  }
  const outcome = await uploadVideo(desk.ctx, {
    actor: desk.actors['press-officer'],
    unitId: testChannels.facebook.unitId,
    name: 'a.mp4',
    source: source(),
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.media.sha256;
}

const withVideo = () => approvedOne(desk, 0, { media: [{ sha256, alt: '', kind: 'video' }] });
const calls = () => desk.platforms.facebook.calls;

/** The desk with a Facebook whose uploads are under the test's hand. */
function uploading(stage: (call: StageCall) => Promise<StageOutcome>): ActionContext {
  const facebook = { ...desk.platforms.facebook, stage };
  return { ...desk.ctx, platforms: { ...desk.ctx.platforms, facebook } };
}

/** An upload that goes on until it is stopped; `begun` comes with it. */
function endlessUpload() {
  let tell: (call: StageCall) => void = () => undefined;
  const begun = new Promise<StageCall>((resolve) => {
    tell = resolve;
  });
  const ctx = uploading((call) => {
    call.onProgress({ stage: 'uploading', percent: 40 });
    tell(call);
    return new Promise((resolve) => {
      call.signal.addEventListener('abort', () => {
        resolve({ kind: 'stopped' });
      });
    });
  });
  return { ctx, begun };
}

async function bytesOf(call: StageCall): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of call.media.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const staged = { kind: 'staged' as const, handle: 'video-7', goodForMs: 3_600_000 };

describe('the video of an approved post', () => {
  it('is uploaded before the last check, and the publishing call carries its handle alone', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    let sent: Buffer | null = null;
    const ctx = uploading(async (call) => {
      sent = await bytesOf(call);
      expect((await deliveryOf(desk, delivery.id)).state).toBe('claimed');
      expect(calls()).toHaveLength(before);
      return staged;
    });
    await drain(ctx);
    expect(sent).toHaveLength(film({ seed: 1, bytes: 3_000_000 }).length);
    expect(calls()).toHaveLength(before + 1);
    expect(calls().at(-1)).toMatchObject({
      staged: 'video-7',
      media: [],
      payload: { kind: 'video', media: [{ sha256, alt: '', kind: 'video' }] },
    });
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await desk.ctx.stores.staging.findStaging(delivery.id)).toBeNull();
  });

  it('does not keep its channel while it is uploaded: what else is due there goes out', async () => {
    const { delivery } = await withVideo();
    const { ctx, begun } = endlessUpload();
    const one = createDrain(ctx);
    await one.wake();
    await begun;
    const other = await approvedOne(desk, 0, { text: 'Tin khẩn' });
    await one.wake();
    await until(async () => (await deliveryOf(desk, other.delivery.id)).state === 'sent');
    expect((await deliveryOf(desk, delivery.id)).state).toBe('claimed');
    const row = await desk.ctx.stores.staging.findStaging(delivery.id);
    expect(row).toMatchObject({ stage: 'uploading' });
    const page = await (await desk.signIn('press-officer')).get(`/deliveries/${delivery.id}`);
    expect(page.text).toContain('Video đang được tải lên nền tảng, công chúng chưa thấy.');
    one.close();
    await one.settled();
  });

  it('stops on its way when a hold starts, and nothing is published', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    const { ctx, begun } = endlessUpload();
    const one = createDrain(ctx);
    await one.wake();
    await begun;
    await desk.connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: delivery.id }, { $set: { heldBy: 'hold-1' } });
    await one.settled();
    await sweepDeliveries(desk.ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'waiting', reason: 'hold' });
    expect(calls()).toHaveLength(before);
  });

  it('stops on its way when the post is withdrawn, and nothing is published', async () => {
    const { post, delivery } = await withVideo();
    const before = calls().length;
    const { ctx, begun } = endlessUpload();
    const one = createDrain(ctx);
    await one.wake();
    await begun;
    await withdrawPost(desk.ctx, {
      postId: post.id,
      actor: desk.actors['press-officer'],
      revision: post.revision,
    });
    await one.settled();
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('cancelled');
    expect(calls()).toHaveLength(before);
  });

  it('that is withdrawn in the moment its upload ends is not published either', async () => {
    const { post, delivery } = await withVideo();
    const before = calls().length;
    const ctx = uploading(async () => {
      await withdrawPost(desk.ctx, {
        postId: post.id,
        actor: desk.actors['press-officer'],
        revision: post.revision,
      });
      return staged;
    });
    await drain(ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('cancelled');
    expect(calls()).toHaveLength(before);
  });

  it('whose bytes are not what was approved stops the delivery, with an alert and in the audit', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    await drain(uploading(() => Promise.resolve({ kind: 'altered' })));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
    });
    expect(await actionsOn(desk, delivery.id)).toContain('delivery.altered');
    expect(await noticesOf(desk, 'spokesperson')).toContain('delivery-altered');
    expect(calls()).toHaveLength(before);
  });

  it('of which a part is gone from the store is not what was approved', async () => {
    const other = await stored(2);
    const { delivery } = await approvedOne(desk, 0, {
      media: [{ sha256: other, alt: '', kind: 'video' }],
    });
    const files = desk.connection.collection('media.renditions.files');
    const file = await files.findOne({ filename: other });
    await desk.connection
      .collection('media.renditions.chunks')
      .deleteOne({ files_id: file?._id, n: 1 });
    await drain(
      uploading(async (call) => {
        await bytesOf(call);
        return staged;
      }),
    );
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'waiting',
      reason: 'altered',
    });
  });

  it('that the platform does not take is a refused delivery, and no publishing call is made', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    const outcome: StageOutcome = {
      kind: 'refused',
      reason: 'media-rejected',
      retry: { kind: 'never' },
      raw: { status: 400, code: '1363026', text: null },
    };
    await drain(uploading(() => Promise.resolve(outcome)));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({
      state: 'refused',
      reason: 'media-rejected',
      attempts: 1,
    });
    const [attempt] = await desk.ctx.stores.attempts.listAttempts([delivery.id]);
    expect(attempt?.outcome).toMatchObject({ reason: 'media-rejected', raw: { code: '1363026' } });
    expect(calls()).toHaveLength(before);
  });

  it('is uploaded again after the pause when the platform was down, and published once', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    const answers: StageOutcome[] = [
      {
        kind: 'refused',
        reason: 'platform-down',
        retry: { kind: 'later' },
        raw: { status: 503, code: null, text: null },
      },
      staged,
    ];
    const ctx = uploading(() => Promise.resolve(answers.shift() ?? staged));
    await drain(ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', attempts: 1 });
    desk.clock.advance(1);
    await drain(ctx);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(calls()).toHaveLength(before + 1);
  });

  it('whose worker dies in the middle of the upload is uploaded by another, and published once', async () => {
    const { delivery } = await withVideo();
    const before = calls().length;
    // A worker that is gone renews nothing any more.
    const { ctx: dead, begun } = endlessUpload();
    const gone: ActionContext = {
      ...dead,
      stores: {
        ...dead.stores,
        deliveries: {
          ...dead.stores.deliveries,
          renewClaim: () => Promise.reject(new Error('it is dead')),
        },
      },
    };
    const first = createDrain(gone);
    await first.wake();
    await begun;
    await desk.connection
      .collection<{ _id: string }>('deliveries')
      .updateOne({ _id: delivery.id }, { $set: { 'lease.expiresAt': new Date(Date.now() - 1) } });
    await sweepDeliveries(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('planned');
    await drain(uploading(() => Promise.resolve(staged)));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(calls()).toHaveLength(before + 1);
    first.close();
    await first.settled();
  });

  it('is uploaded anew when somebody moved the handle of another delivery to it', async () => {
    const first = await withVideo();
    const leave = uploading(() => Promise.resolve(staged));
    const { platforms } = desk;
    platforms.facebook.outcomes.push({
      kind: 'refused',
      reason: 'platform-down',
      retry: { kind: 'later' },
      raw: { status: 503, code: null, text: null },
    });
    await drain(leave);
    const rows = desk.connection.collection<{ _id: string }>('staging');
    const row = await rows.findOne({ _id: first.delivery.id });
    expect(row).not.toBeNull();
    expect(JSON.stringify(row)).not.toContain('video-7');
    const second = await approvedOne(desk, 0, {
      text: 'Bài khác',
      media: [{ sha256, alt: '', kind: 'video' }],
    });
    await rows.insertOne({ ...row, _id: second.delivery.id });
    await drain(uploading(() => Promise.resolve({ ...staged, handle: 'its-own' })));
    expect(calls().at(-1)).toMatchObject({ staged: 'its-own', payload: { text: 'Bài khác' } });
  });

  it('keeps its claim for as long as it is uploaded', async () => {
    const { delivery } = await withVideo();
    const { ctx, begun } = endlessUpload();
    const one = createDrain(ctx);
    await one.wake();
    await begun;
    const lease = (await deliveryOf(desk, delivery.id)).lease?.expiresAt.getTime() ?? 0;
    await until(async () => {
      const now = (await deliveryOf(desk, delivery.id)).lease?.expiresAt.getTime() ?? 0;
      return now > lease;
    });
    one.close();
    await one.settled();
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', lease: null });
  });
});

describe('the video of a post that is due later', () => {
  const later = (minutes: number) =>
    approvedOne(desk, minutes, { media: [{ sha256, alt: '', kind: 'video' }] });
  const problemsOf = async (id: string) =>
    (await desk.ctx.stores.preflights.listPreflights([id]))[0]?.problems;
  const down: StageOutcome = {
    kind: 'refused',
    reason: 'platform-down',
    retry: { kind: 'later' },
    raw: { status: 503, code: null, text: null },
  };
  let uploads = 0;
  /** A worker that looks ahead once, and waits for the uploads that begin by it. */
  async function lookAhead(outcome: StageOutcome, ctx = desk.ctx): Promise<void> {
    const facebook = {
      ...desk.platforms.facebook,
      stage: () => {
        uploads += 1;
        return Promise.resolve(outcome);
      },
    };
    const one = createDrain({ ...ctx, platforms: { ...ctx.platforms, facebook } });
    await runPreflight(ctx, one.stageAhead);
    await one.settled();
  }
  beforeEach(async () => {
    uploads = 0;
    await desk.connection.collection('preflights').deleteMany({});
    desk.clock.setReal(new Date());
  });

  it('is uploaded half an hour ahead, and the post goes out at its minute by one call', async () => {
    const { delivery } = await later(45);
    const before = calls().length;
    await lookAhead(staged);
    expect(uploads).toBe(0);
    desk.clock.advance(15);
    await lookAhead(staged);
    await lookAhead(staged);
    expect(uploads).toBe(1);
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'planned', attempts: 0 });
    expect(calls()).toHaveLength(before);
    desk.clock.advance(30);
    await drain(uploading(() => Promise.reject(new Error('it is uploaded already'))));
    expect(await deliveryOf(desk, delivery.id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(calls().slice(before)).toMatchObject([{ staged: 'video-7' }]);
  });

  it('is uploaded anew when the platform keeps it no longer', async () => {
    const { delivery } = await later(20);
    await lookAhead({ ...staged, goodForMs: 60_000 });
    desk.clock.setReal(new Date(Date.now() + 120_000));
    desk.clock.advance(20);
    await drain(uploading(() => Promise.resolve({ ...staged, handle: 'anew' })));
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    expect(calls().at(-1)).toMatchObject({ staged: 'anew' });
  });

  it('that the platform will not take is told of while there is time', async () => {
    const { delivery } = await later(20);
    await lookAhead({ ...down, reason: 'media-rejected', retry: { kind: 'never' } });
    await lookAhead(staged);
    expect(uploads).toBe(1);
    expect(await problemsOf(delivery.id)).toEqual(['media-refused']);
    expect(await noticesOf(desk, 'press-officer')).toContain('preflight-failed');
    expect((await deliveryOf(desk, delivery.id)).state).toBe('planned');
  });

  it('is tried again while the platform is down, and people are told once', async () => {
    const { delivery } = await later(20);
    for (let minute = 1; minute <= 4; minute += 1) {
      await lookAhead(down);
      await lookAhead(down);
      desk.clock.advance(1);
      desk.clock.setReal(new Date(Date.now() + minute * 61_000));
    }
    expect(uploads).toBeGreaterThan(2);
    const told = (await noticesOf(desk, 'press-officer')).filter((k) => k === 'preflight-failed');
    expect(told).toHaveLength(1);
    await lookAhead(staged);
    await lookAhead(staged);
    expect(await problemsOf(delivery.id)).toEqual([]);
    expect(await noticesOf(desk, 'press-officer')).not.toContain('preflight-failed');
  });

  it('is not uploaded under a hold', async () => {
    await later(20);
    await startHold(desk.ctx, { actor: desk.actors.spokesperson, reason: 'Chờ' });
    await lookAhead(staged);
    expect(uploads).toBe(0);
  });
});

describe('what lies on a platform unseen', () => {
  const removed = () => desk.platforms.facebook.removed;
  const minutesLater = (minutes: number) =>
    desk.clock.setReal(new Date(desk.ctx.clock.real().getTime() + minutes * 60_000));
  const noted = () => desk.connection.collection('unseenMedia').countDocuments();
  /** A platform that puts these on it, one after the other, and answers each call in turn. */
  function album(...calls: { photos: string[]; outcome?: PublishOutcome }[]): ActionContext {
    const facebook: Platform = {
      ...desk.platforms.facebook,
      publish: async (call) => {
        const next = calls.shift();
        for (const photo of next?.photos ?? []) await call.onStaged?.(photo);
        if (next?.outcome !== undefined) return next.outcome;
        throw new Error('the worker ends here');
      },
    };
    return { ...desk.ctx, platforms: { ...desk.ctx.platforms, facebook } };
  }
  const raw = { status: 200, code: null, text: null };
  const out = (id: string) =>
    ({ kind: 'accepted', platformPostId: id, permalink: null, raw }) as const;
  const refused = {
    kind: 'refused',
    reason: 'policy-blocked',
    retry: { kind: 'never' },
    raw,
  } as const;
  async function staging(video: string): Promise<void> {
    const facebook: Platform = {
      ...desk.platforms.facebook,
      stage: async (call) => {
        await call.onStaged?.(video);
        return { ...staged, handle: video };
      },
    };
    const one = createDrain({ ...desk.ctx, platforms: { ...desk.ctx.platforms, facebook } });
    await runPreflight(desk.ctx, one.stageAhead);
    await one.settled();
  }
  beforeEach(() => {
    removed().length = 0;
    desk.clock.setReal(new Date());
  });

  it('stays for the post that comes, and is part of it then', async () => {
    const { delivery } = await approvedOne(desk, 20, {
      media: [{ sha256, alt: '', kind: 'video' }],
    });
    await staging('video-1');
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(0);
    desk.clock.advance(20);
    await drain(desk.ctx);
    expect((await deliveryOf(desk, delivery.id)).state).toBe('sent');
    minutesLater(15);
    expect(await tidyUnseen(desk.ctx)).toBe(0);
    expect(removed()).toEqual([]);
    expect(await noted()).toBe(0);
  });

  it('is removed when the post is withdrawn', async () => {
    const { post } = await approvedOne(desk, 20, { media: [{ sha256, alt: '', kind: 'video' }] });
    await staging('video-2');
    const { id: postId, revision } = post;
    await withdrawPost(desk.ctx, { postId, actor: desk.actors['press-officer'], revision });
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(1);
    expect(removed()).toEqual(['video-2']);
    expect(await noted()).toBe(0);
  });

  it('is removed when its place was taken by a new upload', async () => {
    await approvedOne(desk, 20, { media: [{ sha256, alt: '', kind: 'video' }] });
    await staging('old');
    await desk.connection.collection('staging').deleteMany({});
    minutesLater(5);
    desk.clock.advance(11);
    await staging('new');
    expect(await tidyUnseen(desk.ctx)).toBe(1);
    expect(removed()).toEqual(['old']);
  });

  it('stays while nobody knows whether the post is out, and goes when a person gives it up', async () => {
    const { delivery } = await approvedOne(desk);
    await drain(album({ photos: ['photo-1', 'photo-2'] }));
    expect((await deliveryOf(desk, delivery.id)).state).toBe('unknown');
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(0);
    expect(removed()).toEqual([]);
    const drop = { deliveryId: delivery.id, actor: desk.actors.spokesperson };
    expect(await dropUnknown(desk.ctx, drop)).toEqual({ ok: true });
    minutesLater(15);
    expect(await tidyUnseen(desk.ctx)).toBe(2);
    expect(removed()).toEqual(['photo-1', 'photo-2']);
  });

  it('is removed after a refusal, and never what a later call made part of a post', async () => {
    const first = await approvedOne(desk, 0, { text: 'Bị từ chối' });
    await drain(album({ photos: ['a'], outcome: refused }));
    expect((await deliveryOf(desk, first.delivery.id)).state).toBe('refused');
    const later = { ...refused, reason: 'not-reached', retry: { kind: 'later' } } as const;
    await approvedOne(desk, 0, { text: 'Đăng lần hai' });
    const ctx = album({ photos: ['b'], outcome: later }, { photos: ['c'], outcome: out('post-9') });
    await drain(ctx);
    desk.clock.advance(2);
    await drain(ctx);
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(2);
    expect(removed().toSorted()).toEqual(['a', 'b']);
    expect(await noted()).toBe(0);
  });

  it('is asked for again when the platform could not be asked', async () => {
    const { post } = await approvedOne(desk, 20, { media: [{ sha256, alt: '', kind: 'video' }] });
    await staging('video-3');
    const { id: postId, revision } = post;
    await withdrawPost(desk.ctx, { postId, actor: desk.actors['press-officer'], revision });
    desk.platforms.facebook.removals.push({
      kind: 'refused',
      reason: 'platform-down',
      retry: { kind: 'later' },
      raw,
    });
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(0);
    minutesLater(5);
    expect(await tidyUnseen(desk.ctx)).toBe(0);
    minutesLater(6);
    expect(await tidyUnseen(desk.ctx)).toBe(1);
  });

  it('is named by the desk alone: a row that somebody wrote removes nothing', async () => {
    const { delivery } = await approvedOne(desk);
    await drain(album({ photos: ['mine'], outcome: refused }));
    await desk.connection
      .collection('unseenMedia')
      .updateMany({}, { $set: { deliveryId: `${delivery.id}x` } });
    minutesLater(5);
    await tidyUnseen(desk.ctx);
    expect(removed()).toEqual([]);
  });
});

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to pass');
}
