import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { projectRoot } from '../../src/lib/project-root.ts';
import {
  PNG,
  X_USER,
  addAccounts,
  appendX,
  call,
  callX,
  postX,
  setOffset,
  startBench,
  uploadX,
} from './support/practice.ts';
import type { Answered, Bench } from './support/practice.ts';

/** X's own OpenAPI documents, which stand beside the project on some machines and are not in it. */
const SPECS = join(projectRoot, '..', 'shared', 'specs');
const versions = ['2.166', '2.167'].filter((version) => existsSync(fileOf(version)));
const PRIVATE_AND_PUBLIC =
  'created_at,author_id,conversation_id,entities,attachments,lang,public_metrics,non_public_metrics,organic_metrics,edit_history_tweet_ids';

type Spec = {
  paths: Record<string, Record<string, { responses: Record<string, SpecResponse> }>>;
  components: { schemas: Record<string, { required?: string[]; properties?: object }> };
};
type SpecResponse = { content?: Record<string, { schema: { $ref: string } }> };

function fileOf(version: string): string {
  return join(SPECS, `x-openapi-${version}.json`);
}

/** Every call that a desk makes, with the answer that practice gives. */
async function everyAnswer(url: string): Promise<[string, string, Answered][]> {
  const answers: [string, string, Answered][] = [];
  const note = (method: string, path: string, answer: Answered): Answered => {
    answers.push([method, path, answer]);
    return answer;
  };
  const initialize = note(
    'post',
    '/2/media/upload/initialize',
    await callX(url, 'POST', '/2/media/upload/initialize', {
      media_type: 'image/png',
      total_bytes: PNG.length,
    }),
  );
  const upload = String(initialize.body['data']?.['id']);
  note('post', '/2/media/upload/{id}/append', await appendX(url, upload, 0, PNG));
  note(
    'post',
    '/2/media/upload/{id}/finalize',
    await callX(url, 'POST', `/2/media/upload/${upload}/finalize`, {}),
  );
  note(
    'get',
    '/2/media/upload',
    await callX(url, 'GET', `/2/media/upload?command=STATUS&media_id=${upload}`),
  );
  note(
    'post',
    '/2/media/metadata',
    await callX(url, 'POST', '/2/media/metadata', {
      id: upload,
      metadata: { alt_text: { text: 'Ảnh' } },
    }),
  );
  const created = note(
    'post',
    '/2/tweets',
    await postX(url, 'Trade & culture https://mofa.gov.vn/en #ASEAN @someone', {
      media: { media_ids: [upload] },
    }),
  );
  const id = String(created.body['data']?.['id']);
  await setOffset(url, 24 * 3_600_000);
  for (const [path, asked] of [
    ['/2/tweets/{id}', `/2/tweets/${id}?tweet.fields=${PRIVATE_AND_PUBLIC}`],
    [
      '/2/tweets',
      `/2/tweets?ids=${id},123&tweet.fields=${PRIVATE_AND_PUBLIC}&expansions=attachments.media_keys,author_id&media.fields=url,alt_text`,
    ],
    ['/2/users/{id}/tweets', `/2/users/${X_USER}/tweets?tweet.fields=${PRIVATE_AND_PUBLIC}`],
    ['/2/users/me', '/2/users/me?user.fields=public_metrics,created_at,description,verified'],
    ['/2/users/{id}', `/2/users/${X_USER}`],
  ] as const) {
    note('get', path, await callX(url, 'GET', asked));
  }
  note('delete', '/2/tweets/{id}', await callX(url, 'DELETE', `/2/tweets/${id}`));
  return answers;
}

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.end();
});

async function freshAnswers(vocabulary: string): Promise<[string, string, Answered][]> {
  await call(bench.url, 'POST', '/practice/reset');
  await addAccounts(bench.url);
  await call(bench.url, 'PUT', '/practice/settings', { xVocabulary: vocabulary });
  return await everyAnswer(bench.url);
}

