import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckLine } from '../../src/cli/check-lines.ts';
import type { CheckInput } from '../../src/domain/language/check-input.ts';
import type { Family, Severity } from '../../src/domain/language/finding.ts';
import { projectRoot } from '../../src/lib/project-root.ts';

/** What a careful senior editor wants said about a text; an empty excerpt is the whole of it. */
export type Expected = { family: Family; excerpt: string; severity: Severity };

export type Labelled = { id: string; input: CheckInput; expected: Expected[] };

const FOLDER = join(projectRoot, 'tests', 'language', 'labelled');

/** Every labelled text, in the order of the files and of their lines. */
export function readLabelled(folder: string = FOLDER): Labelled[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => readOne(line, file)),
    );
}

function readOne(line: string, file: string): Labelled {
  const read = readCheckLine(line, new Date('2026-11-25T05:00:00Z'));
  if (!read.ok) throw new Error(`${file}: ${read.error}: ${line.slice(0, 80)}`);
  const { expected } = JSON.parse(line) as { expected: Expected[] };
  return { id: String(read.id), input: read.input, expected };
}
