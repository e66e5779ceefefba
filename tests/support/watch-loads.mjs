/** The module hooks of `watch-process.mjs`; they run in a thread of their own. */
import { appendFileSync } from 'node:fs';

let file = '';

export function initialize(data) {
  file = data.file;
}

export function load(url, context, nextLoad) {
  appendFileSync(file, `${JSON.stringify({ module: url })}\n`);
  return nextLoad(url, context);
}
