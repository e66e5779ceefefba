import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Option } from 'commander';
import { checkText } from '../domain/language/check-text.ts';
import type { CheckInput } from '../domain/language/check-input.ts';
import { PLAIN_CONTEXT } from '../domain/language/check-input.ts';
import type { Finding } from '../domain/language/finding.ts';
import { languageDataOf } from '../domain/language/language-data.ts';
import type { LanguageData, LanguageSources } from '../domain/language/language-data.ts';
import { xWeight } from '../domain/language/x-weight.ts';
import { HANOI } from '../domain/time/zones.ts';
import { createClock } from '../lib/clock.ts';
import { createTranslators } from '../lib/i18n.ts';
import type { Translate } from '../lib/i18n.ts';
import { readData } from '../lib/read-data.ts';
import { readCheckLine } from './check-lines.ts';
import { CommandError, runCommand } from './run-command.ts';

const BAD_LINES_EXIT = 2;
const clock = createClock();

type Options = {
  jsonl?: boolean;
  language?: 'vi' | 'en';
  reader: 'vi' | 'en';
  json?: boolean;
};

export function register(program: Command): void {
  program
    .command('check')
    .argument('[file]', 'the file to check (default: standard input)')
    .description('check texts as the desk does; needs no database')
    .option('--jsonl', 'read one JSON object a line, write one a line')
    .addOption(
      new Option('--language <code>', 'the language of a plain text').choices(['vi', 'en']),
    )
    .addOption(
      new Option('--reader <code>', 'the language of the messages')
        .choices(['vi', 'en'])
        .default('vi'),
    )
    .option('--json', 'print the findings as one line of JSON')
    .action((file: string | undefined, options: Options) =>
      runCommand(options, async () => {
        const t = createTranslators()[options.reader];
        const data = languageDataOf(
          <File extends keyof LanguageSources>(name: File) =>
            readData(name) as LanguageSources[File],
        );
        const input = file === undefined ? process.stdin : createReadStream(file);
        if (options.jsonl === true) {
          await checkLines(input, data, t);
          return null;
        }
        if (options.language === undefined) {
          throw new CommandError('Say the language of the text: --language vi or --language en.');
        }
        const text = file === undefined ? await readAll(input) : await readFile(file, 'utf8');
        return checkOne(text, options.language, data, t);
      }),
    );
}

/** One line out for each line in, in order; a line that cannot be read says why. */
async function checkLines(input: Readable, data: LanguageData, t: Translate): Promise<void> {
  let number = 0;
  let bad = 0;
  for await (const line of linesOf(input)) {
    number += 1;
    if (line.trim() === '') continue;
    const read = readCheckLine(line, clock.now());
    if (!read.ok) bad += 1;
    const out = read.ok
      ? { id: read.id, ...answer(read.input, data, t) }
      : { line: number, error: read.error };
    if (!process.stdout.write(`${JSON.stringify(out)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
  if (bad > 0) process.exitCode = BAD_LINES_EXIT;
}

function answer(input: CheckInput, data: LanguageData, t: Translate) {
  const { weight, fits } = xWeight(input.text);
  return {
    x: { weight, fits },
    findings: checkText(input, data).map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      start: finding.start,
      end: finding.end,
      excerpt: finding.excerpt,
      message: t(`findings.${finding.message}`, finding.parameters),
      ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
    })),
  };
}

function checkOne(text: string, language: 'vi' | 'en', data: LanguageData, t: Translate) {
  const input: CheckInput = {
    language,
    text: text.replace(/\n$/, ''),
    platforms: ['facebook', 'x'],
    at: clock.now(),
    zone: HANOI,
    media: [],
    pair: null,
    recent: [],
    context: PLAIN_CONTEXT,
  };
  const json = answer(input, data, t);
  const weight = t('findings.cli.weight', {
    weight: json.x.weight,
    limit: data.limits.x.text.most,
  });
  const lines = json.findings.map((one) => toLine(one, input.text, t));
  return { json, lines: [weight, ...(lines.length > 0 ? lines : [t('findings.cli.none')])] };
}

function toLine(
  finding: Pick<Finding, 'severity' | 'rule' | 'start' | 'end' | 'excerpt' | 'suggestion'> & {
    message: string;
  },
  text: string,
  t: Translate,
): string {
  const before = text.slice(0, finding.start);
  const row = before.split('\n').length;
  const column = finding.start - before.lastIndexOf('\n');
  const place = finding.end > 0 ? `${row}:${column} “${finding.excerpt}”: ` : '';
  const key = finding.suggestion === '' ? 'remove' : 'instead';
  const instead =
    finding.suggestion === undefined
      ? ''
      : ` ${t(`findings.cli.${key}`, { suggestion: finding.suggestion })}`;
  return `${t(`findings.severity.${finding.severity}`)} · ${place}${finding.message}${instead} (${finding.rule})`;
}

/** Lines by line feeds alone: a text may hold other marks that end a line. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = '';
  input.setEncoding('utf8');
  for await (const chunk of input as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function readAll(input: Readable): Promise<string> {
  const parts: string[] = [];
  for await (const line of linesOf(input)) parts.push(line);
  return parts.join('\n');
}
