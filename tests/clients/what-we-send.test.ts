import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import { appSecretProof } from '../../src/clients/facebook/graph-session.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { callWith, medium, pageCredentials, PLANTED, VIETNAMESE } from './support/calls.ts';
import { isSignedWith } from './support/oauth1.ts';
import { json, startScriptedServer } from './support/scripted-server.ts';
import type { Arrived, ScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
let x: Platform;
let facebook: Platform;

beforeEach(async () => {
  server = await startScriptedServer();
  x = createXPlatform({ apiUrl: server.url, appKey: null, appSecret: null });
  facebook = createFacebookPlatform({
    graphUrl: `${server.url}/graph`,
    graphVersion: 'v25.0',
    appSecret: PLANTED.appSecret,
  });
});
afterEach(async () => {
  x.close();
  facebook.close();
  await server.close();
});

const bodyOf = (path: string): unknown => JSON.parse(arrivedAt(path).body) as unknown;
function arrivedAt(path: string): Arrived {
  const found = server.arrived.find((request) => request.path === path);
  if (found === undefined) throw new Error(`nothing arrived at ${path}`);
  return found;
}

const ours = {
  tweet: {
    type: 'object',
    required: ['text'],
    additionalProperties: false,
    properties: {
      text: { type: 'string', minLength: 1 },
      media: {
        type: 'object',
        required: ['media_ids'],
        additionalProperties: false,
        properties: {
          media_ids: { type: 'array', minItems: 1, maxItems: 4, items: { pattern: '^[0-9]+$' } },
        },
      },
    },
  },
  initialize: {
    type: 'object',
    required: ['media_type', 'total_bytes', 'media_category'],
    additionalProperties: false,
    properties: {
      media_type: { enum: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] },
      total_bytes: { type: 'integer', minimum: 1, maximum: 5_000_000 },
      media_category: { enum: ['tweet_image', 'tweet_gif'] },
    },
  },
  metadata: {
    type: 'object',
    required: ['id', 'metadata'],
    additionalProperties: false,
    properties: {
      id: { type: 'string' },
      metadata: {
        type: 'object',
        required: ['alt_text'],
        additionalProperties: false,
        properties: {
          alt_text: {
            type: 'object',
            required: ['text'],
            additionalProperties: false,
            properties: { text: { type: 'string', maxLength: 1000 } },
          },
        },
      },
    },
  },
  feed: {
    type: 'object',
    additionalProperties: false,
    properties: {
      id: { const: '1001' },
      fields: { const: 'permalink_url' },
      message: { type: 'string', maxLength: 63_206 },
      link: { type: 'string', format: 'uri' },
      attached_media: {
        type: 'array',
        maxItems: 10,
        items: {
          type: 'object',
          required: ['media_fbid'],
          additionalProperties: false,
          properties: { media_fbid: { type: 'string' } },
        },
      },
    },
  },
};

const ajv = new Ajv({
  strict: false,
  logger: false,
  formats: { uri: (text: string) => URL.canParse(text) },
});
function faultsIn(schema: object, value: unknown): unknown {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors;
}

const specFolder = join(projectRoot, '../shared/specs');
const spec = (name: string): unknown =>
  existsSync(join(specFolder, name))
    ? (JSON.parse(readFileSync(join(specFolder, name), 'utf8')) as unknown)
    : null;

type OpenApi = {
  components: object;
  paths: Record<string, { post: { requestBody: { content: Record<string, { schema: object }> } } }>;
};

/** The request schema that X itself publishes, when its specification is beside the project. */
function xSchema(version: '2.166' | '2.167', path: string): object | null {
  const api = spec(`x-openapi-${version}.json`) as OpenApi | null;
  const schema = api?.paths[path]?.post.requestBody.content['application/json']?.schema;
  if (api === null) return null;
  if (schema === undefined) throw new Error(`the specification of X has no body for ${path}`);
  return { ...schema, components: api.components };
}

