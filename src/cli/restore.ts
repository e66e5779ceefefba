import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { loadConfig } from '../../config/config.ts';
import { declareRestored, guardRestoredDesk } from '../actions/deliveries/restored-desk.ts';
import type { RestoredDesk } from '../actions/deliveries/restored-desk.ts';
import { CommandError, runCommand } from './run-command.ts';

type Options = { json?: boolean; archive?: string };

export function register(program: Command): void {
  program
    .command('restore')
    .description(
      'bring a backup back, or say that this database is one: everything is held and every channel is looked at before anything goes out (needs MONGODB_URI)',
    )
    .option('--archive <file>', 'an archive of mongodump --gzip; replaces the whole database')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const config = loadConfig(process.env);
        if (config.mongodbUri === '') throw new CommandError('Set MONGODB_URI.');
        const { openContext } = await import('../context.ts');
        if (options.archive !== undefined) await restoreArchive(config.mongodbUri, options.archive);
        const ctx = await openContext(config);
        try {
          await ctx.migrate();
          await ctx.requireReady();
          const restored = (await guardRestoredDesk(ctx)) ?? (await declareRestored(ctx));
          return { json: { restored: restored !== null, ...restored }, lines: words(restored) };
        } finally {
          await ctx.close();
        }
      }),
    );
}

function words(restored: RestoredDesk | null): string[] {
  if (restored === null) return ['There is no desk in this database yet: nothing to hold.'];
  return [
    `The desk is a backup of ${restored.backupAt.toISOString()}: everything is held.`,
    `${restored.deliveries} deliveries may have gone out since. Workers look for each on its channel`,
    'as soon as they run; settle what they do not find, then end the hold in the desk.',
  ];
}

/** MongoDB's own tool does it; its words go to the standard error of this command. */
async function restoreArchive(uri: string, archive: string): Promise<void> {
  const child = spawn('mongorestore', ['--uri', uri, `--archive=${archive}`, '--gzip', '--drop'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let code: unknown;
  try {
    [code] = (await once(child, 'exit')) as [unknown];
  } catch (error) {
    throw new CommandError(
      'mongorestore could not be run: install the MongoDB Database Tools, or restore in another way and run `sugia restore` without --archive.',
      [String(error)],
    );
  }
  if (code !== 0) throw new CommandError(`mongorestore failed with ${String(code)}; see above.`);
}
