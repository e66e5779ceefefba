import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '..', '..');

/** The house's rules without the type-aware ones: the planted files do not exist. */
async function houseRules(): Promise<ESLint> {
  const url = new URL('../../eslint.config.js', import.meta.url).href;
  const { default: config } = (await import(url)) as { default: Linter.Config[] };
  return new ESLint({
    cwd: root,
    overrideConfigFile: true,
    baseConfig: config,
    overrideConfig: { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] } as Linter.Config,
  });
}

/** A file that is really there: an import of nothing would be refused for another reason. */
function someFileIn(folder: string): string {
  const found = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()[0];
  if (found === undefined) throw new Error(`no TypeScript file in ${folder}`);
  return join(folder, found);
}

function importOf(target: string, from: string): string {
  expect(existsSync(join(root, target))).toBe(true);
  const path = relative(dirname(from), target);
  return path.startsWith('.') ? path : `./${path}`;
}

describe('the house refuses', () => {
  let lint: (file: string, text: string) => Promise<string[]>;

  beforeAll(async () => {
    const eslint = await houseRules();
    lint = async (file, text) => {
      const results = await eslint.lintText(text, { filePath: join(root, file) });
      return results
        .flatMap((result) => result.messages)
        .map((message) => message.ruleId ?? 'none');
    };
  });

  const planted = (file: string, target: string, keyword = 'import'): [string, string] => [
    file,
    `${keyword} { thing } from '${importOf(target, file)}';\nexport const planted = 1;\n`,
  ];

  it.each([
    ['src/domain/posts/planted.ts', 'src/stores'],
    ['src/domain/posts/planted.ts', 'src/lib'],
    ['src/lib/planted.ts', 'src/domain'],
    ['src/stores/planted.ts', 'src/actions'],
    ['src/clients/x/planted.ts', 'src/stores'],
    ['src/actions/posts/planted.ts', 'src/web'],
    ['src/actions/posts/planted.ts', 'src/stores'],
    ['src/actions/posts/planted.ts', 'src/clients'],
    ['src/web/posts/planted.ts', 'src/stores'],
    ['src/web/browser/planted.ts', 'src/lib'],
    ['src/practice/planted.ts', 'src/domain'],
    ['jobs/planted.ts', 'src/stores'],
    ['config/planted.ts', 'src/lib'],
    ['src/web/posts/planted.ts', 'tests'],
  ])('a value that %s takes from %s', async (file, folder) => {
    expect(await lint(...planted(file, someFileIn(folder)))).toContain('boundaries/dependencies');
  });

  it('even the types of a store in the domain', async () => {
    const [file, text] = planted(
      'src/domain/posts/planted.ts',
      someFileIn('src/stores'),
      'import type',
    );
    expect(await lint(file, text)).toContain('boundaries/dependencies');
  });

  it.each([
    ['src/web/posts/planted.ts', 'mongoose'],
    ['src/actions/posts/planted.ts', 'express'],
    ['src/actions/posts/planted.ts', 'agenda'],
    ['src/clients/x/planted.ts', 'facebook-nodejs-business-sdk'],
    ['src/clients/facebook/planted.ts', 'twitter-api-v2'],
    ['src/actions/posts/planted.ts', 'nodemailer'],
    ['src/domain/language/planted.ts', 'twitter-text'],
    ['src/domain/posts/planted.ts', 'luxon'],
    ['src/domain/posts/planted.ts', 'node:crypto'],
  ])('%s using the package %s', async (file, name) => {
    const text = `import * as thing from '${name}';\nexport const planted = thing;\n`;
    expect(await lint(file, text)).toContain('boundaries/dependencies');
  });

  it.each([
    ['an action that reads the environment', 'export const planted = process.env;\n'],
    ['an action that reads the clock', 'export const planted = Date.now();\n'],
    ['an action that makes the current time', 'export const planted = new Date();\n'],
    ['a default export', 'export default 1;\n'],
    ['a barrel', "export * from './submit-post.ts';\n"],
  ])('%s', async (_name, text) => {
    expect(await lint('src/actions/posts/planted.ts', text)).toContain('no-restricted-syntax');
  });

  it('a file called index.ts', async () => {
    expect(await lint('src/actions/posts/index.ts', 'export const planted = 1;\n')).toContain(
      'no-restricted-syntax',
    );
  });

  it.each([
    ['views/posts/planted.ejs', '<p><%- post.text %></p>'],
    ['views/posts/planted.ejs', '<p>\n<%-post.text-%>\n</p>'],
    ['views/posts/planted.ejs', '<%- body %>'],
  ])('raw output in %s: %s', async (file, text) => {
    expect(await lint(file, text)).toEqual(['views/no-raw-output']);
  });

  it('nothing that keeps to the table', async () => {
    expect(
      await lint(...planted('src/actions/posts/planted.ts', 'src/domain/posts/post.ts')),
    ).not.toContain('boundaries/dependencies');
    const storeType = planted(
      'src/actions/posts/planted.ts',
      someFileIn('src/stores'),
      'import type',
    );
    expect(await lint(...storeType)).not.toContain('boundaries/dependencies');
    expect(
      await lint('src/stores/planted.ts', "import { model } from 'mongoose';\n"),
    ).not.toContain('boundaries/dependencies');
    expect(
      await lint('src/domain/time/planted.ts', "import { DateTime } from 'luxon';\n"),
    ).not.toContain('boundaries/dependencies');
    expect(await lint('jobs/worker.ts', 'export const planted = process.env;\n')).toEqual([]);
    expect(await lint('src/lib/clock.ts', 'export const planted = new Date();\n')).toEqual([]);
    expect(
      await lint('views/posts/planted.ejs', "<%- include('_row', { post }) %><%= post.text %>"),
    ).toEqual([]);
    expect(await lint('views/layouts/planted.ejs', '<main><%- body %></main>')).toEqual([]);
  });
});
