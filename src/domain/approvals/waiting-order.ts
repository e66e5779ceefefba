import type { Post } from '../posts/post.ts';

/**
 * When a post first wants to go out: the earliest time of its targets. One that goes out as soon
 * as it is approved wanted to go out when it was submitted.
 */
export function firstDueAt(post: Post): Date {
  const submitted = (post.submittedAt ?? post.updatedAt).getTime();
  const times = post.content.targets.map(({ timing }) =>
    timing.kind === 'at' ? new Date(timing.at).getTime() : submitted,
  );
  return new Date(times.length === 0 ? submitted : Math.min(...times));
}

/** Posts in the order an approver takes them: what is due first comes first. */
export function inWaitingOrder(posts: readonly Post[]): Post[] {
  return [...posts].sort(
    (a, b) =>
      firstDueAt(a).getTime() - firstDueAt(b).getTime() ||
      (a.submittedAt?.getTime() ?? 0) - (b.submittedAt?.getTime() ?? 0),
  );
}
