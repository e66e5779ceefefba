import type { Metrics } from '../../domain/audience/metrics.ts';
import { asCount, asFields, asList, asText } from '../read-answer.ts';
import { problemName } from './x-errors.ts';

/** X gives an owner's private figures for this long (docs.x.com metrics, 2026-11-22). */
const PRIVATE_FIGURES_DAYS = 30;

const EPOCH_MS = 1_288_834_974_657;
const DAY_MS = 86_400_000;
/** Ids below are from before ids held a time. */
const FIRST_ID_DATE_MS = EPOCH_MS + DAY_MS;

/**
 * Decides whether to ask for a post's private figures: by the time inside its id. An id without a
 * believable time is asked, and X answers per figure when it does not give one.
 */
export function isYoung(postId: string, now: Date): boolean {
  const madeMs = xTimeOf(postId)?.getTime();
  if (madeMs === undefined || madeMs > now.getTime() + DAY_MS) return true;
  return now.getTime() - madeMs < PRIVATE_FIGURES_DAYS * DAY_MS;
}

/** When a post was made, by the time inside its id; null for an id from before ids held one. */
export function xTimeOf(postId: string): Date | null {
  if (!/^\d{1,19}$/.test(postId)) return null;
  const madeMs = Number(BigInt(postId) >> 22n) + EPOCH_MS;
  return madeMs < FIRST_ID_DATE_MS ? null : new Date(madeMs);
}

/**
 * Reads the figures of posts out of a lookup answer, in X's old and new vocabulary. `null` for a
 * post that X no longer has; a figure that is not there stays absent.
 */
export function metricsFromLookup(body: unknown): Map<string, Metrics | null> {
  const found = new Map<string, Metrics | null>();
  for (const item of asList(asFields(body)['data'])) {
    const post = asFields(item);
    const id = asText(post['id']);
    if (id !== null) found.set(id, metricsOf(post));
  }
  for (const item of asList(asFields(body)['errors'])) {
    const error = asFields(item);
    const id = asText(error['resource_id']) ?? asText(error['value']);
    const gone = problemName(error['type']) === 'resource-not-found';
    if (gone && id !== null && !found.has(id)) found.set(id, null);
  }
  return found;
}

/** Posts that the answer neither gives nor calls gone: a private figure may have hidden them. */
export function missingFrom(found: Map<string, Metrics | null>, ids: readonly string[]): string[] {
  return ids.filter((id) => !found.has(id));
}

function metricsOf(post: Record<string, unknown>): Metrics {
  const open = asFields(post['public_metrics']);
  const own = asFields(post['non_public_metrics']);
  const metrics: Metrics = {};
  const set = (name: keyof Metrics, value: number | null): void => {
    if (value !== null) metrics[name] = value;
  };
  const reposts = asCount(open['repost_count']) ?? asCount(open['retweet_count']);
  const quotes = asCount(open['quote_count']);
  set('views', asCount(open['impression_count']) ?? asCount(own['impression_count']));
  set('reactions', asCount(open['like_count']));
  set('comments', asCount(open['reply_count']));
  // Half of a sum would look like a fall, so it is given only whole.
  set('shares', reposts === null || quotes === null ? null : reposts + quotes);
  set('bookmarks', asCount(open['bookmark_count']));
  set('clicks', asCount(own['url_link_clicks']));
  return metrics;
}
