import type { Command } from 'commander';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import { withContext } from './with-context.ts';

type Options = {
  key: string;
  nameVi: string;
  nameEn: string;
  zone: string;
  parent: string;
  json?: boolean;
};

export function register(program: Command): void {
  group(program, 'unit', 'departments and missions')
    .command('add')
    .description('add a department or a mission below another unit')
    .requiredOption('--key <key>', 'short stable name for commands, for example paris')
    .requiredOption('--name-vi <name>', 'the name in Vietnamese')
    .requiredOption('--name-en <name>', 'the name in English')
    .option('--zone <zone>', 'IANA time zone, for example Europe/Paris', 'Asia/Ho_Chi_Minh')
    .option('--parent <key>', 'the unit above it', 'ministry')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const { addUnit } = await import('../actions/people/add-unit.ts');
        const { theDesk } = await import('../actions/records/audit-entry.ts');
        return withContext(async (ctx) => {
          const outcome = await addUnit(ctx, {
            actor: theDesk,
            unit: {
              key: options.key,
              name: { vi: options.nameVi, en: options.nameEn },
              zone: options.zone,
              parentKey: options.parent,
            },
          });
          if (!outcome.ok) throw new CommandError(`Not added: ${outcome.reason}`);
          return {
            json: { unitId: outcome.unit.id, key: outcome.unit.key },
            lines: [`${outcome.unit.name.en} is now unit "${outcome.unit.key}".`],
          };
        });
      }),
    );
}
