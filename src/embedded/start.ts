import { loadConfig } from '../../config/config.ts';
import type { Config } from '../../config/config.ts';
import { createClock, sleep } from '../lib/clock.ts';
import { loadSeed } from './parts.ts';
import type { DemoSignIn } from './parts.ts';
import { lockOrRefuse, requirePorts } from './preflight.ts';
import { deskService, practiceService, practiceUrl, startMongo } from './services.ts';
import type { Env, Parts } from './services.ts';
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
    const people = await startEverything({ config, env, say, supervisor });
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

async function startEverything(parts: Parts): Promise<readonly DemoSignIn[]> {
  const { config, env, supervisor } = parts;
  const context = import('../context.ts');
  // Loaded while the database starts; awaited, and its failure told, further down.
  context.catch(() => undefined);
  const database = deferred<string>();
  const migrated = deferred<null>();
  const uri = config.mongodbUri === '' ? startMongo(parts, database.resolve) : null;
  if (uri === null) database.resolve(config.mongodbUri);
  const practice = config.mode === 'practice' ? supervisor.start(practiceService(parts)) : null;

  const desk = database.promise.then((mongodbUri) => {
    const childEnv = { ...env, MONGODB_URI: mongodbUri, SUGIA_DATA_DIR: config.dataDir };
    return Promise.all(
      (['web', 'worker'] as const).map((name) =>
        supervisor.start(deskService(name, childEnv, migrated.promise, parts)),
      ),
    );
  });
  const prepared = (async () => {
    const mongodbUri = await database.promise;
    await Promise.all([uri, practice]);
    const { openContext } = await context;
    const opened = await openContext(loadConfig({ ...env, MONGODB_URI: mongodbUri }));
    try {
      await opened.migrate();
      const people =
        config.mode === 'live'
          ? []
          : await (await loadSeed()).seedDemo(opened, practiceUrl(config));
      migrated.resolve(null);
      return people;
    } finally {
      await opened.close();
    }
  })();
  const [people] = await Promise.all([prepared, desk, uri, practice]);
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
