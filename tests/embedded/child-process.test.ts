import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { childService } from '../../src/embedded/child-process.ts';
import { openLogFile } from '../../src/embedded/log-file.ts';
import type { LogFile } from '../../src/embedded/log-file.ts';
import { createSupervisor } from '../../src/embedded/supervisor.ts';
import type { Service, Supervisor } from '../../src/embedded/supervisor.ts';
import { createClock } from '../../src/lib/clock.ts';
import { createScratch, isAlive, until } from './support/scratch.ts';
import type { Scratch } from './support/scratch.ts';

let scratch: Scratch;
let log: LogFile;
let supervisor: Supervisor;
let said: string[];

beforeEach(() => {
  scratch = createScratch();
  log = openLogFile(scratch.dir, 'stub');
  said = [];
  supervisor = createSupervisor({
    say: (line) => said.push(line),
    clock: createClock(),
    sleep: () => Promise.resolve(),
  });
});
afterEach(async () => {
  supervisor.kill();
  await log.close();
  scratch.remove();
});

const pidFile = (): string => join(scratch.dir, 'pid');
const pid = (): number => Number(readFileSync(pidFile(), 'utf8'));

/** A process that says its number, then that it serves, and does what the test wants of it. */
function stub(
  behaviour: string,
  options: Partial<Parameters<typeof childService>[0]> = {},
): Service {
  const script = scratch.bundle(
    `stub-${Math.random()}.mjs`,
    `import { writeFileSync } from 'node:fs';
     import { announceReady, exitWithParent, waitForParent } from './lib/exit-with-parent.ts';
     writeFileSync(${JSON.stringify(pidFile())}, String(process.pid));
     setInterval(() => undefined, 1000);
     ${behaviour}`,
  );
  return childService({
    name: 'stub',
    script,
    args: [],
    env: process.env,
    stopWithinMs: 5_000,
    log,
    say: (line) => said.push(line),
    ...options,
  });
}

describe('a process of the desk', () => {
  it('is started when it says that it serves, and is gone after stopping', async () => {
    await supervisor.start(stub('announceReady();'));
    expect(isAlive(pid())).toBe(true);
    await supervisor.stop(['stub']);
    expect(isAlive(pid())).toBe(false);
    expect(said).toEqual([]);
  });

  it('that ignores the request to stop is ended, and nothing is left of it', async () => {
    await supervisor.start(
      stub(`process.on('SIGTERM', () => undefined); announceReady();`, { stopWithinMs: 50 }),
    );
    await supervisor.stop(['stub']);
    await until(() => !isAlive(pid()));
    expect(said).toEqual(['stub did not stop in time and was ended.']);
  });

  it('loads at once and begins when the database is ready', async () => {
    let open: (value: null) => void = () => undefined;
    const mayBegin = new Promise<null>((resolve) => {
      open = resolve;
    });
    const begun = join(scratch.dir, 'begun');
    const started = supervisor.start(
      stub(
        `await waitForParent();
         writeFileSync(${JSON.stringify(begun)}, process.argv[1]);
         announceReady();`,
        { mayBegin },
      ),
    );
    await until(() => isWritten(pidFile()));
    expect(isWritten(begun)).toBe(false);
    open(null);
    await started;
    expect(isWritten(begun)).toBe(true);
  });

  it('that ends before it serves is a failed start, told with the place of its log', async () => {
    await expect(supervisor.start(stub('process.exit(3);'))).rejects.toThrow(
      `stub ended before it served (exit code 3); its log is ${log.path}`,
    );
  });

  it('that is killed comes back as another process', async () => {
    await supervisor.start(stub('announceReady();'));
    const first = pid();
    process.kill(first, 'SIGKILL');
    await until(() => said.includes('stub runs again.'));
    expect(said[0]).toBe('stub ended unexpectedly (signal SIGKILL); it starts again in 1 s.');
    expect(pid()).not.toBe(first);
    await supervisor.stop(['stub']);
    expect(isAlive(pid())).toBe(false);
  });

  it('shows its warnings in one line and keeps the rest in its log', async () => {
    await supervisor.start(
      stub(
        `console.log(JSON.stringify({ level: 30, msg: 'all is well' }));
         console.log(JSON.stringify({ level: 40, time: '2026-11-25T08:00:01.000Z', msg: 'slow' }));
         announceReady();`,
      ),
    );
    await until(() => said.length > 0);
    expect(said).toEqual(['stub     | 08:00:01Z WARN slow']);
    await until(() => readFileSync(log.path, 'utf8').includes('all is well'));
  });

  it('does not outlive a desk that was killed', async () => {
    const parent = scratch.bundle(
      'parent.mjs',
      `import { fork } from 'node:child_process';
       const child = fork(process.argv[2], [], { detached: true, stdio: 'ignore' });
       child.once('message', () => process.send('up'));`,
    );
    const child = scratch.bundle(
      'child.mjs',
      `import { writeFileSync } from 'node:fs';
       import { announceReady, exitWithParent } from './lib/exit-with-parent.ts';
       writeFileSync(${JSON.stringify(pidFile())}, String(process.pid));
       process.on('SIGTERM', () => undefined);
       setInterval(() => undefined, 1000);
       exitWithParent();
       announceReady();`,
    );
    const desk = fork(parent, [child]);
    await once(desk, 'message');
    expect(isAlive(pid())).toBe(true);
    desk.kill('SIGKILL');
    await until(() => !isAlive(pid()));
  });
});

function isWritten(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== '';
  } catch {
    return false;
  }
}
