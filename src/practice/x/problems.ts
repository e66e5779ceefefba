import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';

const TYPES = 'https://api.twitter.com/2/problems/';

function problem(status: number, title: string, detail: string, type = 'about:blank'): Answer {
  return answer(status, { title, detail, type, status });
}

/** Refusals in X's own words. Sources: docs.x.com, its OpenAPI document and public logs, 2026. */
export const problems = {
  unauthorized: (): Answer => problem(401, 'Unauthorized', 'Unauthorized'),
  notPermitted: (): Answer =>
    problem(403, 'Forbidden', 'You are not permitted to perform this action.'),
  duplicate: (): Answer =>
    problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.'),
  cashtags: (): Answer =>
    problem(403, 'Forbidden', 'Posts are limited to one cashtag. Remove the extra cashtags.'),
  notSummoned: (): Answer =>
    problem(
      403,
      'Forbidden',
      'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
    ),
  oauth1Permissions: (): Answer =>
    problem(
      403,
      'Forbidden',
      'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
      `${TYPES}oauth1-permissions`,
    ),
  suspended: (): Answer =>
    problem(
      403,
      'Forbidden',
      'Your account is suspended and is not permitted to access this feature.',
      `${TYPES}user-suspended`,
    ),
  policyBlock: (): Answer =>
    problem(
      403,
      'Forbidden',
      'This request looks like it might be automated. To protect our users from spam and other malicious activity, this action cannot be completed right now.',
    ),
  appOnly: (): Answer =>
    answer(403, {
      title: 'Unsupported Authentication',
      detail:
        'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
      type: `${TYPES}unsupported-authentication`,
      status: 403,
    }),
  credits: (): Answer =>
    problem(
      402,
      'CreditsDepleted',
      'Your enrolled account does not have any credits to fulfill this request.',
      'https://api.x.com/2/problems/credits',
    ),
  usageCapped: (): Answer =>
    answer(429, {
      title: 'UsageCapExceeded',
      detail: 'Usage cap exceeded: Monthly product cap',
      type: `${TYPES}usage-capped`,
      period: 'Monthly',
      scope: 'Product',
      status: 429,
    }),
  tooMany: (): Answer => problem(429, 'Too Many Requests', 'Too Many Requests'),
  unavailable: (): Answer => problem(503, 'Service Unavailable', 'Service Unavailable'),
  crashed: (): Answer => problem(500, 'Internal Server Error', 'Internal Server Error'),
  noSuchRoute: (): Answer => problem(404, 'Not Found', 'Not Found'),
  invalid: (faults: readonly { message: string; parameters: Record<string, string[]> }[]): Answer =>
    answer(400, {
      errors: faults,
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: `${TYPES}invalid-request`,
    }),
};

/** An entry of `errors` in a 200 answer: the thing is not there. */
export function notFoundError(parameter: string, id: string, resourceType = 'tweet') {
  return {
    value: id,
    detail: `Could not find ${resourceType} with ${parameter}: [${id}].`,
    title: 'Not Found Error',
    resource_type: resourceType,
    parameter,
    resource_id: id,
    type: `${TYPES}resource-not-found`,
  };
}

/** An entry of `errors` in a 200 answer: the figure is not for this reader, or no longer. */
export function fieldError(field: string, id: string) {
  return {
    detail: `Sorry, you are not authorized to access '${field}' on the Tweet with ids : [${id}].`,
    title: 'Field Authorization Error',
    resource_type: 'tweet',
    field,
    section: 'data',
    value: id,
    parameter: 'ids',
    resource_id: id,
    type: `${TYPES}not-authorized-for-field`,
  };
}
