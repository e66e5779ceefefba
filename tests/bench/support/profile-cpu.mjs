/** Preloaded into a worker by `--import`: writes a CPU profile to `PROFILE_DIR` when it ends. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
process.once('exit', () => {
  session.post('Profiler.stop', (error, { profile }) => {
    if (error !== null) return;
    const file = join(process.env.PROFILE_DIR, `worker-${process.pid}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
  });
});
