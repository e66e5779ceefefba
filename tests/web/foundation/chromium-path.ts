import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's Chromium from PATH; the test command installs it when it is missing. `CHROMIUM_PATH` names another. */
export function chromiumPath(): string {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return given;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  throw new Error('no Chromium on PATH');
}
