import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlatformId } from '../domain/channels/channel.ts';
import type { MissingGrant } from '../domain/channels/token.ts';
import { projectRoot } from '../lib/project-root.ts';

const needed = z.object({ name: z.string(), for: z.enum(['publish', 'read', 'login', 'wish']) });
const access = z.object({ scopes: z.array(needed), tasks: z.array(needed) });
const schema = z.object({ facebook: access, x: access });

let loaded: z.infer<typeof schema> | null = null;

/** The scopes and tasks that the desk needs on a platform: dated data, read once. */
export function neededAccess(platform: PlatformId): z.infer<typeof access> {
  loaded ??= schema.parse(
    JSON.parse(readFileSync(join(projectRoot, 'config/data/platform-access.json'), 'utf8')),
  );
  return loaded[platform];
}

/** What is needed and not among what was given. */
export function missingFrom(
  needs: readonly z.infer<typeof needed>[],
  given: readonly string[],
): MissingGrant[] {
  return needs
    .filter((need) => need.for !== 'wish' && !given.includes(need.name))
    .map((need) => ({ name: need.name, stopsPublishing: need.for === 'publish' }));
}
