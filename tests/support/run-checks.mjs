/**
 * `npm run check`: every static check, two at a time, each with its own output in one piece.
 * All of them run, so that one look shows all there is to mend.
 */
import { spawn } from 'node:child_process';

const CHECKS = ['lint', 'types', 'knip', 'boundaries', 'format:check'];
const AT_ONCE = 2;

function runScript(name) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(String(error))));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      resolve({ ok: code === 0, name, seconds, text: Buffer.concat(output).toString('utf8') });
    });
  });
}

async function worker(queue, results) {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const result = await runScript(name);
    process.stdout.write(`${result.ok ? 'ok    ' : 'FAILED'} ${name} (${result.seconds} s)\n`);
    if (!result.ok) process.stdout.write(`${result.text.trimEnd()}\n\n`);
    results.push(result);
  }
}

const queue = [...CHECKS];
const results = [];
await Promise.all(Array.from({ length: AT_ONCE }, () => worker(queue, results)));
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
