import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { urls } from './urls.ts';

/** The address of a built file by its entry name, for example `desk.css`. */
export type AssetUrl = (name: string) => string;

/**
 * Reads `manifest.json`, which maps entry names to names with a hash of their content. A name that
 * is not built keeps its own name, so that a page still reads before the first build.
 */
export function loadAssets(assetsDir: string): AssetUrl {
  const file = join(assetsDir, 'manifest.json');
  const manifest = existsSync(file)
    ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
    : {};
  return (name) => `${urls.assets()}/${manifest[name] ?? name}`;
}
