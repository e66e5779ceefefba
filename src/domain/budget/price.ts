import type { PlatformId } from '../channels/channel.ts';
import { findAddresses } from '../language/x-addresses.ts';

/** What a platform asks for, from a day on; amounts in millionths of a US dollar. */
export type Price = {
  from: Date;
  post: number;
  postWithLink: number;
  /** Each post that is read, once per UTC day. */
  read: number;
  source: string;
  /** The day on which the source was read, `YYYY-MM-DD`. */
  date: string;
};

/** The prices of every platform, the newest first; none where posting is free. */
export type Prices = Record<PlatformId, readonly Price[]>;

/** The form of `config/data/x-prices.json`. */
export type PriceData = {
  platform: PlatformId;
  periods: {
    from: string;
    postUsd: number;
    postWithLinkUsd: number;
    ownPostReadUsd: number;
    source: string;
    date: string;
  }[];
};

const MICROS_PER_USD = 1_000_000;

export function microsOf(usd: number): number {
  return Math.round(usd * MICROS_PER_USD);
}

export function usdOf(micros: number): number {
  return micros / MICROS_PER_USD;
}

export function pricesOf(data: PriceData): Prices {
  const periods = data.periods
    .map((one) => ({
      from: new Date(`${one.from}T00:00:00.000Z`),
      post: microsOf(one.postUsd),
      postWithLink: microsOf(one.postWithLinkUsd),
      read: microsOf(one.ownPostReadUsd),
      source: one.source,
      date: one.date,
    }))
    .sort((a, b) => b.from.getTime() - a.from.getTime());
  return { facebook: [], x: [], [data.platform]: periods };
}

/** The price in force at an instant; null where posting is free. */
export function priceAt(prices: Prices, platform: PlatformId, at: Date): Price | null {
  return prices[platform].find((price) => price.from <= at) ?? prices[platform].at(-1) ?? null;
}

/** What one post will cost, and why. */
export type PostCost = {
  /** Millionths of a US dollar. */
  micros: number;
  hasLink: boolean;
};

/**
 * Forecasts what posting these texts costs, one call each: a thread is paid part by part. A bare
 * domain is a link, just as the platform counts it.
 */
export function costOf(
  prices: Prices,
  platform: PlatformId,
  texts: readonly string[],
  at: Date,
): PostCost {
  const price = priceAt(prices, platform, at);
  if (price === null) return { micros: 0, hasLink: false };
  const linked = texts.filter(holdsLink).length;
  return {
    micros: linked * price.postWithLink + (texts.length - linked) * price.post,
    hasLink: linked > 0,
  };
}

/** How many times as much a post with a link costs; null where that makes no difference. */
export function linkFactor(price: Price): number | null {
  const factor = Math.floor(price.postWithLink / price.post);
  return factor > 1 ? factor : null;
}

/** Whether a text holds what the platform turns into a link. */
export function holdsLink(text: string): boolean {
  return findAddresses(text.normalize('NFC')).length > 0;
}
