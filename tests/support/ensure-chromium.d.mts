/** The path of a browser on this machine, or null. */
export function findChromium(): string | null;
