import type { Channel } from '../../domain/channels/channel.ts';
import { partsOf, payloadFor } from '../../domain/deliveries/payload.ts';
import { textWeight } from '../../domain/language/limits.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import type { Content, MediaRef, Target } from '../../domain/posts/content.ts';
import { hasDifference, wordDifference } from './word-difference.ts';
import type { DifferencePart } from './word-difference.ts';

/** What `partials/preview` draws. */
export type ChannelPreview = {
  platform: Channel['platform'];
  channelName: string;
  mark: string;
  lang: string;
  text: string;
  parts: DifferencePart[] | null;
  link: string | null;
  images: MediaRef[];
  video: MediaRef | null;
  meter: Meter;
  /** How many posts a thread has; null for one that is none. */
  count: number | null;
  /** What follows the text in a thread, part by part. */
  further: PreviewedPart[];
};

type Meter = { used: number; limit: number };
type PreviewedPart = { n: number; text: string; parts: DifferencePart[] | null; meter: Meter };

export type PreviewedTarget = {
  preview: ChannelPreview;
  alts: { n: number; alt: string }[];
  /** What of the pictures and the link is not as it was; null when nothing was there before. */
  changed: { pictures: boolean; link: boolean; parts: boolean; isNew: boolean };
};

/** One target as the public will see it, made from the payload that is sent. */
export function previewTarget(
  target: Target,
  channel: Channel,
  content: Content,
  before: Content | null,
  limits: PlatformLimits,
): PreviewedTarget | null {
  const version = content.versions[target.language];
  if (version === undefined) return null;
  const payload = payloadFor(version, channel);
  const video = payload.media.find((one) => one.kind === 'video');
  const pictures = payload.media.filter((one) => one.kind !== 'video');
  const earlier = before?.versions[target.language];
  const old = earlier === undefined ? null : payloadFor(earlier, channel);
  const texts = partsOf(payload);
  const oldTexts = old === null ? null : partsOf(old);
  const previewPart = (text: string, index: number): PreviewedPart => {
    const parts = oldTexts === null ? null : wordDifference(oldTexts[index] ?? '', text);
    return {
      n: index + 1,
      text,
      parts: parts !== null && hasDifference(parts) ? parts : null,
      meter: {
        used: textWeight(text, channel.platform, limits),
        limit: limits[channel.platform].text.most,
      },
    };
  };
  const [first, ...further] = texts.map(previewPart);
  return {
    preview: {
      platform: channel.platform,
      channelName: channel.name,
      mark: initials(channel.name),
      lang: target.language,
      text: payload.text,
      parts: first?.parts ?? null,
      link: payload.link,
      images: pictures,
      video: video ?? null,
      meter: first?.meter ?? { used: 0, limit: limits[channel.platform].text.most },
      count: texts.length > 1 ? texts.length : null,
      further,
    },
    alts: pictures.map(({ alt }, index) => ({ n: index + 1, alt })),
    changed: {
      pictures: old !== null && !sameMedia(old.media, payload.media),
      link: old !== null && old.link !== payload.link,
      parts: oldTexts !== null && oldTexts.length > texts.length,
      isNew: before !== null && old === null,
    },
  };
}

function sameMedia(a: readonly MediaRef[], b: readonly MediaRef[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => one.sha256 === b[index]?.sha256 && one.alt === b[index].alt)
  );
}

/** Two letters for the round mark beside a name. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
