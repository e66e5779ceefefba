import type { MetricName, Metrics } from '../../domain/audience/metrics.ts';
import { asReadFailure } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
import type { MetricsAnswer } from '../platform.ts';
import { asCount, asFields, asList } from '../read-answer.ts';
import { classifyFacebookFailure, facebookCodeOf, graphErrorOf } from './facebook-errors.ts';
import type { GraphSession } from './graph-session.ts';

/** Insights that are still given (Graph changelog, 2026-11-22); `*_impressions*` are gone. */
export const POST_INSIGHTS = {
  post_media_view: 'views',
  post_total_media_view_unique: 'reach',
  post_clicks: 'clicks',
} as const satisfies Record<string, MetricName>;
export type PostInsight = keyof typeof POST_INSIGHTS;

const COUNTERS = 'shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)';
const PARALLEL = 4;
/** Code 100 with this subcode: the object does not exist, or not for this token. */
const GONE_SUBCODE = 33;

export type FacebookMetricsTools = {
  session: GraphSession;
  now: () => Date;
  /** Insights that this process has seen refused by name; grows. */
  refusedInsights: Set<PostInsight>;
};

/**
 * Reads the figures of posts. A failure of the whole account ends the reading; what was read until
 * then is given, and a post that was not reached is left out.
 */
export async function readFacebookMetrics(
  postIds: readonly string[],
  tools: FacebookMetricsTools,
): Promise<MetricsAnswer> {
  const metrics = new Map<string, Metrics | null>();
  const queue = [...postIds];
  const failures: CallEvidence[] = [];
  const readNext = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const result = await readPost(id, tools);
      if (result.kind === 'read') metrics.set(id, result.metrics);
      if (result.kind === 'failed') {
        failures.push(result.evidence);
        if (!concernsOnePost(result.evidence)) queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, readNext));
  const [failure] = failures;
  if (failure === undefined || metrics.size > 0) return { kind: 'read', metrics };
  return {
    kind: 'failed',
    reason: asReadFailure(classifyFacebookFailure(failure, tools.now())),
    code: facebookCodeOf(failure) ?? failure.errorCode ?? statusText(failure),
  };
}

type PostResult =
  { kind: 'read'; metrics: Metrics | null } | { kind: 'failed'; evidence: CallEvidence };

async function readPost(id: string, tools: FacebookMetricsTools): Promise<PostResult> {
  const { body, evidence } = await tools.session.get([id], { fields: COUNTERS });
  if (isGone(evidence)) return { kind: 'read', metrics: null };
  if (body === undefined) return { kind: 'failed', evidence };
  return {
    kind: 'read',
    metrics: { ...countersFrom(body), ...(await readInsights(id, tools)) },
  };
}

/** One retired name fails the whole call, so after a failure each is asked for by itself. */
async function readInsights(id: string, tools: FacebookMetricsTools): Promise<Metrics> {
  const { session, refusedInsights } = tools;
  const names = (Object.keys(POST_INSIGHTS) as PostInsight[]).filter(
    (name) => !refusedInsights.has(name),
  );
  if (names.length === 0) return {};
  const ask = (metric: string) => session.get([id, 'insights'], { metric, period: 'lifetime' });
  const all = await ask(names.join(','));
  if (all.body !== undefined) return insightsFrom(all.body);
  if (graphErrorOf(all.evidence)?.code !== 100) return {};
  const metrics: Metrics = {};
  const refused: PostInsight[] = [];
  for (const name of names) {
    const { body, evidence } = await ask(name);
    if (body !== undefined) Object.assign(metrics, insightsFrom(body));
    else if (graphErrorOf(evidence)?.code === 100) refused.push(name);
  }
  // Where every name is refused the post is the reason, and the names may be good elsewhere.
  if (refused.length < names.length) for (const name of refused) refusedInsights.add(name);
  return metrics;
}

/** The counters of a post that need no insights. Facebook leaves `shares` out when it has none. */
export function countersFrom(body: unknown): Metrics {
  const post = asFields(body);
  const summary = (edge: string): number | null =>
    asCount(asFields(asFields(post[edge])['summary'])['total_count']);
  const found: Record<string, number | null> = {
    reactions: summary('reactions'),
    comments: summary('comments'),
    shares: asCount(asFields(post['shares'])['count']),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

/** The figures of an insights answer; a breakdown is summed. A Page too small gives none. */
export function insightsFrom(body: unknown): Metrics {
  const metrics: Metrics = {};
  for (const item of asList(asFields(body)['data'])) {
    const insight = asFields(item);
    const name = POST_INSIGHTS[String(insight['name']) as PostInsight] as MetricName | undefined;
    const value = figureOf(asFields(asList(insight['values'])[0])['value']);
    if (name !== undefined && value !== null) metrics[name] = value;
  }
  return metrics;
}

function figureOf(value: unknown): number | null {
  if (typeof value !== 'object') return asCount(value);
  const parts = Object.values(asFields(value)).map(asCount);
  return parts.length === 0 || parts.includes(null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** Whether the Graph API says that there is no such object, or none for this token. */
export function isGone(evidence: CallEvidence): boolean {
  const error = graphErrorOf(evidence);
  return error?.code === 100 && error.subcode === GONE_SUBCODE;
}

/** A refused parameter concerns one post; a dead token or a throttle concerns them all. */
function concernsOnePost(evidence: CallEvidence): boolean {
  return graphErrorOf(evidence)?.code === 100;
}

function statusText(evidence: CallEvidence): string | null {
  return evidence.status === null ? null : String(evidence.status);
}
