import type { Config } from '../../config/config.ts';

/** What starting needs of the desk's context. */
export type DeskContext = {
  /** Runs the migrations that the database has not seen; their names. */
  migrate(): Promise<string[]>;
  close(): Promise<void>;
};

export type DemoSignIn = { name: string; role: string; email: string; password: string };

type ContextModule = { openContext: (config: Config) => Promise<DeskContext> };
type SeedModule = {
  seedDemo: (context: DeskContext, practiceUrl: string) => Promise<readonly DemoSignIn[]>;
};
type ServerModule = { runWeb: (env: NodeJS.ProcessEnv) => Promise<void> };
type WorkerModule = { runWorker: (env: NodeJS.ProcessEnv) => Promise<void> };

export const loadContext = (): Promise<ContextModule> => part('../context.js');
export const loadSeed = (): Promise<SeedModule> => part('./demo/seed-demo.js');
export const loadServer = (): Promise<ServerModule> => part('../server.js');
export const loadWorker = (): Promise<WorkerModule> => part('../../jobs/worker.js');

async function part<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.url).href)) as T;
}
