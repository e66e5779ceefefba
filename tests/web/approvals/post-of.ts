import { createPost } from '../../../src/actions/posts/create-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import type { Content, Target } from '../../../src/domain/posts/content.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { testChannels } from '../../support/desk-people.ts';

const MINUTE_MS = 60_000;

/** When nothing else is said, a post goes out an hour after it was written. */
function targetOf(channelId: string, language: string, at: Date): Target {
  return {
    channelId,
    language,
    timing: {
      kind: 'at',
      at: at.toISOString(),
      until: new Date(at.getTime() + 15 * MINUTE_MS).toISOString(),
    },
    zone: 'Asia/Ho_Chi_Minh',
  };
}

export function contentOf(texts: { vi: string; en: string }, targets: Target[]): Content {
  const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
  return {
    schema: 'sugia.content.v1',
    versions: { vi: version(texts.vi), en: version(texts.en) },
    targets,
    reasons: [],
  };
}

/** A post in both languages by the press officer: to Facebook in Vietnamese, to X in English. */
export async function draftPost(
  desk: TestDesk,
  given: { vi?: string; en?: string; inMinutes?: number; targets?: Target[] } = {},
): Promise<Post> {
  const at = new Date(desk.clock.now().getTime() + (given.inMinutes ?? 60) * MINUTE_MS);
  const outcome = await createPost(desk.ctx, {
    actor: desk.actors['press-officer'],
    unitId: 'unit-press',
    topic: 'cultural',
    class: 'routine',
    content: contentOf(
      {
        vi: given.vi ?? 'Chúc mừng Ngày Văn hóa Việt Nam 24/11',
        en: given.en ?? 'Viet Nam Culture Day, 24 November',
      },
      given.targets ?? [
        targetOf(testChannels.facebook.id, 'vi', at),
        targetOf(testChannels.x.id, 'en', at),
      ],
    ),
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.post;
}

export async function submittedPost(
  desk: TestDesk,
  given: Parameters<typeof draftPost>[1] = {},
): Promise<Post> {
  const draft = await draftPost(desk, given);
  const outcome = await submitPost(desk.ctx, {
    postId: draft.id,
    actor: desk.actors['press-officer'],
    revision: draft.revision,
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.post;
}
