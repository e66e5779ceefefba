import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { addWeeks, parseWeek, weekOf } from '../domain/time/zones.ts';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import { withContext } from './with-context.ts';

type Options = { week?: string; out: string; json?: boolean };

export function register(program: Command): void {
  group(program, 'report', 'reports on audience')
    .command('weekly')
    .description('write the weekly report as HTML, text and CSV in Vietnamese and English')
    .option('--week <week>', 'ISO week such as 2026-W46 (default: the week before this one)')
    .option('--out <dir>', 'folder to write into', '.')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const { buildReport } = await import('../actions/reports/build-report.ts');
        return withContext(async (ctx) => {
          const week =
            options.week === undefined
              ? addWeeks(weekOf(ctx.clock.now()), -1)
              : parseWeek(options.week);
          if (week === null) {
            throw new CommandError(
              `There is no week "${options.week ?? ''}"; write it as 2026-W46.`,
            );
          }
          const report = await buildReport(ctx, week);
          await mkdir(options.out, { recursive: true });
          const files: string[] = [];
          for (const language of ['vi', 'en'] as const) {
            const { html, text, csv } = await ctx.reportRenderer.renderFiles(report, language);
            for (const [kind, content] of Object.entries({ html, txt: text, csv })) {
              const file = join(options.out, `${week.key}.${language}.${kind}`);
              await writeFile(file, content, 'utf8');
              files.push(file);
            }
          }
          return { json: { week: week.key, files }, lines: files };
        });
      }),
    );
}
