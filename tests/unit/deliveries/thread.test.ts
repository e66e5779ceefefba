import { describe, expect, it } from '@jest/globals';
import { afterRefusal } from '../../../src/domain/deliveries/after-refusal.ts';
import { partPayload, partsOf, payloadFor } from '../../../src/domain/deliveries/payload.ts';
import { progressOf } from '../../../src/domain/deliveries/progress.ts';
import { matchSeen } from '../../../src/domain/deliveries/read-back-match.ts';
import type { SeenPost } from '../../../src/domain/deliveries/read-back.ts';
import {
  hasMoreParts,
  isPartlyOut,
  nextCall,
  postIdsOf,
} from '../../../src/domain/deliveries/thread.ts';
import type { Thread } from '../../../src/domain/deliveries/delivery.ts';
import type { VersionContent } from '../../../src/domain/posts/content.ts';
import { DUE, delivery, minutesAfterDue } from '../../support/sample-rows.ts';

const x = { platform: 'x', accountId: '200' } as const;
const LINK = 'https://mofa.gov.vn/en';
const photo = { sha256: 'a'.repeat(64), alt: 'A flag' };

function version(change: Partial<VersionContent> = {}): VersionContent {
  return {
    text: 'One',
    platformTexts: {},
    threads: { x: ['Two', 'Three'] },
    link: null,
    media: [],
    ...change,
  };
}
const payload = payloadFor(version(), x);

function thread(out: number, count = 3): Thread {
  const parts = Array.from({ length: out }, (_, n) => ({
    platformPostId: `post-${n + 1}`,
    permalink: null,
    sentAt: DUE,
  }));
  return { count, parts };
}

describe('the payload of a thread', () => {
  it('holds every part, and is no thread where the platform has none', () => {
    expect(payload).toMatchObject({ text: 'One', parts: ['One', 'Two', 'Three'] });
    expect(payloadFor(version(), { platform: 'facebook', accountId: '1' })).not.toHaveProperty(
      'parts',
    );
  });

  it('begins with the text of its own for the platform', () => {
    expect(payloadFor(version({ platformTexts: { x: 'Own' } }), x).parts).toEqual([
      'Own',
      'Two',
      'Three',
    ]);
  });

  it('carries a link that no part names at the end of the last one', () => {
    expect(payloadFor(version({ link: LINK }), x).parts?.at(-1)).toBe(`Three\n\n${LINK}`);
    const named = version({ link: LINK, threads: { x: [`See ${LINK}`, 'Three'] } });
    expect(payloadFor(named, x).parts).toEqual(['One', `See ${LINK}`, 'Three']);
  });

  it('has the pictures in its first part alone', () => {
    const whole = payloadFor(version({ media: [photo] }), x);
    expect(partPayload(whole, 1)).toMatchObject({ text: 'One', kind: 'photos', media: [photo] });
    expect(partPayload(whole, 2)).toMatchObject({ text: 'Two', kind: 'text', media: [] });
    expect(partPayload(whole, 2)).not.toHaveProperty('parts');
  });

  it('of one post is that post', () => {
    const single = payloadFor({ text: 'One', platformTexts: {}, link: null, media: [photo] }, x);
    expect(partsOf(single)).toEqual(['One']);
    expect(partPayload(single, 1)).toEqual(single);
  });
});

describe('what a thread sends next', () => {
  it('is its first part, which answers nothing', () => {
    expect(nextCall({ thread: thread(0) }, payload)).toMatchObject({
      part: 1,
      replyTo: null,
      payload: { text: 'One' },
      texts: ['One', 'Two', 'Three'],
    });
  });

  it('is the part after its last certain one, which it answers', () => {
    expect(nextCall({ thread: thread(2) }, payload)).toMatchObject({
      part: 3,
      replyTo: 'post-2',
      payload: { text: 'Three' },
      texts: ['Three'],
    });
  });

  it('is nothing when all of it is out, or when its row counts other parts than were approved', () => {
    expect(nextCall({ thread: thread(3) }, payload)).toBeNull();
    expect(nextCall({ thread: thread(1, 2) }, payload)).toBeNull();
    expect(nextCall({ thread: thread(1, 4) }, payload)).toBeNull();
  });

  it('is the whole for a delivery that is no thread', () => {
    const single = payloadFor({ text: 'One', platformTexts: {}, link: null, media: [] }, x);
    expect(nextCall({}, single)).toEqual({
      payload: single,
      part: null,
      replyTo: null,
      texts: [single.text],
    });
  });
});

describe('how far a thread is', () => {
  it('is told by its parts', () => {
    expect([0, 1, 2].map((out) => hasMoreParts({ thread: thread(out) }))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isPartlyOut({ state: 'waiting', thread: thread(1) })).toBe(true);
    expect(isPartlyOut({ state: 'waiting', thread: thread(0) })).toBe(false);
    expect(isPartlyOut({ state: 'sent', thread: thread(3) })).toBe(false);
    expect(isPartlyOut({ state: 'refused' })).toBe(false);
  });

  it('makes a post with some of it out one that is going out, and not a scheduled one', () => {
    expect(progressOf('approved', [delivery({ thread: thread(1) })])).toBe('going-out');
    expect(progressOf('approved', [delivery({ thread: thread(0) })])).toBe('scheduled');
  });

  it('names every post of it, once', () => {
    expect(postIdsOf({ platformPostId: 'post-1', thread: thread(2) })).toEqual([
      'post-1',
      'post-2',
    ]);
    expect(postIdsOf({ platformPostId: 'post-1' })).toEqual(['post-1']);
    expect(postIdsOf({ platformPostId: null })).toEqual([]);
  });

  it('spends no tries of a part on the calls that brought the others out', () => {
    const late = delivery({ attempts: 6, thread: thread(5, 9), until: minutesAfterDue(60) });
    const refusal = { reason: 'platform-down', retry: { kind: 'later' } } as const;
    expect(afterRefusal(late, refusal, DUE)).toEqual({
      kind: 'again',
      at: new Date(DUE.getTime() + 30_000),
    });
    const plain = delivery({ attempts: 6, until: minutesAfterDue(60) });
    expect(afterRefusal(plain, refusal, DUE)).toEqual({ kind: 'stay' });
  });
});

describe('a part that is looked for', () => {
  const window = { from: minutesAfterDue(-1), to: minutesAfterDue(5) };
  const seen = (change: Partial<SeenPost> = {}): SeenPost => ({
    platformPostId: 'seen',
    earlierIds: [],
    text: 'Two',
    links: [],
    mediaCount: 0,
    createdAt: DUE,
    permalink: null,
    ...change,
  });
  const match = (posts: SeenPost[], replyTo: string | null) =>
    matchSeen(partPayload(payload, 2), posts, new Set(), window, replyTo).kind;

  it('is the one that answers the part before it', () => {
    expect(match([seen({ replyTo: 'post-1' })], 'post-1')).toBe('found');
    expect(match([seen({ replyTo: 'another' })], 'post-1')).toBe('not-found');
    expect(match([seen()], 'post-1')).toBe('not-found');
  });

  it('is never mistaken for a post that answers nothing', () => {
    expect(match([seen({ replyTo: 'post-1' })], null)).toBe('not-found');
    expect(match([seen()], null)).toBe('found');
  });

  it('is found among its likes by what it answers', () => {
    expect(match([seen({ platformPostId: 'a' }), seen({ replyTo: 'post-1' })], 'post-1')).toBe(
      'found',
    );
  });
});