describe('what goes to X', () => {
  beforeEach(() => {
    const media = json(200, { data: { id: '77', media_key: '3_77' } });
    server.on('POST', '/2/media/upload/initialize', media);
    server.on('POST', '/2/media/upload/77/append', json(200, {}));
    server.on('POST', '/2/media/upload/77/finalize', media);
    server.on('POST', '/2/media/metadata', json(200, { data: { id: '77' } }));
    server.on('POST', '/2/tweets', json(201, { data: { id: '1', text: 't' } }));
  });

  it('is the approved text, character by character, to api.x.com, signed', async () => {
    await x.publish(callWith('x'));
    expect(bodyOf('/2/tweets')).toEqual({ text: VIETNAMESE });
    const request = arrivedAt('/2/tweets');
    expect(request.headers.host).toBe('api.x.com');
    expect(isSignedWith(request, PLANTED)).toBe(true);
    expect(isSignedWith(request, { ...PLANTED, accessSecret: 'other' })).toBe(false);
  });

  it('holds to the schemas, ours and the ones X publishes', async () => {
    const big = medium('p'.repeat(2_500_000), 'Bộ trưởng phát biểu');
    await x.publish(callWith('x', { text: 'With a picture', media: [big] }));
    const sent = [
      { path: '/2/tweets', spec: '/2/tweets', schema: ours.tweet },
      {
        path: '/2/media/upload/initialize',
        spec: '/2/media/upload/initialize',
        schema: ours.initialize,
      },
      { path: '/2/media/metadata', spec: '/2/media/metadata', schema: ours.metadata },
    ];
    for (const { path, spec: specPath, schema } of sent) {
      expect(faultsIn(schema, bodyOf(path))).toEqual([]);
      for (const version of ['2.166', '2.167'] as const) {
        const published = xSchema(version, specPath);
        if (published !== null) expect(faultsIn(published, bodyOf(path))).toEqual([]);
      }
    }
    const chunks = server.arrived.filter(({ path }) => path.endsWith('/append'));
    expect(chunks).toHaveLength(3);
    expect(server.arrived.every((request) => isSignedWith(request, PLANTED))).toBe(true);
  });

  it('fails the schemas when it is wrong, so that they say something', () => {
    expect(faultsIn(ours.tweet, { text: 'a', extra: 1 })).not.toEqual([]);
    const published = xSchema('2.167', '/2/tweets');
    if (published !== null) expect(faultsIn(published, { text: 'a', extra: 1 })).not.toEqual([]);
  });
});

describe('what goes to a Page', () => {
  const FEED = '/graph/v25.0/1001/feed';
  const PHOTOS = '/graph/v25.0/1001/photos';
  beforeEach(() => {
    server.on('POST', FEED, json(200, { id: '1001_1' }));
    server.on('POST', PHOTOS, json(200, { id: '9', post_id: '1001_2' }));
    server.on(
      'GET',
      '/graph/v25.0/1001_2',
      json(200, { id: '1001_2', permalink_url: 'https://f/2' }),
    );
  });

  /** Parameter names that Facebook publishes for an edge, when the file is beside the project. */
  function publishedNames(endpoint: string): string[] | null {
    const page = spec('graph-Page.json') as {
      apis: { endpoint: string; method: string; params: { name: string }[] }[];
    } | null;
    const api = page?.apis.find((one) => one.endpoint === endpoint && one.method === 'POST');
    return api === undefined ? null : api.params.map(({ name }) => name);
  }

  it('is the approved text with its link, character by character', async () => {
    const link = 'https://mofa.gov.vn/tin-tuc?id=1&lang=vi';
    await facebook.publish(callWith('facebook', { link }));
    const body = bodyOf(FEED) as Record<string, unknown>;
    expect(body).toMatchObject({ message: VIETNAMESE, link });
    expect(faultsIn(ours.feed, body)).toEqual([]);
    const names = publishedNames('/feed');
    const tolerated = ['id', 'fields'];
    if (names !== null) {
      expect([...names, ...tolerated]).toEqual(expect.arrayContaining(Object.keys(body)));
    }
  });

  it('carries the token and the proof that the app holds its secret', async () => {
    await facebook.publish(callWith('facebook'));
    const { searchParams } = arrivedAt(FEED).url;
    expect(searchParams.get('access_token')).toBe(PLANTED.pageAccessToken);
    expect(searchParams.get('appsecret_proof')).toBe(
      appSecretProof(PLANTED.pageAccessToken, PLANTED.appSecret),
    );
  });

  it('is one photo with its text and its alt text, bytes unchanged', async () => {
    const photo = medium('bytes of a photo', 'Toàn cảnh buổi lễ', 'image/jpeg');
    const outcome = await facebook.publish(callWith('facebook', { media: [photo] }));
    expect(outcome).toMatchObject({ platformPostId: '1001_2', permalink: 'https://f/2' });
    const request = arrivedAt(PHOTOS);
    const form = await new Response(new Uint8Array(request.bytes), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData();
    expect([...form.keys()].sort()).toEqual(['alt_text_custom', 'message', 'source']);
    expect(form.get('message')).toBe(VIETNAMESE);
    expect(form.get('alt_text_custom')).toBe('Toàn cảnh buổi lễ');
    const source = form.get('source') as File;
    expect(source.type).toBe('image/jpeg');
    expect(Buffer.from(await source.arrayBuffer()).toString()).toBe('bytes of a photo');
    const names = publishedNames('/photos');
    if (names !== null)
      expect([...names, 'source']).toEqual(expect.arrayContaining([...form.keys()]));
  });

  it('is read with the token in its place and the names of figures that are still given', async () => {
    server.on('GET', '/graph/v25.0/1001_2', json(200, { id: '1001_2', shares: { count: 2 } }));
    server.on('GET', '/graph/v25.0/1001_2/insights', json(200, { data: [] }));
    const answer = await facebook.readMetrics({
      accountId: '1001',
      credentials: pageCredentials,
      platformPostIds: ['1001_2'],
    });
    expect(answer).toEqual({ kind: 'read', metrics: new Map([['1001_2', { shares: 2 }]]) });
    expect(arrivedAt('/graph/v25.0/1001_2/insights').url.searchParams.get('metric')).toBe(
      'post_media_view,post_total_media_view_unique,post_clicks',
    );
  });
});
