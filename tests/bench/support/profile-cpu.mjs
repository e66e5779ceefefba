/**
 * Preloaded into a worker by `--import`: from SIGUSR2 on it records a CPU profile, and writes it to
 * `PROFILE_DIR` when it ends.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const session = new Session();
session.connect();
session.post('Profiler.enable');
process.once('SIGUSR2', () => session.post('Profiler.start'));
process.once('exit', () => {
  session.post('Profiler.stop', (error, { profile }) => {
    if (error) return;
    const file = join(process.env.PROFILE_DIR, `worker-${process.pid}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
  });
});
