import { followersAt } from '../audience/followers-at.ts';
import { metricsAt } from '../audience/metrics-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import { pagePath, postPath } from '../paths.ts';
import type { Account, Medium, Post } from '../types.ts';
import { visiblePosts } from '../world.ts';
import type { World } from '../world.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import { facebookText, xText } from './post-text.ts';
import { numberIn, timeIn, wordsFor } from './words.ts';

const SHOWN_POSTS = 100;

/** A channel as the public sees it, drawn from what arrived at the API and nothing else. */
export function channelPage(world: World, account: Account): string {
  const words = wordsFor(account.language);
  const visible = visiblePosts(world, account, 0).slice(0, SHOWN_POSTS);
  const threads = visible.filter((post) => !visible.some((other) => other.id === post.replyTo));
  return layout({
    language: account.language,
    title: account.name,
    look: account.platform,
    body: html`<main class="channel">
      ${header(world, account)}
      <section class="posts" aria-label="${words.posts}">
        ${
          threads.length === 0
            ? html`<p class="empty">${words.noPosts}</p>`
            : threads.map((post) => thread(world, account, post, visible))
        }
      </section>
    </main>`,
  });
}

/** The page of one post. */
export function postPage(world: World, account: Account, post: Post): string {
  const words = wordsFor(account.language);
  return layout({
    language: account.language,
    title: account.name,
    look: account.platform,
    body: html`<main class="channel single">
      <p class="back"><a href="${pagePath(account)}">← ${account.name}: ${words.backToPage}</a></p>
      ${thread(world, account, firstOf(world, post), visiblePosts(world, account, 0))}
    </main>`,
  });
}

/** The post that the account's own thread begins with; a post that answers nobody begins its own. */
function firstOf(world: World, post: Post): Post {
  const before = post.replyTo === null ? null : world.post(post.platform, post.replyTo);
  const isOurs = before !== null && before.accountId === post.accountId && isPublic(world, before);
  return isOurs ? firstOf(world, before) : post;
}

/** A post and under it what the account answered to itself, in order. */
function thread(world: World, account: Account, first: Post, visible: readonly Post[]): Html {
  const answers = visible.filter((post) => post.replyTo === first.id).toReversed();
  if (answers.length === 0) return article(world, account, first);
  return html`<div class="thread" data-part="thread">
    ${article(world, account, first)}
    ${answers.map((post) => thread(world, account, post, visible))}
  </div>`;
}

/** Whether the public can see a post now. */
export function isPublic(world: World, post: Post): boolean {
  return post.deletedAt === null && post.publishedAt !== null && post.publishedAt <= world.now();
}

function header(world: World, account: Account): Html {
  const words = wordsFor(account.language);
  const followers = followersAt(account, world.now(), AUDIENCE_SEED);
  return html`<header class="profile">
    <div class="cover" aria-hidden="true"></div>
    <span class="avatar" aria-hidden="true">${initialsOf(account.name)}</span>
    <div class="who">
      <h1>${account.name} ${tick(account)}</h1>
      <p class="quiet">
        ${account.platform === 'x' ? `@${account.handle}` : `${words.page} · ${words.government}`}
      </p>
      ${account.description === '' ? null : html`<p>${account.description}</p>`}
      <p class="quiet">
        <strong data-part="followers">${numberIn(account.language, followers)}</strong>
        ${words.followers}
      </p>
    </div>
  </header>`;
}

function article(world: World, account: Account, post: Post): Html {
  const when = timeIn(account.language, account.zone, post.createdAt);
  const isX = account.platform === 'x';
  return html`<article
    class="post"
    data-post-id="${post.id}"
    data-platform="${post.platform}"
    data-reply-to="${post.replyTo ?? ''}"
    lang="${account.language}"
  >
    <header>
      <span class="avatar small" aria-hidden="true">${initialsOf(account.name)}</span>
      <div>
        <strong class="name">${account.name}</strong> ${tick(account)}
        ${isX ? html`<span class="quiet">@${account.handle}</span>` : null}
        <a class="time quiet" href="${postPath(account, post)}"
          ><time datetime="${new Date(post.createdAt).toISOString()}">${when}</time></a
        >
      </div>
    </header>
    ${post.text === '' ? null : textBlock(post)} ${photos(world, account, post)}
    ${post.link === null ? null : linkCard(post.link)} ${figures(world, account, post)}
  </article>`;
}

/** On one line: the block keeps every blank, and the template's own would be shown. */
function textBlock(post: Post): Html {
  const text = post.platform === 'x' ? xText(post.text) : facebookText(post.text);
  return html`<div class="text" data-part="text">${text}</div>`;
}

function photos(world: World, account: Account, post: Post): Html | null {
  const media = post.mediaIds.flatMap((id) => world.medium(post.platform, id) ?? []);
  if (media.length === 0) return null;
  const words = wordsFor(account.language);
  return html`<div class="photos count-${Math.min(media.length, 4)}">
    ${media.map(
      (medium) =>
        html`<figure>
          ${shown(medium, words.video)}
          ${
            medium.alt === ''
              ? null
              : html`<figcaption>
                  <abbr title="${words.alt}">ALT</abbr> <span data-part="alt">${medium.alt}</span>
                </figcaption>`
          }
        </figure>`,
    )}
  </div>`;
}

/** A film stands in a box of its own; its player asks for the bytes itself. */
function shown(medium: Medium, name: string): Html {
  const src = `/media/${medium.platform}/${medium.id}`;
  return medium.mimeType.startsWith('video/')
    ? html`<video
        data-part="video"
        src="${src}"
        controls
        preload="metadata"
        aria-label="${name}"
      ></video>`
    : html`<img data-part="photo" src="${src}" alt="${medium.alt}" />`;
}

function linkCard(link: string): Html {
  const url = new URL(link);
  const host = url.hostname.replace(/^www\./, '').toUpperCase();
  return html`<a
    class="card"
    data-part="link"
    href="${link}"
    rel="noopener noreferrer nofollow"
    target="_blank"
    ><span class="card-picture" aria-hidden="true">${host.slice(0, 1)}</span
    ><span class="card-text"
      ><span class="quiet">${host}</span><strong>${decodedPath(url)}</strong></span
    ></a
  >`;
}

function figures(world: World, account: Account, post: Post): Html {
  const words = wordsFor(account.language);
  const found = metricsAt(post, account, world.now(), AUDIENCE_SEED);
  const rows: [string, number, string][] =
    account.platform === 'x'
      ? [
          ['comments', found.comments, words.replies],
          ['shares', found.shares, words.reposts],
          ['quotes', found.quotes, words.quotes],
          ['likes', found.likes, words.likesOfPost],
          ['bookmarks', found.bookmarks, words.bookmarks],
          ['views', found.views, words.views],
        ]
      : [
          ['likes', found.likes, words.reactions],
          ['comments', found.comments, words.comments],
          ['shares', found.shares, words.shares],
          ['views', found.views, words.views],
        ];
  return html`<ul class="figures">
    ${rows.map(
      ([name, value, word]) =>
        html`<li data-metric="${name}" data-value="${value}">
          <strong>${numberIn(account.language, value)}</strong> ${word}
        </li>`,
    )}
  </ul>`;
}

function tick(account: Account): Html {
  const title = account.language === 'vi' ? 'Đã xác minh' : 'Verified';
  return html`<span class="tick" role="img" aria-label="${title}">✓</span>`;
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function decodedPath(url: URL): string {
  const path = `${url.pathname}${url.search}`;
  try {
    return path === '/' ? url.hostname : decodeURIComponent(path);
  } catch {
    return path;
  }
}
