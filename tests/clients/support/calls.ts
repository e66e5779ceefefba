import { createHash } from 'node:crypto';
import type { PublishCall, PublishMedia } from '../../../src/clients/platform.ts';
import type { Payload } from '../../../src/domain/deliveries/payload.ts';
import type { PublishOutcome } from '../../../src/domain/deliveries/outcome.ts';

/** Planted in credentials: none of these may come back in any answer or log. */
export const PLANTED = {
  consumerKey: 'planted-consumer-key',
  consumerSecret: 'planted/consumer+secret',
  accessToken: '15-planted-access-token',
  accessSecret: 'planted&access=secret',
  pageAccessToken: 'EAAB planted+page/token',
  appSecret: 'planted-app-secret',
};

const xCredentials: PublishCall['credentials'] = {
  kind: 'x-oauth1',
  consumerKey: PLANTED.consumerKey,
  consumerSecret: PLANTED.consumerSecret,
  accessToken: PLANTED.accessToken,
  accessSecret: PLANTED.accessSecret,
};

export const pageCredentials: PublishCall['credentials'] = {
  kind: 'facebook-page',
  pageAccessToken: PLANTED.pageAccessToken,
};

export const VIETNAMESE =
  'Bộ Ngoại giao khai trương Cổng thông tin điện tử, hệ thống quản lý văn bản điện tử và nền tảng chia sẻ dữ liệu.';

export function medium(content: string, alt: string, mimeType = 'image/png'): PublishMedia {
  const bytes = Buffer.from(content);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), mimeType, alt, bytes };
}

export function callWith(
  platform: 'x' | 'facebook',
  given: { text?: string; link?: string | null; media?: PublishMedia[]; deadlineMs?: number } = {},
): PublishCall {
  const media = given.media ?? [];
  const payload: Payload = {
    schema: 'sugia.payload.v1',
    platform,
    accountId: '1001',
    kind: media.length > 0 ? 'photos' : (given.link ?? null) !== null ? 'link' : 'text',
    text: given.text ?? VIETNAMESE,
    link: given.link ?? null,
    media: media.map(({ sha256, alt }) => ({ sha256, alt })),
  };
  return {
    accountId: '1001',
    credentials: platform === 'x' ? xCredentials : pageCredentials,
    payload,
    media,
    deadlineMs: given.deadlineMs ?? 5000,
  };
}

/** `accepted`, `refused not-reached later` or `unknown timed-out`: an outcome in three words. */
export function inWords(outcome: PublishOutcome): string {
  if (outcome.kind === 'accepted') return 'accepted';
  if (outcome.kind === 'unknown') return `unknown ${outcome.reason}`;
  return `refused ${outcome.reason} ${outcome.retry.kind}`;
}
