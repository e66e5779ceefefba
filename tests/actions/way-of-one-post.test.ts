import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../src/actions/approvals/approve-post.ts';
import { createPost } from '../../src/actions/posts/create-post.ts';
import { dropPost, restorePost } from '../../src/actions/posts/drop-post.ts';
import { returnPost } from '../../src/actions/posts/return-post.ts';
import { savePost } from '../../src/actions/posts/save-post.ts';
import { submitPost } from '../../src/actions/posts/submit-post.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import { isApprovalIntact } from '../../src/actions/deliveries/approval-intact.ts';
import { actorOf } from '../../src/domain/people/person.ts';
import type { Post } from '../../src/domain/posts/post.ts';
import { testChannels } from '../support/desk-people.ts';
import { content, target } from '../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import {
  actionsOn,
  approve,
  approvedPost,
  clearWork,
  contentIn,
  deliveryOf,
  draftPost,
  drain,
  noticesOf,
  submittedPost,
  targetIn,
} from './support/posts.ts';
import { approvedFor, plannedEvent } from './support/events.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

describe('the way of one post', () => {
  it('leads from a draft of two people over the spokesperson to both platforms, once', async () => {
    const { ctx, actors } = desk;
    const draft = await draftPost(desk, contentIn(desk, 60));
    const translated = contentIn(desk, 60);
    translated.versions['en'] = {
      text: 'Viet Nam marks its Culture Day.',
      platformTexts: {},
      link: null,
      media: [],
    };
    const saved = await savePost(ctx, {
      postId: draft.id,
      actor: actors.translator,
      revision: 1,
      content: translated,
      topic: 'cultural',
      class: 'routine',
    });
    expect(saved).toMatchObject({
      ok: true,
      post: {
        revision: 2,
        contributors: [actors['press-officer'].personId, actors.translator.personId],
      },
    });
    const submitted = await submitPost(ctx, {
      postId: draft.id,
      actor: actors['press-officer'],
      revision: 2,
    });
    if (!submitted.ok) throw new Error(submitted.reason);
    expect(await noticesOf(desk, 'spokesperson')).toEqual(['post-submitted']);

    const approved = await approve(desk, submitted.post);
    if (!approved.ok) throw new Error(approved.reason);
    expect(approved.deliveries).toHaveLength(2);
    expect(desk.alarmClock.alarms).toEqual([
      { name: 'deliveries-due', at: new Date(DESK_TIME.getTime() + 3_600_000) },
    ]);

    await drain(ctx);
    expect(desk.platforms.facebook.calls).toEqual([]);
    desk.clock.advance(60);
    await drain(ctx);
    await drain(ctx);

    expect(desk.platforms.facebook.calls).toHaveLength(1);
    expect(desk.platforms.facebook.calls[0]).toMatchObject({
      accountId: testChannels.facebook.accountId,
      credentials: { kind: 'facebook-page', pageAccessToken: 'page-token-of-channel-facebook' },
      payload: { text: 'Hôm nay là Ngày Văn hóa Việt Nam.' },
    });
    expect(desk.platforms.x.calls.map((call) => call.payload.text)).toEqual([
      'Viet Nam marks its Culture Day.',
    ]);
    for (const { id } of approved.deliveries) {
      expect(await deliveryOf(desk, id)).toMatchObject({
        state: 'sent',
        attempts: 1,
        lease: null,
        sentAt: desk.clock.now(),
        platformPostId: expect.stringMatching(/-post-1$/),
      });
      expect(await actionsOn(desk, id)).toEqual(['delivery.sent']);
    }
    const attempts = await ctx.stores.attempts.listAttempts(
      approved.deliveries.map(({ id }) => id),
    );
    expect(attempts).toHaveLength(2);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ n: 1, outcome: { kind: 'accepted' }, worker: 'test@desk' });
      expect(attempt.endedAt).not.toBeNull();
    }
    expect(await actionsOn(desk, draft.id)).toEqual([
      'post.created',
      'post.saved',
      'post.submitted',
      'post.approved',
    ]);
    for (const role of ['press-officer', 'translator'] as const) {
      expect(await noticesOf(desk, role)).toEqual(['post-approved']);
    }
  });

  it('keeps the exact strings that were approved, signed by the desk', async () => {
    const { post } = await approvedPost(desk);
    const [kept] = await desk.ctx.stores.approvals.listApprovalsOfPost(post.id);
    if (kept === undefined) throw new Error('the approval is stored');
    expect(isApprovalIntact(kept, desk.ctx.signer)).toBe(true);
    expect(kept.contentJson).toBe(post.contentJson);
    expect(JSON.parse(kept.statement)).toMatchObject({
      schema: 'sugia.approval.v1',
      decision: 'approve',
      postId: post.id,
      revision: 1,
      contentSha256: post.contentSha256,
      filedUnder: { unitId: post.unitId, topic: post.topic, eventId: null },
      approverId: desk.people.spokesperson.id,
    });
  });
});

