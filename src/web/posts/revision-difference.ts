import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Content, VersionContent } from '../../domain/posts/content.ts';
import type { Revision } from '../../domain/posts/post.ts';
import type { Translate } from '../../lib/i18n.ts';
import { wordDifference } from '../approvals/word-difference.ts';
import type { DifferencePart } from '../approvals/word-difference.ts';
import { inLanguageOrder } from './language-order.ts';

export type RevisionComparison = {
  from: number;
  to: number;
  numbers: { n: number; who: string }[];
  versions: VersionDifference[];
  /** What else changed, in words. */
  others: string[];
};

export type VersionDifference = { language: string; parts: DifferencePart[] };

/** Two revisions of a post side by side: the newest and the one before it unless others are chosen. */
export function compareRevisions(
  revisions: readonly Revision[],
  chosen: { from: number | null; to: number | null },
  names: ReadonlyMap<string, string>,
  t: Translate,
): RevisionComparison | null {
  if (revisions.length < 2) return null;
  const find = (n: number | null): Revision | undefined => revisions.find((one) => one.n === n);
  const to = find(chosen.to) ?? revisions.at(-1);
  const before = revisions.findLast((one) => to !== undefined && one.n < to.n);
  const from = find(chosen.from) ?? before ?? revisions[0];
  if (from === undefined || to === undefined) return null;
  return {
    from: from.n,
    to: to.n,
    numbers: revisions.map(({ n, savedBy }) => ({ n, who: names.get(savedBy) ?? '' })),
    ...contentDifference(contentOf(from), contentOf(to), t),
  };
}

export function contentOf(revision: Pick<Revision, 'contentJson'>): Content {
  return JSON.parse(revision.contentJson) as Content;
}

/** Word differences of every version, and what else is not as it was. */
export function contentDifference(
  before: Content,
  after: Content,
  t: Translate,
): { versions: VersionDifference[]; others: string[] } {
  const languages = inLanguageOrder([
    ...Object.keys(after.versions),
    ...Object.keys(before.versions),
  ]);
  const others: string[] = [];
  const versions = languages.map((language): VersionDifference => {
    const old = before.versions[language];
    const now = after.versions[language];
    const version = t(`common.version.${language}`);
    if (!same(old?.link, now?.link)) others.push(t('posts.difference.link', { version }));
    if (!same(old?.media ?? [], now?.media ?? [])) {
      others.push(t('posts.difference.pictures', { version }));
    }
    if (!same(old?.platformTexts ?? {}, now?.platformTexts ?? {})) {
      others.push(t('posts.difference.ownTexts', { version }));
    }
    if (!same(old?.threads ?? {}, now?.threads ?? {})) {
      others.push(t('posts.difference.threads', { version }));
    }
    return { language, parts: wordDifference(wholeText(old, t), wholeText(now, t)) };
  });
  if (!same(before.targets, after.targets)) others.push(t('posts.difference.targets'));
  return { versions, others };
}

/** The text of a version, and under it what goes out as a thread, part by part. */
function wholeText(version: VersionContent | undefined, t: Translate): string {
  if (version === undefined) return '';
  const threads = Object.entries(version.threads ?? {}).flatMap(([platform, further]) => {
    const own = version.platformTexts[platform as PlatformId];
    const total = further.length + 1;
    return [own, ...further].flatMap((text, index) =>
      text === undefined
        ? []
        : [
            `${t(`common.platform.${platform}`)}, ${t('common.thread.part', { n: index + 1, total })}:\n${text}`,
          ],
    );
  });
  return [version.text, ...threads].join('\n\n');
}

/** Both come from canonical JSON, so that equal values are equal strings. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
