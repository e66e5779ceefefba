/** What a child process and the process that started it say to each other. */
export type ChildMessage = { kind: 'loaded' } | { kind: 'ready' };
export type ParentMessage = { kind: 'go' };

const GRACE_MS = 3_000;
let attached = false;

/**
 * Ends this process when the one that started it is gone: first as if asked by SIGTERM, so that
 * work in hand is put down properly, then without asking. Does nothing in a process that was
 * started by hand.
 */
export function exitWithParent(): void {
  if (attached || process.channel === undefined) return;
  attached = true;
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    if (!process.emit('SIGTERM')) process.exit(1);
  });
}

/** Tells the process that started this one that it now serves. */
export function announceReady(): void {
  tellParent({ kind: 'ready' });
}

/**
 * Waits until the starting process says that the database is ready; the modules are loaded
 * meanwhile. Only for a process that was started with `--wait-for-parent`.
 */
export function waitForParent(): Promise<void> {
  if (process.channel === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if ((message as Partial<ParentMessage> | null)?.kind !== 'go') return;
      process.off('message', listen);
      resolve();
    };
    process.on('message', listen);
    tellParent({ kind: 'loaded' });
  });
}

function tellParent(message: ChildMessage): void {
  // The parent may be gone already; the disconnect that follows ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
}
