/**
 * Preloaded into a worker by `--import`: on SIGUSR2 it collects what can be collected, and tells the
 * process that started it how much memory is left in use.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('SIGUSR2', () => {
  for (let round = 0; round < 3; round += 1) collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ kind: 'memory', rss, heapUsed, external });
});
