/**
 * Randomised runs on the real stack: `npm run faults -- [--runs 10] [--seed 1] [--json]
 * [--verbose]`. One run plays one seed, `--seed` the first and so on; a failing seed is played
 * again with `--runs 1 --seed S --verbose`. Needs a built tree (`npm run build`).
 */
import { parseArgs } from 'node:util';
import { runSeed } from './one-run.ts';
import type { RunResult } from './one-run.ts';
import { startOwnDatabase } from './own-database.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** Every twentieth seed also has the database killed and started again. */
const RESTART_EVERY = 20;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const database = await startOwnDatabase();
process.env['SUGIA_TEST_MONGODB_URI'] = database.uri;
const results: RunResult[] = [];
try {
  const first = Number(options.seed);
  for (let seed = first; seed < first + Number(options.runs); seed += 1) {
    const result = await runSeed(seed, {
      database,
      restartsDatabase: seed % RESTART_EVERY === 0,
      ...(options.verbose ? { say } : {}),
    });
    results.push(result);
    tell(result);
  }
} finally {
  await database.stop();
}
const failed = results.filter((one) => !one.passed).map((one) => one.seed);
const total = (of: (one: RunResult) => number): number =>
  results.reduce((sum, one) => sum + of(one), 0);
const summary = {
  summary: true,
  runs: results.length,
  passed: results.length - failed.length,
  failed,
  seconds: Math.round(total((one) => one.seconds)),
  deliveries: total((one) => one.figures?.deliveries ?? 0),
  posts: total((one) => one.figures?.posts ?? 0),
  calls: total((one) => one.figures?.calls ?? 0),
  faults: total((one) => one.acts['fault'] ?? 0),
  kills: total((one) => one.acts['kill-worker'] ?? 0),
  stepDowns: total((one) => one.acts['step-down'] ?? 0),
  restarts: total((one) => one.acts['restart-database'] ?? 0),
  holds: total((one) => one.acts['hold'] ?? 0),
  edits: total((one) => (one.acts['edit'] ?? 0) + (one.acts['withdraw'] ?? 0)),
  unknownThoughOut: total((one) => one.figures?.unknownThoughOut ?? 0),
};
if (options.json) console.log(JSON.stringify(summary));
else console.log(`${summary.passed} of ${summary.runs} runs passed.`, summary);
process.exitCode = failed.length === 0 ? 0 : 1;

function tell(result: RunResult): void {
  if (options.json) {
    console.log(JSON.stringify(result));
    return;
  }
  console.log(`seed ${result.seed}: ${result.passed ? 'passed' : 'FAILED'} in ${result.seconds} s`);
  for (const violation of result.violations) console.log(`  ${violation}`);
}
