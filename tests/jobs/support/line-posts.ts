import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { createPost } from '../../../src/actions/posts/create-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { Target } from '../../../src/domain/posts/content.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import { testChannels } from '../../support/desk-people.ts';
import { actor, content } from '../../support/sample-rows.ts';
import type { Line } from '../../support/worker-process.ts';

type Way = 'press' | 'paris';

/** A post that goes out as soon as it is approved: Vietnamese to Facebook, English to X. */
export async function submittedPost(line: Line, n: number, way: Way = 'press'): Promise<Post> {
  const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
  const until = new Date(line.ctx.clock.now().getTime() + 3_600_000).toISOString();
  const target = (channelId: string, language: string): Target => ({
    channelId,
    language,
    timing: { kind: 'on-approval', until },
    zone: 'Asia/Ho_Chi_Minh',
  });
  const { facebook, x, parisFacebook, parisX } = testChannels;
  const [vi, en] = way === 'press' ? [facebook, x] : [parisFacebook, parisX];
  const author = actor(way === 'press' ? 'press-officer' : 'paris-officer');
  const created = await createPost(line.ctx, {
    actor: author,
    unitId: vi.unitId,
    topic: 'cultural',
    class: 'routine',
    content: content({
      versions: { vi: version(`Tin số ${n}`), en: version(`Item number ${n}`) },
      targets: [target(vi.id, 'vi'), target(en.id, 'en')],
    }),
  });
  if (!created.ok) throw new Error(created.reason);
  const { id, revision } = created.post;
  const submitted = await submitPost(line.ctx, { postId: id, actor: author, revision });
  if (!submitted.ok) throw new Error(submitted.reason);
  return submitted.post;
}

/** Approves one language of a post: one delivery, which is due now. */
export async function approveNow(line: Line, post: Post, language: string): Promise<Delivery> {
  const approved = await approvePost(line.ctx, {
    postId: post.id,
    actor: actor('spokesperson'),
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: [language],
  });
  if (!approved.ok) throw new Error(approved.reason);
  const [delivery] = approved.deliveries;
  if (delivery === undefined) throw new Error('one delivery was planned');
  return delivery;
}

export async function stateOf(line: Line, id: string): Promise<Delivery['state'] | undefined> {
  return (await line.ctx.stores.deliveries.findDelivery(id))?.state;
}