describe('a post that could not go out as it stands', () => {
  it('is not submitted, every reason is named, and nothing of it changes', async () => {
    const draft = await draftPost(
      desk,
      content({ versions: {}, targets: [target(), target({ channelId: 'channel-paris-x' })] }),
    );
    const actor = desk.actors['press-officer'];
    const outcome = await submitPost(desk.ctx, { postId: draft.id, actor, revision: 1 });
    if (outcome.ok || !('problems' in outcome)) throw new Error('the post is not ready');
    expect(outcome.problems.map((one) => `${one.code} ${one.field}`)).toEqual([
      'no-text versions',
      'no-version-for-target targets.0',
      'channel-unknown targets.1',
    ]);
    expect(await desk.ctx.stores.posts.findPost(draft.id)).toEqual(draft);
    expect(await noticesOf(desk, 'spokesperson')).toEqual([]);
  });
});

describe('nobody but the spokesperson approves', () => {
  const approveAs = (post: Post, actor: Parameters<typeof approvePost>[1]['actor']) =>
    approvePost(desk.ctx, {
      postId: post.id,
      actor,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: null,
    });

  it.each([
    'press-officer',
    'press-officer-2',
    'translator',
    'administrator',
    'report-reader',
  ] as const)('a %s does not', async (role) => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    expect(await approveAs(post, desk.actors[role])).toMatchObject({ reason: 'forbidden' });
    expect(await desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id])).toEqual([]);
  });

  it('a press officer of another unit is not even told that the post is there', async () => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    expect(await approveAs(post, desk.actors['paris-officer'])).toMatchObject({
      reason: 'not-found',
    });
  });

  it('and a spokesperson who wrote a word of it does not either', async () => {
    const both = actorOf(
      {
        ...desk.people.spokesperson,
        grants: [
          { role: 'spokesperson', unitId: 'unit-hq' },
          { role: 'press-officer', unitId: 'unit-press' },
        ],
      },
      Object.values(desk.units),
    );
    const draft = await draftPost(desk, contentIn(desk, 0));
    const own = contentIn(desk, 0, { targets: [targetIn(desk, 0)] });
    const saved = await savePost(desk.ctx, {
      postId: draft.id,
      actor: both,
      revision: 1,
      content: own,
      topic: 'cultural',
      class: 'routine',
    });
    if (!saved.ok) throw new Error(saved.reason);
    const request = { postId: draft.id, actor: desk.actors['press-officer'], revision: 2 };
    const submitted = await submitPost(desk.ctx, request);
    if (!submitted.ok) throw new Error(submitted.reason);
    expect(await noticesOf(desk, 'spokesperson')).toEqual([]);
    expect(await approveAs(submitted.post, both)).toMatchObject({ reason: 'own-work' });
  });
});

describe('two approvals at once', () => {
  it('make one delivery for each target', async () => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    const outcomes = await Promise.all([approve(desk, post), approve(desk, post)]);
    expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
    expect(await desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id])).toHaveLength(2);
    expect(await desk.ctx.stores.approvals.listApprovalsOfPost(post.id)).toHaveLength(1);
  });

  it('of one language each cover both, and a third one has nothing left', async () => {
    const post = await submittedPost(desk, contentIn(desk, 5));
    expect(await approve(desk, post, ['vi'])).toMatchObject({
      ok: true,
      deliveries: [{ language: 'vi' }],
    });
    expect(await approve(desk, post, ['en'])).toMatchObject({
      ok: true,
      deliveries: [{ language: 'en' }],
    });
    expect(await approve(desk, post)).toMatchObject({ reason: 'nothing-to-approve' });
  });
});

describe('the time of a delivery', () => {
  it('that was approved late, inside its window, is now', async () => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    desk.clock.advance(5);
    const approved = await approve(desk, post);
    if (!approved.ok) throw new Error(approved.reason);
    expect(approved.deliveries[0]?.dueAt).toEqual(desk.clock.now());
    await drain(desk.ctx);
    expect(desk.platforms.facebook.calls).toHaveLength(1);
    expect(desk.platforms.x.calls).toHaveLength(1);
  });

  it('whose window is over is asked for again, and nothing is planned', async () => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    desk.clock.advance(16);
    expect(await approve(desk, post)).toMatchObject({ reason: 'window-over' });
    expect(await desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id])).toEqual([]);
  });

  it('that a person has to give the signal for is not reached by the clock', async () => {
    const { deliveries } = await approvedFor(desk, await plannedEvent(desk));
    for (const delivery of deliveries)
      expect(delivery).toMatchObject({ state: 'waiting', reason: 'release' });
    desk.clock.advance(90);
    await drain(desk.ctx);
    expect(desk.platforms.facebook.calls).toEqual([]);
  });
});

