import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../lib/project-root.ts';
import type { ChildMessage, ParentMessage } from '../lib/exit-with-parent.ts';
import type { LogFile } from './log-file.ts';
import type { DemoSignIn, PrepareMessage } from './prepare-message.ts';
import { StartError } from './start-error.ts';

type PrepareOptions = {
  env: Record<string, string | undefined>;
  log: LogFile;
  /** The database, and in practice mode the platforms, take calls. */
  mayBegin: Promise<unknown>;
  stop: AbortSignal;
};

/**
 * Runs the preparing process: who can sign in afterwards.
 * @throws StartError with its reason when it fails.
 */
export function runPrepare({ env, log, mayBegin, stop }: PrepareOptions): Promise<DemoSignIn[]> {
  const script = join(projectRoot, 'dist', 'src', 'embedded', 'prepare-desk.js');
  const child = fork(script, [], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (text: Buffer) => {
      log.write(text.toString());
    });
  }
  stop.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  return new Promise((resolve, reject) => {
    child.on('message', (said) => {
      const message = said as ChildMessage | PrepareMessage;
      if (message.kind === 'prepared') resolve(message.people);
      else if (message.kind === 'failed') {
        reject(new StartError(`The database could not be made ready: ${message.reason}`));
      } else {
        mayBegin.then(
          () => {
            if (child.connected)
              child.send({ kind: 'go' } satisfies ParentMessage, () => undefined);
          },
          () => undefined,
        );
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(
        new StartError(
          `The database could not be made ready (${signal ?? `exit code ${code ?? '?'}`}); ` +
            `the log is ${log.path}`,
        ),
      );
    });
  });
}
