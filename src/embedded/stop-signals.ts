/** npm passes on the Ctrl-C that the terminal has already sent to this process. */
const SAME_KEY_PRESS_MS = 500;

/**
 * Listens for Ctrl-C, SIGTERM and a closed terminal: the first asks to stop, a second one after
 * that to end at once.
 */
export function onStopSignals(handlers: { stop(): void; end(): void }): void {
  let firstAt: number | null = null;
  const listen = (): void => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      handlers.stop();
    } else if (now - firstAt > SAME_KEY_PRESS_MS) {
      handlers.end();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listen);
}