describe('the answers of practice X, by schemas of our own', () => {
  const id = { type: 'string', pattern: '^[0-9]{1,19}$' };
  const count = { type: 'integer', minimum: 0 };
  const post = {
    type: 'object',
    required: ['id', 'text', 'edit_history_tweet_ids'],
    properties: {
      id,
      text: { type: 'string' },
      edit_history_tweet_ids: { type: 'array', items: id, minItems: 1 },
      public_metrics: {
        type: 'object',
        required: ['retweet_count', 'reply_count', 'like_count', 'quote_count', 'impression_count'],
        additionalProperties: count,
      },
      non_public_metrics: { type: 'object', additionalProperties: count },
    },
  };
  const one = { type: 'object', required: ['data'], properties: { data: post } };
  const many = {
    type: 'object',
    required: ['data'],
    properties: { data: { type: 'array', items: post }, errors: { type: 'array' } },
  };
  const schemas: Record<string, object> = {
    'post /2/tweets': one,
    'get /2/tweets/{id}': one,
    'get /2/tweets': many,
    'get /2/users/{id}/tweets': many,
    'get /2/users/me': {
      type: 'object',
      required: ['data'],
      properties: {
        data: { type: 'object', required: ['id', 'name', 'username', 'public_metrics'] },
      },
    },
    'post /2/media/upload/initialize': {
      type: 'object',
      required: ['data'],
      properties: { data: { type: 'object', required: ['id', 'media_key'] } },
    },
  };

  it('hold for every call that a desk makes', async () => {
    const answers = await freshAnswers('old');
    expect(answers.map(([, , answer]) => answer.status)).toEqual(
      answers.map(([method, path]) => (`${method} ${path}` === 'post /2/tweets' ? 201 : 200)),
    );
    for (const [method, path, answer] of answers) {
      const schema = schemas[`${method} ${path}`];
      if (schema === undefined) continue;
      const ajv = new Ajv({ strict: false });
      ajv.validate(schema, answer.body);
      expect({ path, errors: ajv.errors }).toEqual({ path, errors: null });
    }
  });
});

describe("the answers of practice X, by X's own documents", () => {
  if (versions.length === 0) {
    it("could not be checked: X's documents are not beside the project", () => {
      expect(versions).toEqual([]);
    });
  }

  for (const version of versions) {
    const vocabulary = version === '2.166' ? 'old' : 'new';
    const spec = JSON.parse(readFileSync(fileOf(version), 'utf8')) as Spec;
    // The document asks for members that it nowhere describes and that X does not send.
    for (const schema of Object.values(spec.components.schemas)) {
      const properties = schema.properties ?? {};
      if (schema.required !== undefined && schema.properties !== undefined) {
        schema.required = schema.required.filter((name) => name in properties);
      }
    }
    const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false });
    ajv.addSchema(spec, 'spec');
    const faultsOf = (ref: string, body: unknown): unknown => {
      ajv.validate({ $ref: `spec${ref}` }, body);
      return ajv.errors ?? null;
    };

    it(`match version ${version}`, async () => {
      for (const [method, path, answer] of await freshAnswers(vocabulary)) {
        const { content } = spec.paths[path]?.[method]?.responses[String(answer.status)] ?? {};
        const ref = content?.['application/json']?.schema.$ref ?? 'not in the document';
        expect({ path, errors: faultsOf(ref, answer.body) }).toEqual({ path, errors: null });
      }
    });

    it(`have no field that version ${version} does not know`, async () => {
      const known = spec.components.schemas[vocabulary === 'old' ? 'Tweet' : 'Post']?.properties;
      for (const [method, path, answer] of await freshAnswers(vocabulary)) {
        if (!path.startsWith('/2/tweets') || method === 'delete') continue;
        const data = answer.body['data'];
        const posts = Array.isArray(data) ? data : [data];
        const names = posts.flatMap((post) => Object.keys(post ?? {}));
        expect(names.filter((name) => !(name in (known ?? {})))).toEqual([]);
      }
    });

    it(`refuse in the shapes of version ${version}`, async () => {
      await freshAnswers(vocabulary);
      const media = await uploadX(bench.url, PNG);
      await postX(bench.url, 'Once', { media: { media_ids: [media] } });
      const refusals = [
        await postX(bench.url, 'Once'),
        await postX(bench.url, 'ệ'.repeat(200)),
        await callX(bench.url, 'POST', '/2/tweets', { nonsense: true }),
        await callX(bench.url, 'POST', '/2/tweets', { text: 'a' }, { accessSecret: 'wrong' }),
      ];
      for (const refusal of refusals) {
        expect(refusal.status).toBeGreaterThanOrEqual(400);
        // Version 2.167 forgets the plain problem, which X does answer with.
        if (version === '2.167' && String(refusal.body['type']) === 'about:blank') continue;
        expect(faultsOf('#/components/schemas/Problem', refusal.body)).toBeNull();
      }
    });
  }
});
