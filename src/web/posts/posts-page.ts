import type { PostsFilter, PostsFound } from '../../actions/posts/list-posts.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { postStates, topics } from '../../domain/posts/post.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';
import { urls, withQuery } from '../urls.ts';
import { inLanguageOrder } from './language-order.ts';
import { postTag } from './post-state.ts';
import type { StateTag } from './post-state.ts';

type Option = { value: string; label: string; isChosen: boolean };

export type PostsPage = {
  filter: { search: string; states: Option[]; topics: Option[]; units: Option[]; isOn: boolean };
  rows: PostRow[];
  summary: string;
  previous: string | null;
  next: string | null;
  mayWrite: boolean;
};

export type PostRow = {
  href: string;
  title: string;
  /** The language of the title; null when it is a sentence of ours. */
  isEmbargoed: boolean;
  titleLanguage: string | null;
  languages: string[];
  state: StateTag;
  unit: string;
  topic: string;
  changed: Date;
};

/** The list of posts with what it was filtered by. */
export function postsPage(
  found: PostsFound,
  filter: PostsFilter,
  { t, language }: { t: Translate; language: ReaderLanguage },
): PostsPage {
  const pages = Math.max(1, Math.ceil(found.total / found.pageSize));
  const at = (page: number): string =>
    withQuery(urls.posts(), {
      q: filter.search,
      state: filter.state,
      topic: filter.topic,
      unit: filter.unitId,
      page: page === 1 ? null : page,
    });
  const unitName = new Map(found.units.map((unit) => [unit.id, unit.name[language]]));
  const { number } = formatOf(language);
  const shown = Math.min(filter.page, pages);
  return {
    filter: {
      search: filter.search,
      states: postStates.map((one) => option(one, t(`states.post.${one}`), filter.state)),
      topics: topics.map((one) => option(one, t(`common.topic.${one}`), filter.topic)),
      units:
        found.units.length < 2
          ? []
          : found.units.map((one) => option(one.id, one.name[language], filter.unitId)),
      isOn:
        filter.search !== '' ||
        filter.state !== null ||
        filter.topic !== null ||
        filter.unitId !== null,
    },
    rows: found.rows.map(({ post, deliveries }) => {
      const { versions } = post.content;
      const own = titleOf(post.content, language);
      return {
        href: urls.post(post.id),
        title: own === '' ? t('posts.untitled') : own,
        titleLanguage:
          own === '' ? null : versions[language] ? language : (Object.keys(versions)[0] ?? null),
        languages: inLanguageOrder(Object.keys(versions)),
        state: postTag(post.state, deliveries, t),
        unit: unitName.get(post.unitId) ?? '',
        isEmbargoed: found.embargoed.has(post.id),
        topic: t(`common.topic.${post.topic}`),
        changed: post.updatedAt,
      };
    }),
    summary: t('posts.summary', {
      total: number(found.total),
      page: number(shown),
      pages: number(pages),
    }),
    previous: filter.page > 1 ? at(Math.min(filter.page - 1, pages)) : null,
    next: filter.page < pages ? at(filter.page + 1) : null,
    mayWrite: found.mayWrite,
  };
}

function option(value: string, label: string, chosen: string | null): Option {
  return { value, label, isChosen: value === chosen };
}
