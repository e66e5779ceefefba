import { fileTypeFromBuffer } from 'file-type';
import type { Account, Medium, Post, PracticePlatform } from '../types.ts';
import type { World } from '../world.ts';
import type { AccountOrder, PastPost } from './schemas.ts';

/** Makes an account, or changes what the order names of one that is there. */
export function putAccount(
  world: World,
  platform: PracticePlatform,
  accountId: string,
  order: AccountOrder,
): Account {
  const known = world.account(platform, accountId);
  const followers = order.followers ?? known?.followers ?? 1_000;
  const tokens = order.tokens;
  const account: Account = {
    platform,
    accountId,
    name: order.name,
    handle: order.handle,
    description: order.description ?? known?.description ?? '',
    followers,
    likes: order.likes ?? known?.likes ?? followers,
    language: order.language ?? known?.language ?? (platform === 'facebook' ? 'vi' : 'en'),
    zone: order.zone ?? known?.zone ?? 'Asia/Ho_Chi_Minh',
    premium: order.premium ?? known?.premium ?? false,
    tokens: {
      pageAccessToken: tokens?.pageAccessToken ?? known?.tokens.pageAccessToken ?? null,
      accessToken: tokens?.accessToken ?? known?.tokens.accessToken ?? null,
      accessSecret: tokens?.accessSecret ?? known?.tokens.accessSecret ?? null,
      consumerKey: tokens?.consumerKey ?? known?.tokens.consumerKey ?? null,
      consumerSecret: tokens?.consumerSecret ?? known?.tokens.consumerSecret ?? null,
      oauth2: tokens?.oauth2 ?? known?.tokens.oauth2 ?? null,
    },
    ...(known?.grants === undefined ? {} : { grants: known.grants }),
    ...(order.tasks === undefined
      ? known?.tasks === undefined
        ? {}
        : { tasks: known.tasks }
      : { tasks: order.tasks }),
    tokenState: known?.tokenState ?? 'valid',
    createdAt:
      order.createdAt === undefined
        ? (known?.createdAt ?? world.now())
        : Date.parse(order.createdAt),
  };
  world.saveAccount(account);
  return account;
}

/** Puts a post of the past on a page; null when the account is not known. */
export async function putPastPost(
  world: World,
  order: PastPost,
): Promise<{ account: Account; post: Post } | null> {
  const { platform, accountId } = order;
  const account = world.account(platform, accountId);
  if (account === null) return null;
  const createdAt = order.createdAt === undefined ? world.now() : Date.parse(order.createdAt);
  const mediaIds: string[] = [];
  for (const { base64, alt } of order.media) {
    const bytes = Buffer.from(base64, 'base64');
    const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream';
    const medium: Medium = {
      platform,
      accountId,
      id: platform === 'x' ? world.newXId(createdAt) : world.newFacebookId(createdAt),
      state: 'ready',
      declaredType: mimeType,
      declaredBytes: bytes.length,
      mimeType,
      sha256: world.saveBytes(bytes),
      alt,
      createdAt,
      readyAt: createdAt,
      deletedAt: null,
    };
    world.saveMedium(medium);
    mediaIds.push(medium.id);
  }
  const newId =
    platform === 'x' ? world.newXId(createdAt) : world.newFacebookId(createdAt, `${accountId}_`);
  const post: Post = {
    platform,
    accountId,
    id: order.id ?? newId,
    text: platform === 'x' ? order.text.normalize('NFC') : order.text,
    link: order.link ?? null,
    mediaIds,
    createdAt,
    publishedAt: createdAt,
    deletedAt: null,
    replyTo: null,
    quoteOf: null,
  };
  world.savePost(post);
  return { account, post };
}
