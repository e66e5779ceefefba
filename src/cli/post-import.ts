import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { Actor } from '../domain/people/person.ts';
import type { Content, MediaRef } from '../domain/posts/content.ts';
import { group } from './admin-create.ts';
import { readImportLines } from './import-lines.ts';
import type { ReadLine } from './import-lines.ts';
import { CommandError, runCommand } from './run-command.ts';
import { withContext } from './with-context.ts';

type Options = { as: string; submit?: boolean; dryRun?: boolean; json?: boolean };

export function register(program: Command): void {
  group(program, 'post', 'posts')
    .command('import')
    .argument('<file>', 'JSON lines, one post a line')
    .description(
      'make posts from a file: every line is checked first, nothing is made while one is at fault',
    )
    .requiredOption('--as <email>', 'the press officer who is their author')
    .option('--submit', 'submit them for approval instead of leaving drafts')
    .option('--dry-run', 'check only')
    .option('--json', 'print the outcome as one line of JSON')
    .action((file: string, options: Options) =>
      runCommand(options, () => withContext((ctx) => importFile(ctx, file, options))),
    );
}

async function importFile(
  ctx: Context,
  file: string,
  options: Options,
): Promise<{ json: Record<string, unknown>; lines: string[] }> {
  const { importPosts } = await import('../actions/posts/import-posts.ts');
  const { loadActor } = await import('../actions/people/load-actor.ts');
  const person = await ctx.stores.people.findPersonByEmail(options.as);
  const actor = person === null ? null : await loadActor(ctx, person.id);
  if (actor === null) throw new CommandError(`Nobody signs in as ${options.as}.`);
  const [units, channels] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.channels.listChannels(),
  ]);
  const read = readImportLines(readFileSync(file, 'utf8'), { units, channels });
  if (read.faults.length > 0) throw new CommandError('Nothing was imported:', read.faults);
  const request = { actor, submit: options.submit === true };
  const withoutMedia = read.lines.map((line) => ({ ...line, content: contentOf(line, new Map()) }));
  const checked = await importPosts(ctx, { ...request, lines: withoutMedia, dryRun: true });
  if (!checked.ok) throw new CommandError('Nothing was imported:', checked.faults.map(faultText));
  if (options.dryRun === true) {
    return {
      json: { checked: read.lines.length },
      lines: [`${read.lines.length} posts could be imported.`],
    };
  }
  const media = await uploadAll(ctx, actor, read.lines, dirname(resolve(file)));
  const outcome = await importPosts(ctx, {
    ...request,
    lines: read.lines.map((line) => ({ ...line, content: contentOf(line, media) })),
    dryRun: false,
  });
  if (!outcome.ok) throw new CommandError('The import stopped:', outcome.faults.map(faultText));
  return {
    json: { postIds: outcome.postIds, submitted: request.submit },
    lines: [
      `${outcome.postIds.length} posts were imported as ${request.submit ? 'submitted' : 'drafts'}.`,
    ],
  };
}

/** Pictures by file name; they are named in the content by the hash of what will be sent. */
async function uploadAll(
  ctx: Context,
  actor: Actor,
  lines: readonly ReadLine[],
  folder: string,
): Promise<Map<string, string>> {
  const { uploadMedia } = await import('../actions/media/upload-media.ts');
  const uploaded = new Map<string, string>();
  for (const line of lines) {
    for (const { file } of line.media) {
      const key = `${line.unitId} ${file}`;
      if (uploaded.has(key)) continue;
      const outcome = await uploadMedia(ctx, {
        actor,
        unitId: line.unitId,
        name: basename(file),
        bytes: readFileSync(resolve(folder, file)),
      });
      if (!outcome.ok) {
        throw new CommandError('Nothing was imported:', [
          `line ${line.line}: ${file}: ${outcome.reason}`,
        ]);
      }
      uploaded.set(key, outcome.media.sha256);
    }
  }
  return uploaded;
}

function contentOf(line: ReadLine, uploaded: ReadonlyMap<string, string>): Content {
  const versions: Content['versions'] = {};
  for (const [language, version] of Object.entries(line.versions)) {
    const media: MediaRef[] = version.media.map(({ file, alt }) => ({
      sha256: uploaded.get(`${line.unitId} ${file}`) ?? '0'.repeat(64),
      alt,
    }));
    versions[language] = { text: version.text, platformTexts: {}, link: version.link, media };
  }
  return { schema: 'sugia.content.v1', versions, targets: line.targets, reasons: [] };
}

function faultText(fault: {
  line: number;
  code: string;
  field: string;
  parameters: Record<string, string | number>;
}): string {
  const detail = Object.entries(fault.parameters).map(([name, value]) => `${name} ${value}`);
  return `line ${fault.line}: ${fault.field}: ${fault.code}${detail.length > 0 ? ` (${detail.join(', ')})` : ''}`;
}
