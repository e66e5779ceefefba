import { normaliseContent } from '../../domain/posts/content.ts';
import type { Content } from '../../domain/posts/content.ts';
import { payloadFor } from '../../domain/deliveries/payload.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { canonicalJson, sha256 } from '../../lib/hashing.ts';

export type SealedContent = { content: Content; contentJson: string; contentSha256: string };

/** The one form of a content: normalised, as a canonical string, with the hash of that string. */
export function sealContent(content: Content): SealedContent {
  const normal = normaliseContent(content);
  const contentJson = canonicalJson(normal);
  return { content: normal, contentJson, contentSha256: sha256(contentJson) };
}

/** The payload of one version for one channel with its hash; null when there is no such version. */
export function sealPayload(
  content: Content,
  language: string,
  channel: Pick<Channel, 'platform' | 'accountId'>,
): { payload: Payload; payloadSha256: string } | null {
  const version = content.versions[language];
  if (version === undefined) return null;
  const payload = payloadFor(version, channel);
  return { payload, payloadSha256: sha256(canonicalJson(payload)) };
}
