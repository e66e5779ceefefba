import { randomBytes } from 'node:crypto';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';

type GraphFault = {
  status?: number;
  message: string;
  code: number;
  type?: 'OAuthException' | 'GraphMethodException';
  subcode?: number;
  transient?: boolean;
  title?: string;
  userMessage?: string;
};

/** A refusal in the Graph API's envelope. */
function graphError(fault: GraphFault): Answer {
  return answer(fault.status ?? 400, {
    error: {
      message: fault.message,
      type: fault.type ?? 'OAuthException',
      code: fault.code,
      ...(fault.subcode === undefined ? {} : { error_subcode: fault.subcode }),
      ...(fault.transient === undefined ? {} : { is_transient: fault.transient }),
      ...(fault.title === undefined ? {} : { error_user_title: fault.title }),
      ...(fault.userMessage === undefined ? {} : { error_user_msg: fault.userMessage }),
      fbtrace_id: `A${randomBytes(17).toString('base64url').replace(/[-_]/g, '0').slice(0, 22)}`,
    },
  });
}

/** Refusals with their codes. Sources: Graph "Handling errors" and public projects, 2026. */
export const graphErrors = {
  noToken: (): Answer =>
    graphError({
      status: 400,
      message: 'An access token is required to request this resource.',
      code: 104,
    }),
  badToken: (): Answer =>
    graphError({
      status: 401,
      message: 'Invalid OAuth access token - Cannot parse access token',
      code: 190,
    }),
  expired: (): Answer =>
    graphError({
      status: 400,
      message:
        'Error validating access token: Session has expired. The current time is later than the expiry time.',
      code: 190,
      subcode: 463,
    }),
  revoked: (): Answer =>
    graphError({
      status: 400,
      message:
        'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
      code: 190,
      subcode: 460,
    }),
  unknownApp: (): Answer =>
    graphError({
      message: 'Error validating application. Cannot get application info due to a system error.',
      code: 101,
    }),
  badSecret: (): Answer => graphError({ message: 'Error validating client secret.', code: 1 }),
  badCode: (): Answer =>
    graphError({ message: 'Invalid verification code format.', code: 100, subcode: 36009 }),
  codeUsed: (): Answer =>
    graphError({ message: 'This authorization code has been used.', code: 100, subcode: 36009 }),
  codeExpired: (): Answer =>
    graphError({ message: 'This authorization code has expired.', code: 100, subcode: 36007 }),
  otherAddress: (): Answer =>
    graphError({
      message:
        'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
      code: 100,
      subcode: 36008,
    }),
  badProof: (): Answer =>
    graphError({
      message: 'Invalid appsecret_proof provided in the API argument',
      code: 100,
      type: 'GraphMethodException',
    }),
  noPermission: (): Answer =>
    graphError({
      status: 403,
      message:
        '(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts as an admin with sufficient administrative permission',
      code: 200,
    }),
  notReadable: (): Answer =>
    graphError({
      message:
        "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature.",
      code: 10,
    }),
  blocked: (): Answer =>
    graphError({
      message: 'The action attempted has been deemed abusive or is otherwise disallowed',
      code: 368,
      subcode: 1390008,
      transient: false,
      title: "You Can't Use This Feature Right Now",
      userMessage:
        'To protect the community from spam, we limit how often you can post, comment or do other things in a given amount of time.',
    }),
  suspended: (): Answer =>
    graphError({
      message:
        'Error validating access token: The user is enrolled in a blocking, logged-in checkpoint',
      code: 190,
      subcode: 459,
    }),
  unknownNode: (id: string): Answer =>
    graphError({
      message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
      code: 100,
      subcode: 33,
      type: 'GraphMethodException',
    }),
  noSuchField: (field: string, node: string): Answer =>
    graphError({
      message: `(#100) Tried accessing nonexisting field (${field}) on node type (${node})`,
      code: 100,
    }),
  invalid: (message: string): Answer => graphError({ message: `(#100) ${message}`, code: 100 }),
  duplicate: (): Answer =>
    graphError({
      message: '(#506) Duplicate status message',
      code: 506,
      subcode: 1455006,
      transient: false,
      title: 'Duplicate Status Update',
      userMessage:
        'This status update is identical to the last one you posted. Try posting something different, or delete your previous update.',
    }),
  badPhoto: (): Answer =>
    graphError({
      message: 'Invalid parameter',
      code: 100,
      subcode: 1366046,
      transient: false,
      title: "Can't Read Files",
      userMessage:
        "Your photos couldn't be uploaded. Photos should be less than 4 MB and saved as JPG, PNG, GIF, TIFF, HEIF or WebP files.",
    }),
  badOffset: (): Answer =>
    graphError({
      message: 'There was a problem uploading your video file. Please try again.',
      code: 6001,
      subcode: 1363037,
      transient: true,
    }),
  videoNotReady: (): Answer =>
    graphError({
      message: '(#100) The video is still being processed.',
      code: 100,
      subcode: 1363041,
    }),
  photoAlreadyPosted: (): Answer =>
    graphError({
      message: 'Invalid parameter',
      code: 100,
      subcode: 1366051,
      transient: false,
      title: 'Photos Already Posted',
      userMessage: 'These photos were already posted.',
    }),
  badLink: (): Answer =>
    graphError({
      message: 'Invalid parameter',
      code: 100,
      subcode: 1609005,
      transient: false,
      title: "Link Couldn't Be Shared",
      userMessage: 'We could not gather data from the link you wanted to share.',
    }),
  facebookLink: (): Answer =>
    graphError({
      message: 'Invalid parameter',
      code: 100,
      subcode: 1609008,
      transient: false,
      title: "Link Couldn't Be Shared",
      userMessage: 'You cannot share a Facebook link here.',
    }),
  badMetric: (): Answer => graphErrors.invalid('The value must be a valid insights metric'),
  noMetric: (): Answer =>
    graphError({
      message: '(#3001) Please provide at least one metric',
      code: 3001,
      subcode: 1504028,
      transient: false,
      title: 'No metric was specified to be fetched',
      userMessage: 'No metric was specified to be fetched. Please set one or more metrics.',
    }),
  throttled: (): Answer =>
    graphError({
      message:
        '(#80001) There have been too many calls to this Page account. Wait a bit and try again.',
      code: 80001,
      subcode: 2446079,
    }),
  appThrottled: (): Answer =>
    graphError({ status: 403, message: '(#4) Application request limit reached', code: 4 }),
  unavailable: (): Answer =>
    graphError({
      status: 503,
      message: '(#2) Service temporarily unavailable',
      code: 2,
      transient: true,
    }),
  unknown: (): Answer =>
    graphError({
      status: 500,
      message: 'An unknown error has occurred.',
      code: 1,
      transient: false,
    }),
  noSuchRoute: (method: string): Answer =>
    graphError({
      message: `Unsupported ${method.toLowerCase()} request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
      code: 100,
      type: 'GraphMethodException',
    }),
};
