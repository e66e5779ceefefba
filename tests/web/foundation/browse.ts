import type { Express } from 'express';
import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { PASSWORD } from './fake-desk.ts';

/** A browser that sends forms of our own pages. */
export function visit(app: Express): TestAgent {
  const agent = request.agent(app);
  agent.set('Sec-Fetch-Site', 'same-origin').set('Accept', 'text/html');
  return agent;
}

export async function signInAs(app: Express, role: string): Promise<TestAgent> {
  const agent = visit(app);
  await agent
    .post('/session')
    .type('form')
    .send({ email: `person-${role}@mofa.example`, password: PASSWORD })
    .expect(303);
  return agent;
}
