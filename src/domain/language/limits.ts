import type { PlatformId } from '../channels/channel.ts';
import { xWeight } from './x-weight.ts';

/** What one platform takes in a post. */
export type PlatformLimit = {
  /** In characters of the text's NFC form, or in the weight that X counts. */
  text: { most: number; measure: 'characters' | 'x-weight' };
  /** Pictures of one post. */
  images: number;
  /** Posts of one thread; left out where a platform has no threads. */
  parts?: number;
};

/** The limits of every platform; the values are dated data with their sources. */
export type PlatformLimits = Record<PlatformId, PlatformLimit> & {
  /** Characters of a picture's alternative text: the strictest platform's limit. */
  altText: number;
};

/** The form of `config/data/platform-limits.json`. */
export type PlatformLimitsData = Record<
  PlatformId,
  PlatformLimit & {
    /** Null where the platform states none. */
    altText: number | null;
    source: string;
    date: string;
  }
>;

/** One alternative text goes to every platform, so the strictest one sets its limit. */
export function platformLimitsOf(data: PlatformLimitsData): PlatformLimits {
  const { facebook, x } = data;
  const stated = Object.values(data).flatMap(({ altText }) => (altText === null ? [] : [altText]));
  return {
    facebook: limitOf(facebook),
    x: limitOf(x),
    altText: Math.min(...stated),
  };
}

function limitOf({ text, images, parts }: PlatformLimit): PlatformLimit {
  return { text, images, ...(parts === undefined ? {} : { parts }) };
}

/** How many posts a thread may have on a platform; one says that it has no threads. */
export function mostParts(platform: PlatformId, limits: PlatformLimits): number {
  return limits[platform].parts ?? 1;
}

export type TextProblem =
  | { code: 'empty'; parameters: Record<string, never> }
  | { code: 'too-long'; parameters: { weight: number; limit: number } };

/** How much of a platform's limit a text takes, in that platform's own measure. */
export function textWeight(text: string, platform: PlatformId, limits: PlatformLimits): number {
  switch (limits[platform].text.measure) {
    case 'x-weight':
      return xWeight(text).weight;
    case 'characters':
      return text.normalize('NFC').length;
  }
}

/** What keeps a text from a platform; an empty list means that it can go out. */
export function textProblems(
  text: string,
  platform: PlatformId,
  limits: PlatformLimits,
): TextProblem[] {
  if (text.trim() === '') return [{ code: 'empty', parameters: {} }];
  const weight = textWeight(text, platform, limits);
  const limit = limits[platform].text.most;
  return weight > limit ? [{ code: 'too-long', parameters: { weight, limit } }] : [];
}
