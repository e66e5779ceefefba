import type { IncomingHttpHeaders } from 'node:http';
import type { Allowance } from '../../domain/deliveries/pace.ts';
import { asCount, asFields, asList } from '../read-answer.ts';

const PERCENTS = ['call_count', 'total_time', 'total_cputime'];
const MINUTE_MS = 60_000;

/**
 * How much of Graph's limits an answer says is used: the highest percentage of the app's, the
 * page's and the business use case's headers. Graph says when to come back only once it is over.
 */
export function facebookAllowance(headers: IncomingHttpHeaders, now: Date): Allowance | null {
  const usages = [
    asFields(parsed(headers['x-app-usage'])),
    asFields(parsed(headers['x-page-usage'])),
    ...Object.values(asFields(parsed(headers['x-business-use-case-usage'])))
      .flatMap((cases) => asList(cases))
      .map((one) => asFields(one)),
  ];
  const percents = usages.flatMap((usage) =>
    PERCENTS.map((name) => asCount(usage[name])).filter((value) => value !== null),
  );
  if (percents.length === 0) return null;
  const waits = usages.map((usage) => asCount(usage['estimated_time_to_regain_access']) ?? 0);
  const minutes = Math.max(...waits);
  return {
    usedPercent: Math.max(...percents),
    resumesAt: minutes > 0 ? new Date(now.getTime() + minutes * MINUTE_MS) : null,
  };
}

function parsed(header: string | string[] | undefined): unknown {
  if (typeof header !== 'string') return undefined;
  try {
    return JSON.parse(header) as unknown;
  } catch {
    return undefined;
  }
}
