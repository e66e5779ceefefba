const BAR_WIDTH = 30;
const LINE_EVERY_MS = 3_000;
const BAR_EVERY_MS = 100;
const MIB = 1_048_576;

export type FetchProgress = {
  update(bytes: number, total: number): void;
  done(): void;
};

type Output = { isTTY?: boolean; write(text: string): unknown };

/** Shows how far a fetch is: a bar on a terminal, elsewhere a line every few seconds. */
export function createFetchProgress(
  label: string,
  output: Output,
  elapsedMs: () => number = () => performance.now(),
): FetchProgress {
  const onTerminal = output.isTTY === true;
  const every = onTerminal ? BAR_EVERY_MS : LINE_EVERY_MS;
  let shownAt = elapsedMs();
  if (!onTerminal) output.write(`${label} ...\n`);
  return {
    update(bytes, total) {
      const now = elapsedMs();
      if (now - shownAt < every) return;
      shownAt = now;
      output.write(onTerminal ? `\r${bar(label, bytes, total)}` : `${line(label, bytes, total)}\n`);
    },
    done() {
      if (onTerminal) output.write('\r\u001b[2K');
    },
  };
}

function bar(label: string, bytes: number, total: number): string {
  const filled = Math.round(share(bytes, total) * BAR_WIDTH);
  return `${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${amount(bytes, total)}`;
}

function line(label: string, bytes: number, total: number): string {
  return `${label}: ${Math.round(share(bytes, total) * 100)} %, ${amount(bytes, total)}`;
}

function amount(bytes: number, total: number): string {
  return `${(bytes / MIB).toFixed(0)} of ${(total / MIB).toFixed(0)} MB`;
}

function share(bytes: number, total: number): number {
  return total > 0 ? Math.min(1, bytes / total) : 0;
}
