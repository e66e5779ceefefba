import type { Account, Post } from './types.ts';

/** Paths of the public pages. */
export function pagePath(account: Pick<Account, 'platform' | 'accountId' | 'handle'>): string {
  return account.platform === 'facebook'
    ? `/facebook/${encodeURIComponent(account.accountId)}`
    : `/x/${encodeURIComponent(account.handle)}`;
}

export function postPath(
  account: Pick<Account, 'platform' | 'accountId' | 'handle'>,
  post: Pick<Post, 'id'>,
): string {
  return account.platform === 'facebook'
    ? `${pagePath(account)}/posts/${post.id.replace(/^.*_/, '')}`
    : `${pagePath(account)}/status/${post.id}`;
}
