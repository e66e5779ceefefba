/**
 * How well and how fast the language guard reads: `npm run bench:language -- [--json] [--verbose]`.
 *
 * - precision and recall by family on the labelled texts, and findings per 1,000 clean ones;
 * - microseconds per check of a labelled text;
 * - milliseconds by length up to the longest post of Facebook.
 */
import { parseArgs } from 'node:util';
import { checkText } from '../../src/domain/language/check-text.ts';
import { families } from '../../src/domain/language/finding.ts';
import { readLanguageData } from '../language/data.ts';
import { readLabelled } from '../language/labelled.ts';
import type { Labelled } from '../language/labelled.ts';
import { score } from '../language/score.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const LENGTHS = [1_000, 4_000, 16_000, 63_206];
const ROUNDS = 5;

const data = readLanguageData();
const texts = readLabelled();

function timeOf(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A text of a length made of the labelled ones, as a long post would be. */
function long(length: number, like: Labelled): Labelled['input'] {
  const all = texts.filter(({ input }) => input.language === like.input.language);
  let text = '';
  for (let n = 0; text.length < length; n += 1)
    text += `${all[n % all.length]?.input.text ?? '.'}\n`;
  return { ...like.input, text: text.slice(0, length), pair: null, media: [] };
}

const result = score(texts, data);
for (const { input } of texts) checkText(input, data);
const perText = timeOf(() => {
  for (const { input } of texts) checkText(input, data);
});
const [first] = texts;
const byLength =
  first === undefined
    ? {}
    : Object.fromEntries(
        LENGTHS.map((length) => {
          const input = long(length, first);
          return [length, round(timeOf(() => checkText(input, data)))];
        }),
      );
const figures = {
  texts: texts.length,
  families: result.families,
  clean: result.clean,
  missed: result.missed.length,
  wrong: result.wrong.length,
  millisecondsPerText: round(perText / Math.max(1, texts.length)),
  millisecondsByLength: byLength,
};

if (options.json) {
  console.log(JSON.stringify(figures));
} else {
  for (const family of families) {
    const one = result.families[family];
    console.log(
      `${family.padEnd(14)} recall ${one.recall} (${one.found}/${one.expected}) precision ${one.precision} (${one.right}/${one.given})`,
    );
  }
  console.log(JSON.stringify({ ...figures, families: undefined }));
}
if (options.verbose) {
  for (const one of result.missed) console.log('MISSED', one.id, JSON.stringify(one.expected));
  for (const { id, finding } of result.wrong) {
    console.log(
      'WRONG',
      id,
      finding.rule,
      finding.severity,
      JSON.stringify(finding.excerpt),
      JSON.stringify(finding.parameters),
    );
  }
}
