import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './lib/project-root.ts';
import { register as registerAdminCreate } from './cli/admin-create.ts';
import { register as registerChannelAdd } from './cli/channel-add.ts';
import { register as registerCheck } from './cli/check.ts';
import { register as registerHold } from './cli/hold.ts';
import { register as registerMigrate } from './cli/migrate.ts';
import { register as registerPersonAdd } from './cli/person-add.ts';
import { register as registerPostImport } from './cli/post-import.ts';
import { register as registerReportWeekly } from './cli/report-weekly.ts';
import { register as registerRestore } from './cli/restore.ts';
import { register as registerStart } from './cli/start.ts';
import { register as registerUnitAdd } from './cli/unit-add.ts';
import { register as registerVaultRotate } from './cli/vault-rotate.ts';
import { register as registerWeb } from './cli/web.ts';
import { register as registerWorker } from './cli/worker.ts';

/** One file a command; each loads what it runs only when it is called. */
const commands = [
  registerStart,
  registerWeb,
  registerWorker,
  registerMigrate,
  registerAdminCreate,
  registerUnitAdd,
  registerPersonAdd,
  registerChannelAdd,
  registerCheck,
  registerPostImport,
  registerReportWeekly,
  registerHold,
  registerVaultRotate,
  registerRestore,
];

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('sugia')
  .description('Sứ Giả: the desk from which a foreign ministry speaks to the public.')
  .version(version)
  .showHelpAfterError('(sugia --help lists the commands)');
for (const register of commands) register(program);

await program.parseAsync();
