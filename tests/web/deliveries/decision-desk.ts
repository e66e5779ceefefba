import type TestAgent from 'supertest/lib/agent.js';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { openReadBackDesk } from '../../actions/support/read-back-desk.ts';
import { TEST_PASSWORD, testChannels } from '../../support/desk-people.ts';
import type { TestRole } from '../../support/desk-people.ts';
import { browserOf, webDepsOf } from '../../support/test-desk.ts';
import { submittedPost } from '../approvals/post-of.ts';

export type DecisionDesk = Awaited<ReturnType<typeof openDecisionDesk>>;

/** Pages over a desk that reads back the practice platforms, with deliveries that nobody is sure of. */
export async function openDecisionDesk() {
  const one = await openReadBackDesk();
  const app = createApp(webDepsOf(one.ctx));
  return {
    ...one,
    app,
    signIn: async (role: TestRole): Promise<TestAgent> => {
      const agent = browserOf(app);
      const { email } = one.desk.people[role];
      await agent.post('/session').type('form').send({ email, password: TEST_PASSWORD });
      return agent;
    },
    /** An unknown delivery whose post never arrived, with a whole post around it. */
    lost: async (text: string): Promise<Delivery> => {
      await one.fault('facebook', 'drop', { when: 'before' });
      return one.send('facebook', { text });
    },
    /** A delivery that waits for a person. */
    waiting: async (text: string): Promise<Delivery> => {
      const post = await submittedPost(one.desk, { vi: text });
      const outcome = await approvePost(one.ctx, {
        postId: post.id,
        actor: one.desk.actors.spokesperson,
        revision: post.revision,
        contentSha256: post.contentSha256,
        languages: ['vi'],
      });
      const delivery = outcome.ok ? outcome.deliveries[0] : undefined;
      if (delivery === undefined) throw new Error('nothing was approved');
      const { id } = delivery;
      const at = one.desk.clock.now();
      const change = { reason: 'connection' as const };
      await one.ctx.stores.deliveries.moveDelivery({
        id,
        from: 'planned',
        to: 'waiting',
        at,
        change,
      });
      return delivery;
    },
    /** What somebody posts on the Page itself. */
    postedByHand: async (text: string): Promise<string> => {
      const post = (await one.practice.control('POST', '/practice/posts', {
        platform: 'facebook',
        accountId: testChannels.facebook.accountId,
        text,
        createdAt: one.desk.clock.now().toISOString(),
      })) as { permalink: string };
      return post.permalink;
    },
    stateOf: async ({ id }: Delivery) =>
      (await one.ctx.stores.deliveries.findDelivery(id))?.state ?? null,
  };
}
