import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { sleep } from '../lib/clock.ts';
import type { ChildMessage, ParentMessage } from '../lib/exit-with-parent.ts';
import { readableLine } from './child-output.ts';
import { StartError } from './start-error.ts';
import type { LogFile } from './log-file.ts';
import type { Running, Service } from './supervisor.ts';

export type ChildOptions = {
  name: string;
  /** Absolute path of the script that Node runs. */
  script: string;
  args: readonly string[];
  env: Record<string, string | undefined>;
  stopWithinMs: number;
  log: LogFile;
  say: (line: string) => void;
  /** The child loads its modules at once and begins to work when this resolves. */
  mayBegin?: Promise<unknown>;
  /** A port of 127.0.0.1 that answers once the child serves, for one that does not say so itself. */
  port?: number;
};

const READY_WITHIN_MS = 60_000;
const PORT_POLL_MS = 25;

/** A Node process of ours as a service: logged, told when to begin, ended with this process. */
export function childService(options: ChildOptions): Service {
  return {
    name: options.name,
    stopWithinMs: options.stopWithinMs,
    start: async (began) => {
      const child = fork(options.script, options.args, {
        env: options.env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // A group of its own: Ctrl-C reaches the parent alone, which stops everything in order.
        detached: true,
      });
      const running = follow(child);
      began(running);
      if (child.stdout !== null) keepOutput(child.stdout, options);
      if (child.stderr !== null) keepOutput(child.stderr, options);
      await becomesReady(child, running, options);
      return running;
    },
  };
}

function follow(child: ChildProcess): Running {
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
    child.once('error', (error) => {
      resolve(error.message);
    });
  });
  return {
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
    kill: () => {
      killGroup(child);
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

async function becomesReady(
  child: ChildProcess,
  running: Running,
  { name, mayBegin, port, log }: ChildOptions,
): Promise<void> {
  const over = new AbortController();
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      const { kind } = message as ChildMessage;
      if (kind === 'ready') resolve();
      else {
        // When it may never begin, the one who waits for it is told by `late`.
        mayBegin?.then(
          () => {
            if (child.connected)
              child.send({ kind: 'go' } satisfies ParentMessage, () => undefined);
          },
          () => undefined,
        );
      }
    });
  });
  const failed = running.exited.then((how) => {
    throw new StartError(`${name} ended before it served (${how}); its log is ${log.path}`);
  });
  const late = (mayBegin ?? Promise.resolve())
    .then(() => sleep(READY_WITHIN_MS, over.signal))
    .then(() => {
      throw new StartError(`${name} did not serve within ${READY_WITHIN_MS / 1000} s`);
    });
  // These two go on after the race is decided; their refusals are nobody's then.
  failed.catch(() => undefined);
  late.catch(() => undefined);
  const answers = port === undefined ? [] : [answersAt(port, over.signal)];
  try {
    await Promise.race([ready, ...answers, failed, late]);
  } catch (error) {
    running.kill();
    throw error;
  } finally {
    over.abort();
  }
}

/** Resolves when a connection to the port is accepted; never, once the signal fires. */
async function answersAt(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await accepts(port)) return;
    await sleep(PORT_POLL_MS, signal);
  }
  await new Promise<never>(() => undefined);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function keepOutput(stream: Readable, { name, log, say }: ChildOptions): void {
  createInterface({ input: stream }).on('line', (line) => {
    log.write(`${line}\n`);
    const shown = readableLine(line);
    if (shown !== null) say(`${name.padEnd(8)} | ${shown}`);
  });
}
