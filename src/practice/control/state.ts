import type { CallLog } from '../call-log.ts';
import type { FaultBook } from '../faults.ts';
import { pagePath, postPath } from '../paths.ts';
import type { Account } from '../types.ts';
import type { World } from '../world.ts';

export type StateTools = {
  world: World;
  faults: FaultBook;
  calls: CallLog;
  publicUrl: () => string;
};

export function presentAccount(account: Account, publicUrl: string) {
  return {
    ...account,
    createdAt: new Date(account.createdAt).toISOString(),
    publicUrl: publicUrl + pagePath(account),
  };
}

/** Everything a test may want to look at, in one answer. */
export function presentState({ world, faults, calls, publicUrl }: StateTools) {
  const iso = (at: number | null): string | null =>
    at === null ? null : new Date(at).toISOString();
  return {
    now: iso(world.now()),
    offsetMs: world.clock.offsetMs(),
    settings: world.settings(),
    accounts: world.accounts().map((account) => presentAccount(account, publicUrl())),
    posts: world.posts().map((post) => {
      const account = world.account(post.platform, post.accountId);
      return {
        platform: post.platform,
        accountId: post.accountId,
        id: post.id,
        text: post.text,
        link: post.link,
        media: post.mediaIds.flatMap((id) => {
          const medium = world.medium(post.platform, id);
          return medium === null
            ? []
            : [{ id, sha256: medium.sha256, mimeType: medium.mimeType, alt: medium.alt }];
        }),
        createdAt: iso(post.createdAt),
        publishedAt: iso(post.publishedAt),
        deletedAt: iso(post.deletedAt),
        replyTo: post.replyTo,
        permalink: account === null ? null : publicUrl() + postPath(account, post),
      };
    }),
    mails: world.mails().map((mail) => ({ ...mail, receivedAt: iso(mail.receivedAt) })),
    faults: faults.list(),
    calls: calls.list(),
    counters: {
      posts: world.posts().length,
      mails: world.mails().length,
      calls: calls.counters(),
    },
  };
}
