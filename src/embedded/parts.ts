import type { Context } from '../context.ts';

export type DemoSignIn = { name: string; role: string; email: string; password: string };

type SeedModule = {
  seedDemo: (context: Context, practiceUrl: string) => Promise<readonly DemoSignIn[]>;
};

export const loadSeed = (): Promise<SeedModule> => part('./demo/seed-demo.js');

async function part<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.url).href)) as T;
}
