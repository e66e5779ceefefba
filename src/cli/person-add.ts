import type { Command } from 'commander';
import { roles } from '../domain/people/permission.ts';
import type { Role } from '../domain/people/permission.ts';
import type { Grant } from '../domain/people/person.ts';
import type { Unit } from '../domain/people/unit.ts';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import { readStandardInput, withContext } from './with-context.ts';

type Options = {
  email: string;
  name: string;
  grant: string[];
  language: string;
  report?: string;
  json?: boolean;
};

export function register(program: Command): void {
  group(program, 'person', 'people who sign in')
    .command('add')
    .description('add somebody; the password is read from standard input')
    .requiredOption('--email <address>', 'the address to sign in with')
    .requiredOption('--name <name>', 'the full name')
    .requiredOption(
      '--grant <ROLE:UNIT>',
      `a role in a unit, may be given again; roles: ${roles.join(', ')}`,
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    )
    .option('--language <code>', 'language of the desk: vi or en', 'vi')
    .option('--report <codes>', 'languages of the weekly report: vi, en or vi,en')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const password = await readStandardInput('Password');
        const { addPerson } = await import('../actions/people/add-person.ts');
        const { theDesk } = await import('../actions/records/audit-entry.ts');
        return withContext(async (ctx) => {
          const units = await ctx.stores.units.listUnits();
          const outcome = await addPerson(ctx, {
            actor: theDesk,
            person: {
              email: options.email,
              name: options.name,
              password,
              language: options.language === 'en' ? 'en' : 'vi',
              grants: options.grant.map((text) => readGrant(text, units)),
              reportLanguages: readLanguages(options.report ?? ''),
            },
          });
          if (!outcome.ok) throw new CommandError(`Not added: ${outcome.reason}`);
          const { person } = outcome;
          return {
            json: { personId: person.id, email: person.email, grants: person.grants },
            lines: [`${person.name} signs in as ${person.email}: ${options.grant.join(', ')}.`],
          };
        });
      }),
    );
}

function readGrant(text: string, units: readonly Unit[]): Grant {
  const [role = '', key = ''] = text.split(':');
  const unit = units.find((one) => one.key === key);
  if (!(roles as readonly string[]).includes(role)) {
    throw new CommandError(`There is no role "${role}"; roles: ${roles.join(', ')}.`);
  }
  if (unit === undefined) {
    throw new CommandError(
      `There is no unit "${key}"; units: ${units.map((one) => one.key).join(', ')}.`,
    );
  }
  return { role: role as Role, unitId: unit.id };
}

function readLanguages(text: string): ('vi' | 'en')[] {
  const codes = text.split(',').map((code) => code.trim());
  return (['vi', 'en'] as const).filter((language) => codes.includes(language));
}
