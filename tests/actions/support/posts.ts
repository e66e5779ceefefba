import type { ActionContext } from '../../../src/actions/context.ts';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { createDrain } from '../../../src/actions/deliveries/drain-deliveries.ts';
import { createPost } from '../../../src/actions/posts/create-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { Content, Target } from '../../../src/domain/posts/content.ts';
import type { Post, Topic } from '../../../src/domain/posts/post.ts';
import type { Stores } from '../../../src/stores/stores.ts';
import { content, target } from '../../support/sample-rows.ts';
import { testChannels } from '../../support/desk-people.ts';
import type { TestDesk } from '../../support/test-desk.ts';

const MINUTE_MS = 60_000;

/** A target so many minutes from the desk's present time, with the usual window. */
export function targetIn(
  desk: TestDesk,
  minutes: number,
  change: Partial<Target> = {},
  windowMinutes = 15,
): Target {
  const at = desk.clock.now().getTime() + minutes * MINUTE_MS;
  return target({
    timing: {
      kind: 'at',
      at: new Date(at).toISOString(),
      until: new Date(at + windowMinutes * MINUTE_MS).toISOString(),
    },
    ...change,
  });
}

/** Both versions, due in so many minutes: Vietnamese to Facebook, English to X. */
export function contentIn(desk: TestDesk, minutes: number, change: Partial<Content> = {}): Content {
  return content({
    targets: [
      targetIn(desk, minutes),
      targetIn(desk, minutes, { channelId: testChannels.x.id, language: 'en' }),
    ],
    ...change,
  });
}

export async function draftPost(
  desk: TestDesk,
  given: Content,
  topic: Topic = 'cultural',
): Promise<Post> {
  const created = await createPost(desk.ctx, {
    actor: desk.actors['press-officer'],
    unitId: testChannels.facebook.unitId,
    topic,
    class: 'routine',
    content: given,
  });
  if (!created.ok) throw new Error(created.reason);
  return created.post;
}

export async function submittedPost(
  desk: TestDesk,
  given: Content,
  topic: Topic = 'cultural',
): Promise<Post> {
  const { id, revision } = await draftPost(desk, given, topic);
  const actor = desk.actors['press-officer'];
  const submitted = await submitPost(desk.ctx, { postId: id, actor, revision });
  if (!submitted.ok) throw new Error(submitted.reason);
  return submitted.post;
}

/** Approves a post exactly as it is stored. */
export function approve(desk: TestDesk, post: Post, languages: string[] | null = null) {
  return approvePost(desk.ctx, {
    postId: post.id,
    actor: desk.actors.spokesperson,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages,
  });
}

export async function approvedPost(
  desk: TestDesk,
  given: Content = contentIn(desk, 0),
  topic: Topic = 'cultural',
): Promise<{ post: Post; deliveries: Delivery[] }> {
  const approved = await approve(desk, await submittedPost(desk, given, topic));
  if (!approved.ok) throw new Error(approved.reason);
  return approved;
}

/** A post in Vietnamese alone: one delivery, on Facebook. */
export async function approvedOne(
  desk: TestDesk,
  minutes = 0,
  change: Partial<Content['versions'][string]> = {},
  topic: Topic = 'cultural',
): Promise<{ post: Post; delivery: Delivery }> {
  const vi = {
    text: 'Bản tin của Bộ Ngoại giao',
    platformTexts: {},
    link: null,
    media: [],
    ...change,
  };
  const { post, deliveries } = await approvedPost(
    desk,
    content({ versions: { vi }, targets: [targetIn(desk, minutes)] }),
    topic,
  );
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('one delivery was planned');
  return { post, delivery };
}

/**
 * What a worker does when it is woken, until every outcome is written. A channel takes one post at
 * a time, so the worker is woken again as long as that leads on.
 */
export async function drain(ctx: ActionContext): Promise<void> {
  const one = createDrain(ctx);
  let before = Infinity;
  for (;;) {
    await one.wake({ unbounded: true });
    await one.settled();
    const busy = await ctx.stores.deliveries.countBusy(ctx.clock.now());
    if (busy === 0 || busy >= before) return;
    before = busy;
  }
}

/** The context with some functions of one store replaced. */
export function withStore<Name extends keyof Stores>(
  ctx: ActionContext,
  name: Name,
  change: Partial<Stores[Name]>,
): ActionContext {
  return { ...ctx, stores: { ...ctx.stores, [name]: { ...ctx.stores[name], ...change } } };
}

export async function deliveryOf(desk: TestDesk, id: string): Promise<Delivery> {
  const found = await desk.ctx.stores.deliveries.findDelivery(id);
  if (found === null) throw new Error(`there is no delivery ${id}`);
  return found;
}

/** What the audit says happened to these objects, in the order of writing: desk time stands still. */
export async function actionsOn(desk: TestDesk, ...ids: string[]): Promise<string[]> {
  const entries = desk.connection.collection<{ action: string }>('audit');
  const found = await entries
    .find({ objectId: { $in: ids } })
    .sort({ $natural: 1 })
    .toArray();
  return found.map((entry) => entry.action);
}

/** Kinds of the unread notices of one person. */
export async function noticesOf(desk: TestDesk, role: keyof TestDesk['people']): Promise<string[]> {
  const notices = await desk.ctx.stores.notices.listUnread(desk.people[role].id, 100);
  return notices.map((one) => one.kind);
}

/** Removes what a test left, people and channels stay. */
export async function clearWork(desk: TestDesk): Promise<void> {
  const names = ['posts', 'revisions', 'approvals', 'deliveries', 'attempts', 'holds'];
  for (const name of [
    ...names,
    'audit',
    'notices',
    'samples',
    'reportMails',
    'followers',
    'channelTurns',
    'events',
    'releases',
    'budgets',
    'spendMonths',
    'spendEntries',
    'paidReads',
    'figuresSpent',
    'unlistedCodes',
    'staging',
    'unseenMedia',
  ]) {
    await desk.connection.collection(name).deleteMany({});
  }
  for (const platform of Object.values(desk.platforms)) {
    platform.calls.length = 0;
    platform.outcomes.length = 0;
  }
  desk.alarmClock.alarms.length = 0;
  desk.mailer.sent.length = 0;
  desk.mailer.outcomes.length = 0;
}
