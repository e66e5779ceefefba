import type { Command } from 'commander';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import { withContext } from './with-context.ts';

type Options = { reseal?: boolean; json?: boolean };

export function register(program: Command): void {
  group(program, 'vault', "the channels' tokens, sealed")
    .command('rotate')
    .description(
      'put every secret under the present VAULT_KEY while VAULT_KEY_PREVIOUS still opens; ' +
        'may be ended at any moment and run again, also while the desk runs',
    )
    .option('--reseal', 'give the tokens of each channel a new data key as well')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const { rotateVault } = await import('../actions/channels/rotate-vault.ts');
        return withContext(async (ctx) => {
          const outcome = await rotateVault(ctx, { reseal: options.reseal === true });
          if (!outcome.ok) {
            throw new CommandError(
              `Nothing was moved: the worker ${outcome.worker} does not hold the present VAULT_KEY.`,
              ['Give every web and worker process both keys and restart it, then run this again.'],
            );
          }
          const { moved, resealed, current, remaining, lost } = outcome.report;
          if (lost.length > 0) {
            throw new CommandError(
              `${lost.length} channel(s) cannot be opened with VAULT_KEY or VAULT_KEY_PREVIOUS; ` +
                `${current} secret(s) are under the present key.`,
              lost.map((id) => `connect channel ${id} again, or give the key that sealed it`),
            );
          }
          const previousKeyMayGo = remaining === 0;
          return {
            json: { moved, resealed, current, remaining, previousKeyMayGo },
            lines: [
              `${moved} secret(s) were put under the present VAULT_KEY; ${current} are under it now.`,
              ...(resealed > 0 ? [`${resealed} channel(s) have a new data key.`] : []),
              previousKeyMayGo
                ? 'VAULT_KEY_PREVIOUS may be removed once every web and worker process runs with the present VAULT_KEY.'
                : `${remaining} secret(s) still need VAULT_KEY_PREVIOUS: run this again.`,
            ],
          };
        });
      }),
    );
}
