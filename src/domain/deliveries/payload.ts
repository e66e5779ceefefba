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
  /** The whole text; in a thread that of its first part. */
  text: string;
  link: string | null;
  /** In a thread they go with its first part. */
  media: MediaRef[];
  /** The texts of a thread, first to last; only a thread has them, and then at least two. */
  parts?: string[];
};

/** What one channel receives for one version: the only place that turns a version into a payload. */
export function payloadFor(
  version: VersionContent,
  channel: { platform: PlatformId; accountId: string },
): Payload {
  const asCard = channel.platform === 'facebook' && version.media.length === 0;
  const texts = withLink(textsFor(version, channel.platform), asCard ? null : version.link);
  return {
    schema: 'sugia.payload.v1',
    platform: channel.platform,
    accountId: channel.accountId,
    kind: kindOf(version, asCard),
    text: texts[0] ?? '',
    link: asCard ? version.link : null,
    media: version.media,
    ...(texts.length > 1 ? { parts: texts } : {}),
  };
}

function kindOf({ media, link }: VersionContent, asCard: boolean): Payload['kind'] {
  if (media.some((one) => one.kind === 'video')) return 'video';
  if (media.length > 0) return 'photos';
  return link !== null && asCard ? 'link' : 'text';
}

/** The texts that go out one after another: those of a thread, or the one text. */
export function partsOf(payload: Payload): string[] {
  return payload.parts ?? [payload.text];
}

/** One part of a payload as a payload of its own; `n` counts from 1. */
export function partPayload({ parts, ...payload }: Payload, n: number): Payload {
  const text = parts?.[n - 1];
  if (text === undefined) return payload;
  return n === 1 ? { ...payload, text } : { ...payload, text, kind: 'text', media: [] };
}

function textsFor(version: VersionContent, platform: PlatformId): string[] {
  return [version.platformTexts[platform] ?? version.text, ...(version.threads?.[platform] ?? [])];
}

/** A link that no part names stands at the end of the last one. */
function withLink(texts: string[], link: string | null): string[] {
  if (link === null || texts.some((text) => text.includes(link))) return texts;
  return texts.with(-1, joinLink(texts.at(-1) ?? '', link));
}

function joinLink(text: string, link: string): string {
  return text === '' ? link : `${text}\n\n${link}`;
}
