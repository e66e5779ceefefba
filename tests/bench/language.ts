/**
 * How well and how fast the language guard reads: `npm run bench:language -- [--json] [--verbose]
 * [--oracle 1000000]`.
 *
 * - precision and recall by family on the labelled texts, and findings per 1,000 clean ones;
 * - milliseconds per check of a labelled text, with the lexicon as shipped and with 1,000 and
 *   10,000 terms, and how long such a lexicon takes to be made ready;
 * - milliseconds by length up to the longest post of Facebook;
 * - kilobytes, compressed, of the composer's script and of the data that it loads apart;
 * - with `--oracle N`, whether the counter for X agrees with twitter-text on N random posts.
 *
 * Needs a built tree.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import twitter from 'twitter-text';
import { checkText } from '../../src/domain/language/check-text.ts';
import { families } from '../../src/domain/language/finding.ts';
import { languageFiles } from '../../src/domain/language/language-data.ts';
import type { LanguageData } from '../../src/domain/language/language-data.ts';
import { lexiconOf } from '../../src/domain/language/lexicon/lexicon.ts';
import type { Term } from '../../src/domain/language/lexicon/term.ts';
import { xWeight } from '../../src/domain/language/x-weight.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { readData } from '../../src/lib/read-data.ts';
import { randomPost } from '../unit/language/random-post.ts';
import { readLanguageData } from '../language/data.ts';
import { readLabelled } from '../language/labelled.ts';
import type { Labelled } from '../language/labelled.ts';
import { score } from '../language/score.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    oracle: { type: 'string', default: '0' },
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

/** The shipped terms and as many others as make the number, of the length of real ones. */
function withTerms(count: number): { data: LanguageData; milliseconds: number } {
  const { lexicon } = data;
  const others = Array.from(
    { length: Math.max(0, count - lexicon.terms.length) },
    (_, n): Term => ({
      id: `made-${n}`,
      category: 'org',
      vi: `Chương trình hợp tác số ${n} giữa hai nước`,
      en: `Cooperation Programme number ${n} of the two countries`,
      avoid: { vi: [`Chương trình hợp tác ${n}`], en: [`Cooperation Program no ${n}`] },
      confidence: 'B',
      source: 'bench',
    }),
  );
  const terms = { terms: [...lexicon.terms, ...others].slice(0, count) };
  const start = performance.now();
  const made = lexiconOf(
    terms,
    readData('lexicon/protected.json') as never,
    lexicon.partnership,
    lexicon.documents,
  );
  return { data: { ...data, lexicon: made }, milliseconds: performance.now() - start };
}

function perTextWith(those: LanguageData): number {
  for (const { input } of texts) checkText(input, those);
  return (
    timeOf(() => {
      for (const { input } of texts) checkText(input, those);
    }) / Math.max(1, texts.length)
  );
}

function compressed(bytes: Buffer | string): number {
  return round(gzipSync(bytes, { level: 9 }).length / 1_000);
}

/** The composer's script holds the whole guard; its data comes apart. */
function sizes(): { script: number; data: number } {
  const folder = join(projectRoot, 'dist', 'assets');
  const script = readdirSync(folder).find((file) => /^compose-\w+\.js$/.test(file));
  const files = Object.fromEntries(languageFiles.map((file) => [file, readData(file)]));
  return {
    script: script === undefined ? 0 : compressed(readFileSync(join(folder, script))),
    data: compressed(JSON.stringify(files)),
  };
}

function oracle(count: number): { posts: number; differences: number } {
  let differences = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    const text = randomPost(seed);
    const { weightedLength, valid } = twitter.parseTweet(text);
    const { weight, fits } = xWeight(text);
    // The library calls an empty text invalid, which is not for a counter to say.
    if (weight !== weightedLength || fits !== (valid || weightedLength === 0)) differences += 1;
  }
  return { posts: count, differences };
}

const result = score(texts, data);
const sizesOfLexicon = Object.fromEntries(
  [1_000, 10_000].map((count) => {
    const { data: those, milliseconds } = withTerms(count);
    return [count, { readyMs: round(milliseconds), perTextMs: round(perTextWith(those)) }];
  }),
);
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
  millisecondsPerText: round(perTextWith(data)),
  byTerms: sizesOfLexicon,
  millisecondsByLength: byLength,
  kilobytes: sizes(),
  ...(Number(options.oracle) > 0 ? { oracle: oracle(Number(options.oracle)) } : {}),
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
