import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Post } from '../../src/domain/posts/post.ts';
import { TEST_PASSWORD, testPeople } from '../support/desk-people.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';
import { submittedPost } from './support/line-posts.ts';

let line: Line;

beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line.close());

describe('two workers and two webs over one database', () => {
  it('publish forty deliveries on four channels once each', async () => {
    const posts: Post[] = [];
    for (let n = 0; n < 20; n += 1) {
      posts.push(await submittedPost(line, n, n % 2 === 0 ? 'press' : 'paris'));
    }
    const [first, second] = await Promise.all([
      line.start('web'),
      line.start('web'),
      line.start('worker'),
      line.start('worker'),
    ]);
    // Signed in at one web, the spokesperson is known to the other.
    const signedIn = await request(first.url)
      .post('/session')
      .set('Sec-Fetch-Site', 'same-origin')
      .type('form')
      .send({ email: testPeople.spokesperson.email, password: TEST_PASSWORD })
      .expect(303);
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    const approve = (url: string, post: Post) =>
      request(url)
        .post(`/posts/${post.id}/approval`)
        .set('Sec-Fetch-Site', 'same-origin')
        .set('Cookie', cookie)
        .type('form')
        .send({ revision: post.revision, contentSha256: post.contentSha256 });
    // Every approval is sent to both webs at the same time, as an impatient reader would.
    for (const post of posts) {
      const answers = await Promise.all([approve(first.url, post), approve(second.url, post)]);
      expect(answers.map((answer) => answer.status)).toContain(303);
    }
    const { connection } = line.ctx;
    const deliveries = connection.collection<{ state: string; attempts: number }>('deliveries');
    await until(
      'every delivery is sent',
      async () => (await deliveries.countDocuments({ state: 'sent' })) === 40,
      60_000,
    );
    expect(await deliveries.countDocuments()).toBe(40);
    expect(await deliveries.countDocuments({ attempts: 1 })).toBe(40);
    const arrived = (await line.posts()).map((post) => `${post.accountId} ${post.text}`);
    expect(arrived).toHaveLength(40);
    expect(new Set(arrived).size).toBe(40);
    const attempts = connection.collection<{ worker: string }>('attempts');
    expect(await attempts.distinct('worker')).toHaveLength(2);
  }, 90_000);
});
