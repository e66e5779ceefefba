const WARNING = 40;
const LABELS: readonly [number, string][] = [
  [60, 'FATAL'],
  [50, 'ERROR'],
  [WARNING, 'WARN'],
];

type LogEntry = { level?: unknown; time?: unknown; msg?: unknown; err?: { message?: unknown } };

/**
 * What the terminal shows of one line that a process wrote: warnings and errors of its log in one
 * readable line, other text as it is, nothing of the rest.
 */
export function readableLine(line: string): string | null {
  if (line.trim() === '') return null;
  const entry = parseEntry(line);
  if (entry === null) return isNoise(line) ? null : line;
  const level = typeof entry.level === 'number' ? entry.level : 0;
  const label = LABELS.find(([from]) => level >= from)?.[1];
  if (label === undefined) return null;
  const message = typeof entry.msg === 'string' ? entry.msg : '';
  const cause = typeof entry.err?.message === 'string' ? entry.err.message : '';
  const text = [message, cause === message ? '' : cause].filter((part) => part !== '').join(': ');
  return `${timeOf(entry.time)}${label} ${text}`;
}

function parseEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return null;
  }
}

/** The frames of a stack and Node's own notices are in the log file; a person needs the message. */
function isNoise(line: string): boolean {
  return /^\s+at /.test(line) || /^\(node:\d+\)|^\(Use `node --trace/.test(line);
}

function timeOf(time: unknown): string {
  const clock = typeof time === 'string' ? /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] : undefined;
  return clock === undefined ? '' : `${clock}Z `;
}
