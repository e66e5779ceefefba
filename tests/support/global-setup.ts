import { startTestMongo } from '../../src/embedded/mongo/test-mongo.ts';
import type { TestMongo } from '../../src/embedded/mongo/test-mongo.ts';

declare global {
  var sugiaTestMongo: TestMongo | undefined;
}

/** One MongoDB for the whole run; each test file makes its own database in it. */
export default async function globalSetup(): Promise<void> {
  const mongo = await startTestMongo(process.env);
  globalThis.sugiaTestMongo = mongo;
  process.env['SUGIA_TEST_MONGODB_URI'] = mongo.uri;
}
