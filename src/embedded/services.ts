import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { projectRoot } from '../lib/project-root.ts';
import { childService } from './child-process.ts';
import { openLogFile } from './log-file.ts';
import type { Service, Supervisor } from './supervisor.ts';
import { practiceNotice } from './welcome.ts';

export type Env = Record<string, string | undefined>;

/** What everything that is started needs to know. */
export type Parts = {
  config: Config;
  env: Env;
  say: (line: string) => void;
  supervisor: Supervisor;
};

/** Milliseconds after which each is ended without asking; all of it is over within ten seconds. */
const STOP_WITHIN_MS = { web: 3_000, worker: 5_500, practice: 6_500, mongod: 8_000 };

/** Starts the embedded database; `known` is told its address before it serves. */
export async function startMongo(
  { config, env, say, supervisor }: Parts,
  known: (uri: string) => void,
): Promise<void> {
  const { prepareEmbeddedMongo } = await import('./mongo/embedded-mongo.ts');
  const log = openLogFile(config.dataDir, 'mongod');
  const mongo = await prepareEmbeddedMongo({
    dataDir: config.dataDir,
    env,
    preferredPort: config.web.port + 3,
    say,
    log: (lines) => {
      log.write(`${lines}\n`);
    },
  });
  say(practiceNotice(mongo.version));
  known(mongo.uri);
  await supervisor.start({
    name: 'mongod',
    stopWithinMs: STOP_WITHIN_MS.mongod,
    start: async (began) => {
      const running = await mongo.start();
      began(running);
      return running;
    },
  });
}

/** Simulated platforms and mailbox. */
export function practiceService({ config, env, say }: Parts): Service {
  const { port } = config.web;
  return childService({
    name: 'practice',
    script: join(projectRoot, 'dist', 'src', 'practice', 'main.js'),
    args: [
      ...['--http-port', String(port + 1)],
      ...['--smtp-port', String(port + 2)],
      ...['--data-dir', config.dataDir],
    ],
    env,
    stopWithinMs: STOP_WITHIN_MS.practice,
    log: openLogFile(config.dataDir, 'practice'),
    say,
    port: port + 1,
  });
}

/** The desk's web or worker process; it begins when the database is migrated. */
export function deskService(
  name: 'web' | 'worker',
  env: Env,
  mayBegin: Promise<unknown>,
  { config, say }: Parts,
): Service {
  return childService({
    name,
    script: join(projectRoot, 'dist', 'src', 'cli.js'),
    args: [name, '--wait-for-parent'],
    env,
    stopWithinMs: STOP_WITHIN_MS[name],
    log: openLogFile(config.dataDir, name),
    say,
    mayBegin,
  });
}

/** Where the practice platforms are seen. */
export function practiceUrl(config: Config): string {
  return `http://127.0.0.1:${config.web.port + 1}`;
}
