import type { PlatformId } from '../channels/channel.ts';
import type { MediaRef, VersionContent } from '../posts/content.ts';

/**
 * Exactly what a channel will show: the preview draws it, the hash covers it, the adapter sends it.
 * `link` is set only where the platform makes a card of it (a Facebook link post).
 */
export type Payload = {
  schema: 'sugia.payload.v1';
  platform: PlatformId;
  accountId: string;
  kind: 'text' | 'link' | 'photos' | 'video';
  text: string;
  link: string | null;
  media: MediaRef[];
};

/** What one channel receives for one version: the only place that turns a version into a payload. */
export function payloadFor(
  version: VersionContent,
  channel: { platform: PlatformId; accountId: string },
): Payload {
  const text = version.platformTexts[channel.platform] ?? version.text;
  const asCard = channel.platform === 'facebook' && version.media.length === 0;
  const carriesLink = version.link === null || text.includes(version.link) || asCard;
  return {
    schema: 'sugia.payload.v1',
    platform: channel.platform,
    accountId: channel.accountId,
    kind: kindOf(version, asCard),
    text: carriesLink ? text : joinLink(text, version.link),
    link: asCard ? version.link : null,
    media: version.media,
  };
}

function kindOf({ media, link }: VersionContent, asCard: boolean): Payload['kind'] {
  if (media.some((one) => one.kind === 'video')) return 'video';
  if (media.length > 0) return 'photos';
  return link !== null && asCard ? 'link' : 'text';
}

function joinLink(text: string, link: string | null): string {
  return link === null ? text : text === '' ? link : `${text}\n\n${link}`;
}
