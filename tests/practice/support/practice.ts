import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../../src/lib/logger.ts';
import { startPractice } from '../../../src/practice/start-practice.ts';
import type { Practice } from '../../../src/practice/start-practice.ts';

export type Answered = {
  status: number;
  headers: Record<string, string>;
  text: string;
  // The judge's answers are looked at field by field; each test says what it expects there.
  body: Record<string, Loose>;
};
export type Loose = Loose[] & { [key: string]: Loose };

export const PAGE = '100900200300';
export const PAGE_TOKEN = 'page-token';
export const X_USER = '900100';
export const X_KEYS = {
  consumerKey: 'practice-consumer-key',
  consumerSecret: 'practice-consumer-secret',
  accessToken: 'x-access',
  accessSecret: 'x-secret',
};

/** A small PNG, and one that differs in its last byte. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export type Bench = Practice & { dataDir: string; end(): Promise<void> };

/** The practice platforms with one Page and one X account, on free ports and in a new folder. */
export async function startBench(
  dataDir = mkdtempSync(join(tmpdir(), 'practice-')),
): Promise<Bench> {
  const practice = await startPractice({
    httpPort: 0,
    smtpPort: 0,
    dataDir,
    logger: createLogger('practice', 'silent'),
  });
  return {
    ...practice,
    dataDir,
    end: async () => {
      await practice.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function addAccounts(url: string): Promise<void> {
  await call(url, 'PUT', `/practice/accounts/facebook/${PAGE}`, {
    name: 'Bộ Ngoại giao',
    handle: 'BoNgoaiGiao',
    followers: 200_000,
    language: 'vi',
    tokens: { pageAccessToken: PAGE_TOKEN },
  });
  await call(url, 'PUT', `/practice/accounts/x/${X_USER}`, {
    name: 'MOFA Viet Nam',
    handle: 'MOFAVietNam',
    followers: 50_000,
    language: 'en',
    tokens: { accessToken: X_KEYS.accessToken, accessSecret: X_KEYS.accessSecret },
  });
}

/** One JSON call. */
export async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  return answered(response.status, Object.fromEntries(response.headers), await response.text());
}

/** One call of the X API, signed as OAuth 1.0a says and sent with the real host name. */
export async function callX(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  keys: Partial<typeof X_KEYS> = {},
): Promise<Answered> {
  const authorization = sign(method, path, { ...X_KEYS, ...keys });
  return await callPlainly(url, method, path, body, { host: 'api.x.com', authorization });
}

/** A call that `fetch` would not make: with another host, or with a body on GET. */
async function callPlainly(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const bodyHeaders =
    payload === undefined
      ? {}
      : {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        };
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      url + path,
      { method, headers: { ...headers, ...bodyHeaders } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve(
            answered(response.statusCode ?? 0, response.headers as Record<string, string>, text),
          );
        });
      },
    );
    request.on('error', reject);
    request.end(payload);
  });
}

export async function postX(url: string, text: string, more: object = {}): Promise<Answered> {
  return await callX(url, 'POST', '/2/tweets', { text, ...more });
}

export async function callGraph(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answered> {
  const mark = path.includes('?') ? '&' : '?';
  return await callPlainly(
    url,
    method,
    `/graph/v25.0${path}${mark}access_token=${PAGE_TOKEN}`,
    body,
  );
}

export async function postGraph(
  url: string,
  message: string,
  more: object = {},
): Promise<Answered> {
  return await callGraph(url, 'POST', `/${PAGE}/feed`, { message, ...more });
}

/** Uploads a picture through all steps; the id of the medium. */
export async function uploadX(url: string, bytes: Buffer, alt?: string): Promise<string> {
  const started = await callX(url, 'POST', '/2/media/upload/initialize', {
    media_type: 'image/png',
    total_bytes: bytes.length,
    media_category: 'tweet_image',
  });
  const id = String(started.body['data']?.['id']);
  await appendX(url, id, 0, bytes);
  await callX(url, 'POST', `/2/media/upload/${id}/finalize`, {});
  if (alt !== undefined) {
    await callX(url, 'POST', '/2/media/metadata', { id, metadata: { alt_text: { text: alt } } });
  }
  return id;
}

export async function appendX(
  url: string,
  id: string,
  index: number,
  bytes: Buffer,
): Promise<Answered> {
  const path = `/2/media/upload/${id}/append`;
  const form = new FormData();
  form.append('segment_index', String(index));
  form.append('media', new Blob([new Uint8Array(bytes)]));
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: sign('POST', path, X_KEYS) },
    body: form,
  });
  return answered(response.status, {}, await response.text());
}

/** Moves practice time to so many milliseconds after real time. */
export async function setOffset(url: string, offsetMs: number): Promise<void> {
  await call(url, 'POST', '/practice/clock', { offsetMs });
}

export async function setFault(url: string, fault: object): Promise<Answered> {
  return await call(url, 'POST', '/practice/faults', fault);
}

export async function stateOf(url: string): Promise<Answered['body']> {
  return (await call(url, 'GET', '/practice/state.json')).body;
}

function answered(status: number, headers: Record<string, string>, text: string): Answered {
  let body: unknown = {};
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: the test looks at `text`.
  }
  return { status, headers, text, body: body as Answered['body'] };
}

function sign(method: string, path: string, keys: typeof X_KEYS): string {
  const url = new URL(path, 'https://api.x.com');
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_token: keys.accessToken,
    oauth_version: '1.0',
  };
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const parameters = [...url.searchParams, ...Object.entries(oauth)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const base = [method, url.origin + url.pathname, parameters].map(encode).join('&');
  const signature = createHmac(
    'sha1',
    `${encode(keys.consumerSecret)}&${encode(keys.accessSecret)}`,
  )
    .update(base)
    .digest('base64');
  const header = { ...oauth, oauth_signature: signature };
  return `OAuth ${Object.entries(header)
    .map(([name, value]) => `${encode(name)}="${encode(value)}"`)
    .join(', ')}`;
}
