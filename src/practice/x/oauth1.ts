import { createHmac, timingSafeEqual } from 'node:crypto';

/** The OAuth parameters of an `Authorization: OAuth …` header, or null. */
export function readOAuthHeader(header: string | undefined): Map<string, string> | null {
  if (header === undefined || !/^OAuth\s/i.test(header)) return null;
  const found = new Map<string, string>();
  for (const [, name, value] of header.matchAll(/([a-z_]+)="([^"]*)"/g)) {
    if (name !== undefined && value !== undefined) found.set(name, decodeURIComponent(value));
  }
  return found;
}

/**
 * Whether an OAuth 1.0a HMAC-SHA1 signature (RFC 5849, 3.4) is that of this request, over any of
 * the addresses that it may have been signed for. JSON and multipart bodies are not signed.
 */
export function isSignatureRight(request: {
  method: string;
  /** Path and query, as it was called. */
  target: string;
  origins: readonly string[];
  formParameters: readonly (readonly [string, string])[];
  oauth: ReadonlyMap<string, string>;
  consumerSecret: string;
  tokenSecret: string;
}): boolean {
  const given = Buffer.from(request.oauth.get('oauth_signature') ?? '', 'base64');
  const key = `${encode(request.consumerSecret)}&${encode(request.tokenSecret)}`;
  return request.origins.some((origin) => {
    const url = new URL(request.target, origin);
    const parameters = [
      ...url.searchParams,
      ...request.formParameters,
      ...[...request.oauth].filter(([name]) => name !== 'oauth_signature' && name !== 'realm'),
    ]
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const base = [request.method.toUpperCase(), `${url.origin}${url.pathname}`, parameters]
      .map(encode)
      .join('&');
    const expected = createHmac('sha1', key).update(base).digest();
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** RFC 3986 percent-encoding: `encodeURIComponent` leaves five signs too many. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
