import type { PlatformId } from '../channels/channel.ts';
import type { PlatformTotal } from './audience-lines.ts';
import type { OperationsReport } from './operations.ts';
import type { TopPost } from './top-posts.ts';

/** What a leader reads first, as codes and parameters; the reader's language makes sentences. */
export type SummarySentence =
  | { code: 'posts-none' }
  | { code: 'posts-on-time'; posts: number; onTime: number }
  | {
      code: 'views-up' | 'views-down' | 'views-flat' | 'views-known';
      platform: PlatformId;
      views: number;
      /** Fractions; null when they are not to be given. */
      change: number | null;
      changeFromMean: number | null;
    }
  | { code: 'views-missing'; platform: PlatformId }
  | { code: 'top-post'; platform: PlatformId; title: string; channel: string; views: number };

/** How many posts, how each platform's views moved, and each platform's most displayed post. */
export function summaryOf(
  platforms: readonly { platform: PlatformId; total: PlatformTotal; topPosts: TopPost[] }[],
  operations: OperationsReport,
): SummarySentence[] {
  const posts: SummarySentence =
    operations.sent === 0
      ? { code: 'posts-none' }
      : { code: 'posts-on-time', posts: operations.sent, onTime: operations.onTime };
  return [
    posts,
    ...platforms.flatMap(({ platform, total }) => viewsSentence(platform, total)),
    ...platforms.flatMap(({ platform, topPosts: [top] }): SummarySentence[] =>
      top === undefined
        ? []
        : [
            {
              code: 'top-post',
              platform,
              title: top.title,
              channel: top.channelName,
              views: top.views,
            },
          ],
    ),
  ];
}

function viewsSentence(platform: PlatformId, total: PlatformTotal): SummarySentence[] {
  const { value, change, changeFromMean, direction } = total.views;
  if (total.posts.value === null || total.posts.value === 0) return [];
  if (value === null) return [{ code: 'views-missing', platform }];
  const code = direction === null ? 'views-known' : (`views-${direction}` as const);
  return [{ code, platform, views: value, change, changeFromMean }];
}
