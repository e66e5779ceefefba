import { loadConfig } from '../../config/config.ts';
import type { Config } from '../../config/config.ts';
import { createClock, sleep } from '../lib/clock.ts';
import { openLogFile } from './log-file.ts';
import type { DemoSignIn } from './prepare-message.ts';
import { lockOrRefuse, requirePorts } from './preflight.ts';
import { deskService, practiceService, practiceUrl, startMongo } from './services.ts';
import type { Env, Parts } from './services.ts';
import { runPrepare } from './run-prepare.ts';
import { onStopSignals } from './stop-signals.ts';
import { createSupervisor } from './supervisor.ts';
import { welcomeLines } from './welcome.ts';

type StartOptions = { json: boolean };

/** The order in which things stop: who takes new work first, who is needed by the others last. */
const STOP_ORDER = ['web', 'worker', 'practice', 'mongod'] as const;

/** Runs the whole desk until it is asked to stop; ends this process. */
export async function start(env: Env, options: StartOptions): Promise<void> {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const config = loadConfig(env);
  const release = config.mode === 'practice' ? lockOrRefuse(config) : () => undefined;
  process.once('exit', release);
  await requirePorts(config);

  const supervisor = createSupervisor({ say, clock: createClock(), sleep });
  const asked = new AbortController();
  onStopSignals({
    stop: () => {
      asked.abort();
      say('\nĐang dừng… · Stopping…');
      void supervisor.stop(STOP_ORDER).then(() => process.exit(0));
    },
    end: () => {
      supervisor.kill();
      process.exit(130);
    },
  });
  // Whatever ends this process takes everything with it.
  process.once('exit', () => {
    supervisor.kill();
  });

  try {
    // What the processes print while they are being stopped is in their logs.
    const sayOfChild = (line: string): void => {
      if (!asked.signal.aborted) say(line);
    };
    const parts = { config, env, say: sayOfChild, supervisor };
    const people = await startEverything(parts, asked.signal);
    show(config, people, options);
  } catch (error) {
    // A process that was stopped on request while starting is no failure.
    if (asked.signal.aborted) return;
    process.exitCode = 1;
    await supervisor.stop(STOP_ORDER);
    setImmediate(() => process.exit(1));
    throw error;
  }
}

async function startEverything(parts: Parts, stop: AbortSignal): Promise<readonly DemoSignIn[]> {
  const { config, env, supervisor } = parts;
  const database = deferred<string>();
  const mongod = config.mongodbUri === '' ? startMongo(parts, database.resolve) : null;
  if (mongod === null) database.resolve(config.mongodbUri);
  const practice = config.mode === 'practice' ? supervisor.start(practiceService(parts)) : null;
  const mayPrepare = Promise.all([mongod, practice]);
  // Its failure is told by the last line; until then nobody may be listening.
  mayPrepare.catch(() => undefined);

  // The address is known before the database serves, so that everybody loads meanwhile.
  const desk = database.promise.then(async (mongodbUri) => {
    const deskEnv = { ...env, MONGODB_URI: mongodbUri, SUGIA_DATA_DIR: config.dataDir };
    const log = openLogFile(config.dataDir, 'prepare');
    const prepared = runPrepare({ env: deskEnv, log, mayBegin: mayPrepare, stop });
    const [people] = await Promise.all([
      prepared,
      ...(['web', 'worker'] as const).map((name) =>
        supervisor.start(deskService(name, deskEnv, prepared, parts)),
      ),
    ]);
    return people;
  });
  const [people] = await Promise.all([desk, mayPrepare]);
  return people;
}

function show(config: Config, people: readonly DemoSignIn[], { json }: StartOptions): void {
  const addresses = {
    deskUrl: config.web.publicUrl,
    practiceUrl: config.mode === 'practice' ? practiceUrl(config) : null,
  };
  console.log(
    json
      ? JSON.stringify({ ok: true, ...addresses, people })
      : welcomeLines(addresses, people).join('\n'),
  );
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
