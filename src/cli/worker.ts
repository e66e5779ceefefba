import type { Command } from 'commander';
import { announceReady, exitWithParent, waitForParent } from '../lib/exit-with-parent.ts';
import { runCommand } from './run-command.ts';

type Options = { json?: boolean; waitForParent?: boolean };

export function register(program: Command): void {
  program
    .command('worker')
    .description('publish, collect figures and send reports (needs MONGODB_URI)')
    .option('--json', 'print the outcome as one line of JSON')
    .option('--wait-for-parent', 'begin when the starting process says so')
    .action((options: Options) =>
      runCommand(options, async () => {
        exitWithParent();
        const { runWorker } = await import('../../jobs/worker.ts');
        if (options.waitForParent === true) await waitForParent();
        await runWorker(process.env);
        announceReady();
        return options.json === true ? { json: { serves: 'worker' }, lines: [] } : null;
      }),
    );
}
