import { request } from 'node:https';
import type { RequestOptions } from 'node:https';
import { DryMongoBinary } from 'mongodb-memory-server-core';
import { MongoBinaryDownload } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownload.js';
import { DEFAULT_VERSION } from 'mongodb-memory-server-core/lib/util/resolveConfig.js';
import type { FetchProgress } from './fetch-progress.ts';
import { keepBinary, withFetchDir } from './binary-cache.ts';

const CONTACT_TIMEOUT_MS = 5_000;

/**
 * Fetches the maker's release with mongodb-memory-server-core and keeps it in the cache.
 * Gives up after 5 s without contact with the download server.
 */
export async function fetchRelease(
  version: string | null,
  cacheDir: string,
  progress: () => FetchProgress,
): Promise<string> {
  const wanted = version ?? DEFAULT_VERSION;
  return withFetchDir(cacheDir, async (downloadDir) => {
    const options = await DryMongoBinary.generateOptions({ version: wanted, downloadDir });
    const download = new WatchedDownload({ ...options, downloadDir });
    download.createProgress = progress;
    try {
      return await keepBinary(cacheDir, await download.getMongodPath(), wanted);
    } finally {
      download.progress?.done();
    }
  });
}

/** The library's download with certificates verified, our progress bar, and a short patience. */
class WatchedDownload extends MongoBinaryDownload {
  createProgress: () => FetchProgress = () => ({ update: () => undefined, done: () => undefined });
  progress: FetchProgress | null = null;

  override async httpDownload(
    url: URL,
    httpOptions: RequestOptions,
    downloadLocation: string,
    tempDownloadLocation: string,
  ): Promise<string> {
    // The library verifies certificates only when npm's strict-ssl says so.
    const verified = { ...httpOptions, rejectUnauthorized: true };
    if (this.progress === null) {
      await contact(url, verified);
      this.progress = this.createProgress();
    }
    return super.httpDownload(
      url,
      verified,
      downloadLocation,
      tempDownloadLocation,
      1,
      0,
      CONTACT_TIMEOUT_MS,
    );
  }

  override printDownloadProgress(chunk: { length: number }): void {
    this.dlProgress.current += chunk.length;
    this.progress?.update(this.dlProgress.current, this.dlProgress.length);
  }
}

/** Resolves as soon as the server answers anything at all. */
function contact(url: URL, options: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(CONTACT_TIMEOUT_MS);
    const head = request(url, { ...options, method: 'HEAD', signal }, (response) => {
      response.resume();
      resolve();
    });
    head.on('error', (error) => {
      reject(
        new Error(
          signal.aborted ? `${url.host} did not answer in 5 s` : `${url.host} was not reached`,
          { cause: error },
        ),
      );
    });
    head.end();
  });
}
