import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { progressOf } from '../../domain/deliveries/progress.ts';
import type { PostProgress } from '../../domain/deliveries/progress.ts';
import type { PostState } from '../../domain/posts/post.ts';
import type { Translate } from '../../lib/i18n.ts';

export type StateTag = { tone: '' | 'waits' | 'going' | 'out' | 'wrong'; label: string };

const progressTags: Record<PostProgress, { tone: StateTag['tone']; key: string }> = {
  draft: { tone: '', key: 'states.post.draft' },
  submitted: { tone: 'waits', key: 'states.post.submitted' },
  returned: { tone: 'waits', key: 'states.post.returned' },
  approved: { tone: 'going', key: 'states.post.approved' },
  dropped: { tone: '', key: 'states.post.dropped' },
  scheduled: { tone: 'going', key: 'states.progress.scheduled' },
  'going-out': { tone: 'going', key: 'states.progress.going-out' },
  published: { tone: 'out', key: 'states.progress.published' },
  'published-unseen': { tone: 'going', key: 'states.progress.published-unseen' },
  'partly-published': { tone: 'out', key: 'states.progress.partly-published' },
  'needs-person': { tone: 'wrong', key: 'states.progress.needs-a-person' },
};

/** A post's progress in words. */
export function postTag(state: PostState, deliveries: readonly Delivery[], t: Translate): StateTag {
  const { tone, key } = progressTags[progressOf(state, deliveries)];
  return { tone, label: t(key) };
}
