import type { Command } from 'commander';
import { loadConfig } from '../../config/config.ts';
import { CommandError, runCommand } from './run-command.ts';

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this release (needs MONGODB_URI)')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: { json?: boolean }) =>
      runCommand(options, async () => {
        const config = loadConfig(process.env);
        if (config.mongodbUri === '') {
          throw new CommandError('Set MONGODB_URI: `sugia start` migrates its own database.');
        }
        const { openContext } = await import('../context.ts');
        const context = await openContext(config);
        try {
          const migrated = await context.migrate();
          return {
            json: { migrated },
            lines:
              migrated.length === 0
                ? ['The database is up to date.']
                : migrated.map((name) => `Migrated: ${name}`),
          };
        } finally {
          await context.close();
        }
      }),
    );
}
