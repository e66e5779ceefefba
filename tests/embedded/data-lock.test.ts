import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.ts';
import { lockDataDir } from '../../src/embedded/data-lock.ts';
import { lockOrRefuse, requirePorts } from '../../src/embedded/preflight.ts';
import { createScratch } from './support/scratch.ts';
import type { Scratch } from './support/scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

const leaveLock = (holder: object): void =>
  writeFileSync(join(scratch.dir, 'lock'), JSON.stringify(holder));

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('a data directory', () => {
  it('is used by one desk at a time, and the second is told which one has it', () => {
    const config = loadConfig({ SUGIA_DATA_DIR: scratch.dir, PORT: '4100' });
    const release = lockOrRefuse(config);
    expect(() => lockOrRefuse(config)).toThrow(
      `already runs on the data in ${scratch.dir} (process ${process.pid}, http://localhost:4100)`,
    );
    release();
    lockOrRefuse(config)();
    expect(existsSync(join(scratch.dir, 'lock'))).toBe(false);
  });

  it('is free again when the desk that had it was killed', async () => {
    leaveLock({ pid: await endedProcess(), began: null, url: 'http://localhost:4100' });
    expect(lockDataDir(scratch.dir, 'http://localhost:4200').ok).toBe(true);
  });

  it('is free when the number of the killed desk’s process was given to another', () => {
    leaveLock({ pid: process.pid, began: '1', url: 'http://localhost:4100' });
    const lock = lockDataDir(scratch.dir, 'http://localhost:4200');
    // Only Linux tells when a process began.
    expect(lock.ok).toBe(process.platform === 'linux');
  });

  it('is free when the lock holds nonsense', () => {
    writeFileSync(join(scratch.dir, 'lock'), '{"pid":');
    expect(lockDataDir(scratch.dir, '').ok).toBe(true);
  });

  it('is not freed by a desk that lost it', () => {
    const lock = lockDataDir(scratch.dir, 'http://localhost:4100');
    leaveLock({ pid: process.pid, began: null, url: 'http://localhost:4200' });
    if (lock.ok) lock.release();
    expect(readFileSync(join(scratch.dir, 'lock'), 'utf8')).toContain('4200');
  });

  it('goes to exactly one of many desks that find a dead lock at the same moment', async () => {
    leaveLock({ pid: await endedProcess(), began: null, url: '' });
    const racer = scratch.bundle(
      'racer.mjs',
      `import { lockDataDir } from './embedded/data-lock.ts';
       process.stdin.once('data', () => {
         const lock = lockDataDir(${JSON.stringify(scratch.dir)}, '');
         process.stdout.write(lock.ok ? 'won' : 'lost');
       });
       process.stdin.once('end', () => process.exit());
       process.stdout.write('set ');`,
    );
    const racers = Array.from({ length: 6 }, () => spawn(process.execPath, [racer]));
    const said = racers.map(() => '');
    racers.forEach((child, n) => {
      child.stdout.on('data', (text: Buffer) => (said[n] = `${said[n] ?? ''}${text.toString()}`));
    });
    const allSay = async (pattern: RegExp): Promise<void> => {
      while (!said.every((text) => pattern.test(text)))
        await once(racers[0]!.stdout, 'data', {
          signal: AbortSignal.timeout(50),
        }).catch(() => undefined);
    };
    await allSay(/set/);
    for (const child of racers) child.stdin.write('go');
    await allSay(/won|lost/);
    const ended = racers.map((child) => once(child, 'exit'));
    for (const child of racers) child.stdin.end();
    await Promise.all(ended);
    expect(said.filter((text) => text.endsWith('won'))).toHaveLength(1);
  });
});

describe('the ports', () => {
  it('are looked at before anything starts, and a taken one is named with who has it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const config = loadConfig({ SUGIA_DATA_DIR: scratch.dir, PORT: String(port - 1) });
    try {
      await expect(requirePorts(config)).rejects.toThrow(
        new RegExp(`^Port ${port} is taken by .+: stop that, or set PORT`),
      );
    } finally {
      other.close();
    }
  });

  it('must leave room for those of the practice platforms', async () => {
    const config = loadConfig({ SUGIA_DATA_DIR: scratch.dir, PORT: '65534' });
    await expect(requirePorts(config)).rejects.toThrow('PORT must be between 1 and 65532');
  });
});
