import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Account, Mail, Medium, Post, Settings } from './types.ts';

/** Each line holds the whole new state of one thing, so that the last line about it wins. */
export type JournalEntry =
  | { of: 'account'; value: Account }
  | { of: 'post'; value: Post }
  | { of: 'medium'; value: Medium }
  | { of: 'mail'; value: Mail }
  | { of: 'clock'; value: { offsetMs: number } }
  | { of: 'settings'; value: Settings };

export type Journal = {
  append(entry: JournalEntry): void;
  clear(): void;
};

/**
 * Opens the journal and hands every entry to `apply`. A last line that was cut off by a crash is
 * removed, or the next entry would be glued to it.
 */
export function openJournal(
  file: string,
  apply: (entry: JournalEntry) => void,
  onTornLine: (bytes: number) => void,
): Journal {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) replay(file, apply, onTornLine);
  return {
    append: (entry) => {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
    clear: () => {
      writeFileSync(file, '');
    },
  };
}

function replay(
  file: string,
  apply: (entry: JournalEntry) => void,
  onTornLine: (bytes: number) => void,
): void {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    if (line !== '') apply(JSON.parse(line) as JournalEntry);
  }
  if (end < bytes.length) {
    onTornLine(bytes.length - end);
    truncateSync(file, end);
  }
}
