import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { projectRoot } from '../../src/lib/project-root.ts';
import {
  PAGE,
  addAccounts,
  callGraph,
  postGraph,
  setOffset,
  startBench,
} from './support/practice.ts';
import type { Bench } from './support/practice.ts';

/** Meta's own field lists, which stand beside the project on some machines and are not in it. */
const SPECS = join(projectRoot, '..', 'shared', 'specs');
const PAGE_FIELDS = 'id,name,username,about,link,followers_count,fan_count,category,is_published';
const POST_FIELDS =
  'id,message,created_time,updated_time,permalink_url,is_published,status_type,from,shares,comments.limit(0).summary(true),reactions.limit(0).summary(true),attachments';

let bench: Bench;
let post = '';
beforeAll(async () => {
  bench = await startBench();
  await addAccounts(bench.url);
  const created = await postGraph(bench.url, 'Bài đăng', { link: 'https://mofa.gov.vn/tin' });
  post = String(created.body['id']);
  await setOffset(bench.url, 48 * 3_600_000);
});
afterAll(async () => {
  await bench.end();
});

/** The fields and readable edges of a node, as Meta lists them. */
function knownNames(node: string): string[] {
  const spec = JSON.parse(readFileSync(join(SPECS, `graph-${node}.json`), 'utf8')) as {
    fields: { name: string }[];
    apis: { method: string; endpoint?: string }[];
  };
  const edges = spec.apis.flatMap(({ method, endpoint }) =>
    method === 'GET' ? (endpoint ?? []) : [],
  );
  return [...spec.fields.map(({ name }) => name), ...edges.map((edge) => edge.replace(/^\//, ''))];
}

describe('the answers of the practice Graph API', () => {
  const summary = {
    type: 'object',
    required: ['data', 'summary'],
    properties: {
      summary: {
        type: 'object',
        required: ['total_count'],
        properties: { total_count: { type: 'integer', minimum: 0 } },
      },
    },
  };
  const postSchema = {
    type: 'object',
    required: ['id', 'message', 'created_time', 'permalink_url', 'comments', 'reactions'],
    properties: {
      id: { type: 'string', pattern: '^[0-9]+_[0-9]+$' },
      message: { type: 'string' },
      created_time: {
        type: 'string',
        pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000$',
      },
      permalink_url: { type: 'string' },
      shares: { type: 'object', required: ['count'] },
      comments: summary,
      reactions: summary,
    },
  };
  const insightsSchema = {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['id', 'name', 'period', 'values', 'title', 'description'],
          properties: { values: { type: 'array', items: { type: 'object', required: ['value'] } } },
        },
      },
    },
  };

  it('hold by schemas of our own', async () => {
    const ajv = new Ajv({ strict: false });
    const whole = await callGraph(bench.url, 'GET', `/${post}?fields=${POST_FIELDS}`);
    ajv.validate(postSchema, whole.body);
    expect(ajv.errors).toBeNull();
    const insights = await callGraph(
      bench.url,
      'GET',
      `/${post}/insights?metric=post_media_view,post_clicks`,
    );
    ajv.validate(insightsSchema, insights.body);
    expect(ajv.errors).toBeNull();
  });

  if (existsSync(join(SPECS, 'graph-Page.json'))) {
    it("name only what Meta's own lists name", async () => {
      const page = await callGraph(bench.url, 'GET', `/${PAGE}?fields=${PAGE_FIELDS}`);
      const whole = await callGraph(bench.url, 'GET', `/${post}?fields=${POST_FIELDS}`);
      const unknown = (body: object, node: string): string[] =>
        Object.keys(body).filter((name) => !knownNames(node).includes(name));
      expect([page.status, whole.status]).toEqual([200, 200]);
      expect(unknown(page.body, 'Page')).toEqual([]);
      expect(unknown(whole.body, 'PagePost')).toEqual([]);
    });
  } else {
    it("could not be checked by Meta's lists: they are not beside the project", () => {
      expect(existsSync(SPECS) && existsSync(join(SPECS, 'graph-Page.json'))).toBe(false);
    });
  }
});

describe('the practice process', () => {
  it('is reached from this machine alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const port of [bench.httpPort, bench.smtpPort]) {
      for (const host of ['127.0.0.1', ...outside.map(({ address }) => address)]) {
        const isOpen = await new Promise<boolean>((resolve) => {
          const socket = connect({ host, port });
          const end = (open: boolean) => () => {
            socket.destroy();
            resolve(open);
          };
          socket.once('connect', end(true)).once('error', end(false));
        });
        expect({ host, isOpen }).toEqual({ host, isOpen: host === '127.0.0.1' });
      }
    }
  });
});
