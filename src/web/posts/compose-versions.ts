import type { ComposeChoices } from '../../actions/posts/load-compose.ts';
import { costOf, linkFactor, priceAt } from '../../domain/budget/price.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { partsOf, payloadFor } from '../../domain/deliveries/payload.ts';
import { mostParts, textWeight } from '../../domain/language/limits.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import { xWeight } from '../../domain/language/x-weight.ts';
import type { Media } from '../../domain/media/media.ts';
import { durationText } from '../../domain/media/video.ts';
import { normaliseContent, normaliseText } from '../../domain/posts/content.ts';
import type { VersionContent } from '../../domain/posts/content.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';
import type { VersionForm } from './compose-form.ts';
import type { ComposeReader } from './compose-view.ts';

export type VersionEditor = {
  language: string;
  text: string;
  link: string;
  pictures: PictureRow[];
  /** Whether another version has pictures that this one could take over. */
  ownTexts: OwnText[];
  hasOwnTexts: boolean;
  counts: TextCount[];
};

export type PictureRow = {
  n: number;
  sha256: string;
  alt: string;
  isVideo: boolean;
  told: string[];
};

/** A text of its own for one platform, and where it has threads what follows it. */
export type OwnText = {
  platform: PlatformId;
  text: string;
  /** Whether the platform has threads. */
  hasThreads: boolean;
  parts: PartRow[];
};

export type PartRow = { n: number; text: string; used: number; limit: number };

/** How much of a platform's limit the text takes that would be sent to it. */
export type TextCount = {
  platform: PlatformId;
  isUsed: boolean;
  used: number;
  limit: number;
  doubled: number;
  /** The button that proposes how to split it into a thread; null where there are none. */
  split: string | null;
  /** Whether it, or a part of it, is too long. */
  isTooLong: boolean;
  /** What posting it there costs, and how a script tells it; null where it is free. */
  cost: TextCost | null;
};

/** What a call costs with and without a link, in millionths of a US dollar, and the sentences. */
type TextCost = {
  post: number;
  linked: number;
  form: string;
  linkedForm: string;
  sentence: string;
};

/** One version as its fields show it. */
export function versionEditor(
  version: VersionForm,
  used: readonly PlatformId[],
  { media }: ComposeChoices,
  reader: ComposeReader,
): VersionEditor {
  const { t, limits } = reader;
  const content = versionContent(version);
  return {
    language: version.language,
    text: version.text,
    link: version.link,
    pictures: version.media.map(({ sha256, alt, kind }, n) => ({
      n,
      sha256,
      alt,
      isVideo: kind === 'video',
      told: changesOf(
        media.find((one) => one.sha256 === sha256),
        t,
      ),
    })),
    ownTexts: platformIds.map((platform) => ownText(version, content, platform, limits)),
    hasOwnTexts: Object.keys({ ...version.platformTexts, ...version.threads }).length > 0,
    counts: platformIds.map((platform) => {
      const payload = payloadFor(content, { platform, accountId: '' });
      const { text } = payload;
      const limit = limits[platform].text.most;
      return {
        platform,
        isUsed: used.includes(platform),
        used: textWeight(text, platform, limits),
        limit,
        split: mostParts(platform, limits) > 1 ? `split.${version.language}.${platform}` : null,
        isTooLong: partsOf(payload).some((part) => textWeight(part, platform, limits) > limit),
        cost: textCost(partsOf(payload), platform, reader),
        doubled: limits[platform].text.measure === 'x-weight' ? xWeight(text).doubled : 0,
      };
    }),
  };
}

function ownText(
  version: VersionForm,
  content: VersionContent,
  platform: PlatformId,
  limits: PlatformLimits,
): OwnText {
  const limit = limits[platform].text.most;
  const sent = partsOf(payloadFor(content, { platform, accountId: '' }));
  let filled = 0;
  const parts = (version.threads[platform] ?? []).map((text, n): PartRow => {
    if (normaliseText(text) !== '') filled += 1;
    const goesOut = normaliseText(text) === '' ? '' : (sent[filled] ?? text);
    return { n, text, used: textWeight(goesOut, platform, limits), limit };
  });
  return {
    platform,
    text: version.platformTexts[platform] ?? '',
    hasThreads: mostParts(platform, limits) > 1,
    parts,
  };
}

function textCost(
  texts: readonly string[],
  platform: PlatformId,
  { t, prices, now, language }: ComposeReader,
): TextCost | null {
  const price = priceAt(prices, platform, now);
  if (price === null) return null;
  const { micros, hasLink } = costOf(prices, platform, texts, now);
  const factor = linkFactor(price);
  const form = (linked: boolean, amount: string): string =>
    linked && factor !== null
      ? t('budget.linked', { amount, factor })
      : t('budget.plain', { amount });
  return {
    post: price.post,
    linked: price.postWithLink,
    form: form(false, '{amount}'),
    linkedForm: form(true, '{amount}'),
    sentence: form(hasLink, formatOf(language).usd(micros)),
  };
}

/** The typed version in the form in which it would be saved; an empty one is kept. */
export function versionContent({ language: _, ...version }: VersionForm): VersionContent {
  const { versions } = normaliseContent({
    schema: 'sugia.content.v1',
    versions: { it: version },
    targets: [],
    reasons: [],
  });
  return versions['it'] ?? { text: '', platformTexts: {}, link: null, media: [] };
}

/** What the rendition is and what it changed, in sentences. */
export function changesOf(media: Media | undefined, t: Translate): string[] {
  if (media === undefined) return [];
  if (media.video !== undefined) {
    const { width, height, bytes, video } = media;
    const duration = durationText(video.durationMs);
    const megabytes = Math.max(1, Math.round(bytes / 1_000_000));
    return [
      t('media.video', { duration, width, height, megabytes }),
      ...(media.changes.length === 0
        ? [t('media.videoUnchanged')]
        : media.changes.map((change) => t(`media.videoChange.${change.code}`, change.parameters))),
    ];
  }
  if (media.changes.length === 0) return [t('media.unchanged')];
  return media.changes.map((change) => t(`media.change.${change.code}`, change.parameters));
}
