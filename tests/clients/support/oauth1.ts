import { createHmac } from 'node:crypto';
import type { Arrived } from './scripted-server.ts';

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

type Keys = {
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  accessSecret: string;
};

/** Whether a request carries a good OAuth 1.0a signature over its address on api.x.com. */
export function isSignedWith(request: Arrived, keys: Keys): boolean {
  const header = request.headers.authorization ?? '';
  const given = new Map(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
      name ?? '',
      decodeURIComponent(value ?? ''),
    ]),
  );
  if (given.get('oauth_consumer_key') !== keys.consumerKey) return false;
  if (given.get('oauth_token') !== keys.accessToken) return false;
  const parameters = [...given, ...request.url.searchParams]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const address = `https://api.x.com${request.path}`;
  const base = [request.method, encode(address), encode(parameters)].join('&');
  const key = `${encode(keys.consumerSecret)}&${encode(keys.accessSecret)}`;
  const expected = createHmac('sha1', key).update(base).digest('base64');
  return given.get('oauth_signature') === expected;
}
