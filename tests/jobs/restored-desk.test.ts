import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../src/lib/project-root.ts';
import { backUp } from '../support/backup.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';
import { approveNow, stateOf, submittedPost } from './support/line-posts.ts';

let line: Line;

beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line.close());

describe('a worker that starts on a restored backup', () => {
  it('holds everything and finds what was sent since, instead of sending it again', async () => {
    const { connection } = line.ctx;
    const delivery = await approveNow(line, await submittedPost(line, 1), 'en');
    const backup = await backUp(connection);
    const first = await line.start('worker');
    await until('it is sent', async () => (await stateOf(line, delivery.id)) === 'sent');
    first.child.kill('SIGTERM');
    await first.ended;
    expect(await line.posts()).toHaveLength(1);

    await backup.restore();
    const second = await line.start('worker');
    expect(second.output()).toContain('the database is a restored backup');
    await until('it is found', async () => (await stateOf(line, delivery.id)) === 'sent');
    expect(await line.posts()).toHaveLength(1);
    expect(await line.ctx.stores.holds.listHoldsInForce()).toHaveLength(1);
    second.child.kill('SIGTERM');
    await second.ended;
  }, 60_000);
});

describe('the command `sugia restore`', () => {
  const run = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['src/sugia.js', 'restore', ...options],
      { cwd: projectRoot, env: { ...line.env, PATH: '/nowhere' }, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };

  it('says that this database is a backup, and how much may have gone out since', async () => {
    const delivery = await approveNow(line, await submittedPost(line, 2), 'vi');
    const { status, stdout } = run('--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ restored: true, deliveries: 1 });
    expect(await stateOf(line, delivery.id)).toBe('unknown');
  }, 60_000);

  it('says what to install when it cannot bring an archive back', () => {
    const { status, stderr } = run('--archive', 'sugia.archive');
    expect(status).toBe(1);
    expect(stderr).toContain('install the MongoDB Database Tools');
  }, 60_000);
});
