import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/project-root.ts';
import type { ActionContext } from '../context.ts';

export type DemoPersonData = { name: string; email: string; password: string; roleKey: string };

/** The people of the demo as its data names them; they exist in practice mode alone. */
function readDemoPeople(): DemoPersonData[] {
  const file = join(projectRoot, 'config', 'data', 'demo', 'people.json');
  return JSON.parse(readFileSync(file, 'utf8')) as DemoPersonData[];
}

/** Who can sign in on a practice desk that was filled with the demo; nobody anywhere else. */
export async function listDemoPeople(
  ctx: Pick<ActionContext, 'mode' | 'stores'>,
): Promise<DemoPersonData[]> {
  if (ctx.mode !== 'practice') return [];
  const known = new Set((await ctx.stores.people.listActivePeople()).map((person) => person.email));
  return readDemoPeople().filter((person) => known.has(person.email));
}
