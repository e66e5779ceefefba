import { planEvent } from '../../../src/actions/events/plan-event.ts';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { createPost } from '../../../src/actions/posts/create-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../../src/domain/events/event.ts';
import type { Content, Timing } from '../../../src/domain/posts/content.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import { newId } from '../../../src/lib/ids.ts';
import { testChannels, testUnits } from '../../support/desk-people.ts';
import { content, target } from '../../support/sample-rows.ts';
import type { TestDesk } from '../../support/test-desk.ts';

const MINUTE_MS = 60_000;

/** An instant so many minutes from the desk's present time. */
export function inMinutes(desk: TestDesk, minutes: number): Date {
  return new Date(desk.clock.now().getTime() + minutes * MINUTE_MS);
}

/** A press conference of the press department, in an hour unless said otherwise. */
export async function plannedEvent(
  desk: TestDesk,
  minutes = 60,
  change: Partial<Pick<DeskEvent, 'releaserId' | 'deputyId'>> = {},
): Promise<DeskEvent> {
  const planned = await planEvent(desk.ctx, {
    actor: desk.actors['press-officer'],
    eventId: newId(),
    unitId: testUnits.press.id,
    kind: 'press-conference',
    title: { vi: 'Họp báo thường kỳ', en: 'Regular press conference' },
    place: 'Trung tâm Báo chí',
    startsAt: inMinutes(desk, minutes),
    zone: 'Asia/Ho_Chi_Minh',
    releaserId: desk.people.spokesperson.id,
    deputyId: null,
    ...change,
  });
  if (!planned.ok) throw new Error(planned.reason);
  return planned.event;
}

/** Both versions, released by the signal of an event within so many minutes. */
export function contentOnSignal(desk: TestDesk, event: DeskEvent, minutes = 240): Content {
  const timing: Timing = {
    kind: 'signal',
    eventId: event.id,
    until: inMinutes(desk, minutes).toISOString(),
  };
  return content({
    targets: [target({ timing }), target({ timing, channelId: testChannels.x.id, language: 'en' })],
  });
}

export async function submittedFor(
  desk: TestDesk,
  event: DeskEvent,
  given: Content,
): Promise<Post> {
  const actor = desk.actors['press-officer'];
  const created = await createPost(desk.ctx, {
    actor,
    unitId: testUnits.press.id,
    topic: 'bilateral',
    class: 'routine',
    content: given,
    eventId: event.id,
  });
  if (!created.ok) throw new Error(created.reason);
  const { id, revision } = created.post;
  const submitted = await submitPost(desk.ctx, { postId: id, actor, revision });
  if (!submitted.ok) throw new Error(JSON.stringify(submitted));
  return submitted.post;
}

export async function approvedFor(
  desk: TestDesk,
  event: DeskEvent,
  given: Content = contentOnSignal(desk, event),
): Promise<{ post: Post; deliveries: Delivery[] }> {
  const post = await submittedFor(desk, event, given);
  const approved = await approvePost(desk.ctx, {
    postId: post.id,
    actor: desk.actors.spokesperson,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: null,
  });
  if (!approved.ok) throw new Error(approved.reason);
  return approved;
}

/** What the platforms were called for, by language of the text. */
export function sentPayloads(desk: TestDesk): string[] {
  return Object.values(desk.platforms).flatMap(({ calls }) => calls.map((one) => one.payload.text));
}
