import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Express } from 'express';
import { describe, expect, it } from '@jest/globals';
import { permissions } from '../../../src/domain/people/permission.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { listRoutes } from '../../../src/web/route-table.ts';
import { fakeDesk } from './fake-desk.ts';

/** What anybody may open; a new line here is a decision about who can see the desk. */
const PUBLIC = [
  'get /healthz',
  'get /healthz/publishing',
  'get /metrics',
  'get /readyz',
  'get /session',
  'post /language',
  'post /session',
  'post /session/end',
];

const app = createApp(fakeDesk());

describe('the routes of the desk', () => {
  it('each name a permission, or say that everybody or everybody signed in may pass', () => {
    for (const { access } of listRoutes(app)) {
      if (access.kind === 'permission') expect(permissions).toContain(access.permission);
      else expect(['public', 'signed-in']).toContain(access.kind);
    }
  });

  it('are open to strangers only where this list says so', () => {
    const open = listRoutes(app)
      .filter(({ access }) => access.kind === 'public')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual(PUBLIC);
  });

  it('are all registered through the route table', () => {
    const known = listRoutes(app).map(({ method, path }) => `${method} ${path}`);
    expect(registered(app)).toEqual(known);
    expect(new Set(known).size).toBe(known.length);
  });

  it('change nothing by being read', () => {
    const verbs = /\/(end|submission|return|withdrawal|drop|settlement|departure|pause)$/;
    const reads = listRoutes(app).filter(
      ({ method, path }) => method === 'get' && verbs.test(path),
    );
    expect(reads.map(({ path }) => path)).toEqual([]);
  });
});

describe('the views', () => {
  const views = readdirSync(join(projectRoot, 'views'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ejs'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/mail/'));

  it.each(views)('%s has no inline style, script or handler and escapes what it shows', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i);
    expect(text.match(/<script(?! type="module" nonce="<%= nonce %>" src=)/g)).toBeNull();
    expect(text.match(/<%-(?!\s*include\()/g)).toBeNull();
  });
});

/** What Express itself knows, whoever registered it. */
function registered(express: Express): string[] {
  const router = express.router as unknown as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => `${method} ${route.path}`),
  );
}
