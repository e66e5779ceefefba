import type { Approval } from '../../src/domain/approvals/approval.ts';
import type { Channel } from '../../src/domain/channels/channel.ts';
import type { Delivery } from '../../src/domain/deliveries/delivery.ts';
import type { DeskEvent, Release } from '../../src/domain/events/event.ts';
import type { Hold } from '../../src/domain/deliveries/hold.ts';
import type { Content, Target } from '../../src/domain/posts/content.ts';
import type { Post } from '../../src/domain/posts/post.ts';
import { actorOf } from '../../src/domain/people/person.ts';
import type { Actor } from '../../src/domain/people/person.ts';
import { testChannels, testPeople, testUnits } from './desk-people.ts';
import type { TestRole } from './desk-people.ts';

/** Monday 23 November 2026, 09:00 in Ha Noi: when the sample post is due, until 09:15. */
export const DUE = new Date('2026-11-23T02:00:00.000Z');

export function minutesAfterDue(minutes: number): Date {
  return new Date(DUE.getTime() + minutes * 60_000);
}

/** One of the test people, as decisions see them. */
export function actor(role: TestRole): Actor {
  return actorOf(testPeople[role], Object.values(testUnits));
}

export function target(change: Partial<Target> = {}): Target {
  return {
    channelId: testChannels.facebook.id,
    language: 'vi',
    timing: { kind: 'at', at: DUE.toISOString(), until: minutesAfterDue(15).toISOString() },
    zone: 'Asia/Ho_Chi_Minh',
    ...change,
  };
}

/** Both versions of one post: Vietnamese to Facebook, English to X, at nine o'clock. */
export function content(change: Partial<Content> = {}): Content {
  return {
    schema: 'sugia.content.v1',
    versions: {
      vi: { text: 'Hôm nay là Ngày Văn hóa Việt Nam.', platformTexts: {}, link: null, media: [] },
      en: { text: 'Today is Viet Nam Culture Day.', platformTexts: {}, link: null, media: [] },
    },
    targets: [target(), target({ channelId: testChannels.x.id, language: 'en' })],
    reasons: [],
    ...change,
  };
}

export function post(change: Partial<Post> = {}): Post {
  return {
    id: 'post-1',
    unitId: testUnits.press.id,
    topic: 'cultural',
    class: 'routine',
    revision: 2,
    content: content(),
    contentJson: '{"the":"content"}',
    contentSha256: 'hash-of-content',
    contributors: [testPeople['press-officer'].id],
    state: 'submitted',
    stateSince: minutesAfterDue(-60),
    submittedBy: testPeople['press-officer'].id,
    submittedAt: minutesAfterDue(-60),
    returnReason: null,
    corrects: null,
    eventId: null,
    createdBy: testPeople['press-officer'].id,
    createdAt: minutesAfterDue(-90),
    updatedAt: minutesAfterDue(-60),
    ...change,
  };
}

export function delivery(change: Partial<Delivery> = {}): Delivery {
  return {
    id: 'delivery-1',
    postId: 'post-1',
    revision: 2,
    approvalId: 'approval-1',
    unitId: testUnits.press.id,
    eventId: null,
    channelId: testChannels.facebook.id,
    platform: 'facebook',
    language: 'vi',
    contentSha256: 'hash-of-content',
    payloadSha256: 'hash-of-payload',
    state: 'planned',
    stateSince: minutesAfterDue(-30),
    reason: null,
    dueAt: DUE,
    notBefore: DUE,
    until: minutesAfterDue(15),
    zone: 'Asia/Ho_Chi_Minh',
    lease: null,
    heldBy: null,
    holdIds: [],
    reviewOf: null,
    attempts: 0,
    platformPostId: null,
    permalink: null,
    sentAt: null,
    seenAt: null,
    settledBy: null,
    ...change,
  };
}

export function approval(change: Partial<Approval> = {}): Approval {
  return {
    id: 'approval-1',
    postId: 'post-1',
    revision: 2,
    contentJson: '{"the":"content"}',
    contentSha256: 'hash-of-content',
    statement: '{"the":"statement"}',
    targets: [
      {
        channelId: testChannels.facebook.id,
        language: 'vi',
        payloadSha256: 'hash-of-payload',
      },
    ],
    approverId: testPeople.spokesperson.id,
    approverName: testPeople.spokesperson.name,
    signature: { kind: 'server-ed25519', value: 'c2ln', publicKey: 'a2V5' },
    approvedAt: minutesAfterDue(-30),
    voidedAt: null,
    ...change,
  };
}

export function channel(change: Partial<Channel> = {}): Channel {
  return { ...testChannels.facebook, ...change };
}

export function hold(
  scope: Hold['scope'] = { kind: 'everything' },
  change: Partial<Hold> = {},
): Hold {
  return {
    id: 'hold-1',
    kind: 'ordinary',
    scope,
    exempt: [],
    reason: 'Chờ thông tin chính thức',
    byUnitId: testUnits.hq.id,
    startedBy: testPeople.spokesperson.id,
    startedByName: testPeople.spokesperson.name,
    startedAt: minutesAfterDue(-5),
    until: null,
    endedBy: null,
    endedAt: null,
    ...change,
  };
}

/** A press conference at the due time, whose signal the Spokesperson gives. */
export function deskEvent(change: Partial<DeskEvent> = {}): DeskEvent {
  return {
    id: 'event-1',
    unitId: testUnits.press.id,
    kind: 'press-conference',
    title: { vi: 'Họp báo thường kỳ', en: 'Regular press conference' },
    place: 'Trung tâm Báo chí',
    startsAt: DUE,
    zone: 'Asia/Ho_Chi_Minh',
    state: 'planned',
    releaserId: testPeople.spokesperson.id,
    deputyId: null,
    slippedFrom: null,
    version: 1,
    createdBy: testPeople['press-officer'].id,
    createdAt: minutesAfterDue(-600),
    updatedAt: minutesAfterDue(-600),
    ...change,
  };
}

/** The signal of that event. */
export function release(change: Partial<Release> = {}): Release {
  return {
    eventId: 'event-1',
    statement: '{"the":"signal"}',
    signature: { value: 'c2ln', publicKey: 'a2V5' },
    givenBy: testPeople.spokesperson.id,
    givenByName: testPeople.spokesperson.name,
    givenAt: DUE,
    ...change,
  };
}
