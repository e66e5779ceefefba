import { createReadStream, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { VIDEO_TYPE } from '../domain/media/video.ts';
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

/** Pictures and videos by file name; the content names them by the hash of what will be sent. */
async function uploadAll(
  ctx: Context,
  actor: Actor,
  lines: readonly ReadLine[],
  folder: string,
): Promise<Map<string, MediaRef>> {
  const uploaded = new Map<string, MediaRef>();
  for (const line of lines) {
    for (const { file } of line.media) {
      const key = `${line.unitId} ${file}`;
      if (uploaded.has(key)) continue;
      const outcome = await uploadFile(ctx, actor, line.unitId, resolve(folder, file));
      if (!outcome.ok) {
        throw new CommandError('Nothing was imported:', [
          `line ${line.line}: ${file}: ${outcome.reason}`,
        ]);
      }
      const { sha256, mimeType } = outcome.media;
      const isVideo = mimeType === VIDEO_TYPE;
      uploaded.set(key, { sha256, alt: '', ...(isVideo ? { kind: 'video' } : {}) });
    }
  }
  return uploaded;
}

/** Before anything is uploaded a file is taken for what it is called. */
function standIn(file: string): MediaRef {
  const isVideo = file.toLowerCase().endsWith('.mp4');
  return { sha256: '0'.repeat(64), alt: '', ...(isVideo ? { kind: 'video' } : {}) };
}

/** What a file is, its first bytes say; a video is never read as a whole. */
async function uploadFile(ctx: Context, actor: Actor, unitId: string, path: string) {
  const { uploadMedia } = await import('../actions/media/upload-media.ts');
  const { uploadVideo } = await import('../actions/media/upload-video.ts');
  const file = { actor, unitId, name: basename(path) };
  const video = await uploadVideo(ctx, { ...file, source: createReadStream(path) });
  const isPicture = !video.ok && ['not-a-video', 'empty'].includes(video.reason);
  return isPicture ? uploadMedia(ctx, { ...file, bytes: readFileSync(path) }) : video;
}

function contentOf(line: ReadLine, uploaded: ReadonlyMap<string, MediaRef>): Content {
  const versions: Content['versions'] = {};
  for (const [language, version] of Object.entries(line.versions)) {
    const media: MediaRef[] = version.media.map(({ file, alt }) => ({
      ...(uploaded.get(`${line.unitId} ${file}`) ?? standIn(file)),
      alt,
    }));
    const { text, threads, link } = version;
    versions[language] = { text, platformTexts: {}, threads, link, media };
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
