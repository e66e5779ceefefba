import { text } from 'node:stream/consumers';
import { loadConfig } from '../../config/config.ts';
import { findEmbeddedUri } from '../embedded/mongo/embedded-uri.ts';
import type { Context } from '../context.ts';
import { CommandError } from './run-command.ts';

/**
 * Opens the desk's context for one command and closes it afterwards. Without MONGODB_URI the
 * database of a desk that runs on this machine by `npm start` is used.
 */
export async function withContext<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const read = loadConfig(process.env);
  const mongodbUri = read.mongodbUri === '' ? findEmbeddedUri(read.dataDir) : read.mongodbUri;
  if (mongodbUri === null) {
    throw new CommandError(
      'No database: set MONGODB_URI, or start the desk on this machine with `npm start` first.',
    );
  }
  const [{ openContext }, { guardRestoredDesk }] = await Promise.all([
    import('../context.ts'),
    import('../actions/deliveries/restored-desk.ts'),
  ]);
  const ctx = await openContext({
    ...read,
    mongodbUri,
    logLevel: process.env['LOG_LEVEL'] ?? 'warn',
  });
  try {
    await ctx.requireReady();
    await guardRestoredDesk(ctx);
    return await work(ctx);
  } finally {
    await ctx.close();
  }
}

/** What was piped into the command, without the line end that `echo` adds. */
export async function readStandardInput(what: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`${what}, then Ctrl-D:\n`);
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
