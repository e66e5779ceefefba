import type { Command } from 'commander';
import { runCommand } from './run-command.ts';

export function register(program: Command): void {
  program
    .command('start')
    .description('run everything on this machine; in practice mode with its own database')
    .option('--json', 'print where it serves and who can sign in as one line of JSON')
    .action((options: { json?: boolean }) =>
      runCommand(options, async () => {
        const { start } = await import('../embedded/start.ts');
        await start(process.env, { json: options.json === true });
        return null;
      }),
    );
}