describe('withdrawing an approved post', () => {
  const withdraw = (post: Post, role: 'press-officer' | 'translator' = 'press-officer') =>
    withdrawPost(desk.ctx, { postId: post.id, actor: desk.actors[role], revision: post.revision });

  it('cancels what has not gone out, voids the approval, and nothing goes out', async () => {
    const { post, deliveries } = await approvedPost(desk);
    expect(await withdraw(post, 'translator')).toMatchObject({ reason: 'forbidden' });
    expect(await withdraw(post)).toMatchObject({ ok: true, post: { state: 'draft' } });
    await drain(desk.ctx);
    expect(desk.platforms.facebook.calls).toEqual([]);
    for (const { id } of deliveries) {
      expect(await deliveryOf(desk, id)).toMatchObject({ state: 'cancelled', reason: 'withdrawn' });
    }
    const [approval] = await desk.ctx.stores.approvals.listApprovalsOfPost(post.id);
    expect(approval?.voidedAt).toEqual(desk.clock.now());
  });

  it('after one language went out leaves that one, and locks its target for good', async () => {
    const both = contentIn(desk, 0);
    both.targets[1] = targetIn(desk, 30, { channelId: testChannels.x.id, language: 'en' });
    const { post, deliveries } = await approvedPost(desk, both);
    await drain(desk.ctx);
    await withdraw(post);
    const states = await Promise.all(
      deliveries.map(async ({ id }) => (await deliveryOf(desk, id)).state),
    );
    expect(states.sort()).toEqual(['cancelled', 'sent']);
    const again = { postId: post.id, actor: desk.actors['press-officer'], revision: 1 };
    const submitted = await submitPost(desk.ctx, again);
    if (!submitted.ok) throw new Error(submitted.reason);
    expect(await approve(desk, submitted.post)).toMatchObject({
      ok: true,
      deliveries: [{ language: 'en' }],
    });
    desk.clock.advance(30);
    await drain(desk.ctx);
    expect(desk.platforms.facebook.calls).toHaveLength(1);
    expect(desk.platforms.x.calls).toHaveLength(1);
  });
});

describe('the other steps', () => {
  it('return a post with its reason to everyone who wrote it', async () => {
    const post = await submittedPost(desk, contentIn(desk, 0));
    const request = { postId: post.id, actor: desk.actors.spokesperson, revision: 1 };
    expect(await returnPost(desk.ctx, { ...request, reason: ' ' })).toMatchObject({
      reason: 'reason-missing',
    });
    expect(await returnPost(desk.ctx, { ...request, reason: ' Sai chức danh. ' })).toMatchObject({
      ok: true,
      post: { state: 'returned', returnReason: 'Sai chức danh.' },
    });
    expect(await noticesOf(desk, 'press-officer')).toEqual(['post-returned']);
    const again = await submitPost(desk.ctx, {
      ...request,
      actor: desk.actors['press-officer'],
    });
    expect(again).toMatchObject({ ok: true, post: { returnReason: null } });
  });

  it('drop a draft and take it up again', async () => {
    const draft = await draftPost(desk, contentIn(desk, 0));
    const request = { postId: draft.id, actor: desk.actors['press-officer'], revision: 1 };
    expect(await dropPost(desk.ctx, request)).toMatchObject({ post: { state: 'dropped' } });
    expect(await dropPost(desk.ctx, request)).toMatchObject({ reason: 'not-droppable' });
    expect(await restorePost(desk.ctx, request)).toMatchObject({ post: { state: 'draft' } });
    expect(await actionsOn(desk, draft.id)).toEqual([
      'post.created',
      'post.dropped',
      'post.restored',
    ]);
  });

  it('make no revision of a save that changes nothing', async () => {
    const draft = await draftPost(desk, contentIn(desk, 0));
    const same = {
      postId: draft.id,
      actor: desk.actors.translator,
      revision: 1,
      content: contentIn(desk, 0),
      topic: 'cultural',
      class: 'routine',
    } as const;
    expect(await savePost(desk.ctx, same)).toMatchObject({ ok: true, post: { revision: 1 } });
    expect(await desk.ctx.stores.posts.listRevisions(draft.id)).toHaveLength(1);
    expect(await actionsOn(desk, draft.id)).toEqual(['post.created']);
    const stale = { ...same, revision: 7 };
    expect(await savePost(desk.ctx, stale)).toMatchObject({ reason: 'stale-revision' });
  });

  it('save for one of two who save at once, and tell the other', async () => {
    const draft = await draftPost(desk, contentIn(desk, 0));
    const save = (topic: Post['topic']) =>
      savePost(desk.ctx, {
        postId: draft.id,
        actor: desk.actors['press-officer-2'],
        revision: 1,
        content: contentIn(desk, 1),
        topic,
        class: 'routine',
      });
    const outcomes = await Promise.all([save('asean'), save('economic')]);
    expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
    expect(outcomes).toContainEqual({ ok: false, reason: 'stale-revision' });
  });

  it('start no post in a unit where the person does not write', async () => {
    const asked = { topic: 'cultural', class: 'routine', content: contentIn(desk, 0) } as const;
    for (const [role, unitId] of [
      ['press-officer', 'unit-paris'],
      ['spokesperson', 'unit-press'],
    ] as const) {
      const created = await createPost(desk.ctx, { ...asked, actor: desk.actors[role], unitId });
      expect(created).toEqual({ ok: false, reason: 'forbidden' });
    }
  });
});
