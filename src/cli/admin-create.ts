import type { Command } from 'commander';
import { CommandError, runCommand } from './run-command.ts';
import { readStandardInput, withContext } from './with-context.ts';

type Options = { email: string; name: string; language: 'vi' | 'en'; json?: boolean };

export function register(program: Command): void {
  group(program, 'admin', 'administrators')
    .command('create')
    .description('make the first administrator; the password is read from standard input')
    .requiredOption('--email <address>', 'the address to sign in with')
    .requiredOption('--name <name>', 'the full name')
    .option('--language <code>', 'language of the desk: vi or en', 'vi')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const password = await readStandardInput('Password');
        const { addPerson } = await import('../actions/people/add-person.ts');
        const { ensureRootUnit } = await import('../actions/people/add-unit.ts');
        const { theDesk } = await import('../actions/records/audit-entry.ts');
        return withContext(async (ctx) => {
          const root = await ensureRootUnit(ctx);
          const outcome = await addPerson(ctx, {
            actor: theDesk,
            person: {
              email: options.email,
              name: options.name,
              password,
              language: options.language === 'en' ? 'en' : 'vi',
              grants: [{ role: 'administrator', unitId: root.id }],
              reportLanguages: [],
            },
          });
          if (!outcome.ok) throw new CommandError(`Not created: ${outcome.reason}`);
          return {
            json: { personId: outcome.person.id, email: outcome.person.email, unit: root.key },
            lines: [
              `${outcome.person.name} manages ${root.name.en} and signs in as ${outcome.person.email}.`,
            ],
          };
        });
      }),
    );
}

/** The command that others of the same noun hang below: `sugia admin create`. */
export function group(program: Command, noun: string, description: string): Command {
  return (
    program.commands.find((command) => command.name() === noun) ??
    program.command(noun).description(description)
  );
}
