/**
 * Takes a picture of every page of the desk and of the practice platforms on the demonstration
 * data: `npm run screens -- --out DIR [--roles a,b] [--only /path] [--quick]`.
 *
 * Signs in as each role, follows the links it finds, and takes one example of each kind of page:
 * wide and narrow, in both languages, light and dark. `--quick` keeps to Vietnamese and light;
 * `--url` looks at a desk that already runs.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from './ensure-chromium.mjs';
import { runDesk } from './run-desk.mjs';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'screens' },
    url: { type: 'string' },
    roles: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const LANGUAGES = options.quick ? ['vi'] : ['vi', 'en'];
const SCHEMES = options.quick ? ['light'] : ['light', 'dark'];
const MOST_PAGES = 60;

const desk = options.url === undefined ? await runDesk() : null;
try {
  const url = options.url ?? desk.deskUrl;
  const people = desk?.people ?? (await peopleOf());
  const roles = options.roles?.split(',');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-quic'],
  });
  await mkdir(options.out, { recursive: true });
  let taken = await takeVisitor(browser, url);
  const seen = new Set();
  for (const person of people) {
    if (seen.has(person.role) || (roles !== undefined && !roles.includes(person.role))) continue;
    seen.add(person.role);
    taken += await takeRole(browser, url, person);
  }
  if (desk !== null) taken += await takePractice(browser, desk.practiceUrl);
  await browser.close();
  console.log(`${taken} pictures are in ${options.out}`);
} finally {
  await desk?.stop();
}

/** What anybody sees: the sign-in page and a page that does not exist. */
async function takeVisitor(browser, url) {
  return takeAll(browser, url, 'visitor', null, ['/session']);
}

async function takeRole(browser, url, person) {
  const context = await browser.newContext({ viewport: SIZES.wide });
  const page = await context.newPage();
  await signIn(page, url, person);
  const paths = await findPages(page, url);
  const state = await context.storageState();
  let taken = 0;
  for (const language of LANGUAGES) {
    await page.request.post(`${url}/language`, {
      form: { language },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    taken += await takeAll(browser, url, person.role, state, paths, language);
  }
  await page.request.post(`${url}/language`, {
    form: { language: 'vi' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  await context.close();
  console.log(`${person.role}: ${paths.length} pages`);
  return taken;
}

async function takePractice(browser, url) {
  const page = await browser.newPage();
  const paths = await findPages(page, url);
  await page.close();
  return takeAll(browser, url, 'practice', null, paths);
}

async function takeAll(browser, url, who, storageState, paths, language = 'vi') {
  let taken = 0;
  for (const colorScheme of SCHEMES) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        reducedMotion: 'reduce',
        ...(storageState === null ? {} : { storageState }),
      });
      const page = await context.newPage();
      for (const path of paths) {
        if (options.only !== undefined && !path.startsWith(options.only)) continue;
        await page.goto(url + path, { waitUntil: 'load' });
        const name =
          kindOf(path)
            .replace(/^\//, '')
            .replace(/[^\w-]+/g, '_') || 'home';
        const file = `${who}--${name}--${language}-${colorScheme}-${size}.png`;
        await page.screenshot({ path: join(options.out, file), fullPage: true });
        taken += 1;
      }
      await context.close();
    }
  }
  return taken;
}

/** Follows links from the start page and keeps the first page of each kind. */
async function findPages(page, url) {
  const found = new Map();
  const queue = ['/'];
  while (queue.length > 0 && found.size < MOST_PAGES) {
    const path = queue.shift();
    if (found.has(kindOf(path))) continue;
    const response = await page.goto(url + path, { waitUntil: 'load' }).catch(() => null);
    if (response === null || !(response.headers()['content-type'] ?? '').includes('text/html'))
      continue;
    if (response.status() >= 400) continue;
    found.set(kindOf(path), path);
    const links = await page.$$eval('a[href]', (all) => all.map((link) => link.href));
    for (const link of links) {
      const target = new URL(link);
      if (target.origin === new URL(url).origin) queue.push(target.pathname + target.search);
    }
  }
  return [...found.values()];
}

/** `/posts/3f2a…/edit?page=2` and `/posts/9c1d…/edit` are one kind of page. */
function kindOf(path) {
  return new URL(path, 'http://desk.invalid').pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/\d{4}-W\d{2}/g, ':week')
    .replace(/\d{4}-\d{2}-\d{2}/g, ':day')
    .replace(/\/\d{6,}(_\d+)?/g, '/:number')
    .replace(/\/entries\/[^/]+/g, '/entries/:key');
}

async function signIn(page, url, person) {
  await page.goto(`${url}/session`);
  await page.fill('input[name=email]', person.email);
  await page.fill('input[name=password]', person.password);
  await Promise.all([
    page.waitForURL((at) => at.pathname !== '/session'),
    page.click('form:has(input[name=password]:not([type=hidden])) button.main'),
  ]);
}

/** The people of a desk that already runs are those of the demonstration. */
async function peopleOf() {
  const people = JSON.parse(await readFile('config/data/demo/people.json', 'utf8'));
  return people.map(({ roleKey, email, password }) => ({ role: roleKey, email, password }));
}
