import type { Command } from 'commander';
import { announceReady, exitWithParent, waitForParent } from '../lib/exit-with-parent.ts';
import { runCommand } from './run-command.ts';

type Options = { json?: boolean; waitForParent?: boolean };

export function register(program: Command): void {
  program
    .command('web')
    .description('serve the desk (needs MONGODB_URI and the schema of this release)')
    .option('--json', 'print the outcome as one line of JSON')
    .option('--wait-for-parent', 'begin when the starting process says so')
    .action((options: Options) =>
      runCommand(options, async () => {
        exitWithParent();
        const { runWeb } = await import('../server.ts');
        if (options.waitForParent === true) await waitForParent();
        await runWeb(process.env);
        announceReady();
        return options.json === true ? { json: { serves: 'web' }, lines: [] } : null;
      }),
    );
}
