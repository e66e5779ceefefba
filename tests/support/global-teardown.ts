import './global-setup.ts';

/** Stops the run's MongoDB and removes its data. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.sugiaTestMongo?.stop();
}
