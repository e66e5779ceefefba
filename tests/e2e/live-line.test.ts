import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../src/lib/project-root.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { startPractice } from '../../src/practice/start-practice.ts';
import { launchBrowser } from '../support/browser.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import { freePort, until } from '../support/worker-process.ts';

const PASSWORD = 'mot-mat-khau-rat-dai';
const PAGE = '100000000000077';
const ACCOUNT = '200000000000000077';
const VIETNAMESE = 'Thông báo thử nghiệm ở chế độ chính thức, số 9.';
const ENGLISH = 'A trial notice in live mode, number 9.';

let folder: string;
let database: Awaited<ReturnType<typeof connectTestDatabase>>;
let platforms: Awaited<ReturnType<typeof startPractice>>;
let env: Record<string, string>;
let deskUrl: string;
const running: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sugia-live-'));
  database = await connectTestDatabase();
  platforms = await startPractice({
    httpPort: 0,
    smtpPort: 0,
    dataDir: folder,
    logger: createLogger('platforms', 'silent'),
  });
  const port = await freePort();
  deskUrl = `http://localhost:${port}`;
  env = {
    PATH: process.env['PATH'] ?? '',
    SUGIA_MODE: 'live',
    SUGIA_DATA_DIR: join(folder, 'data'),
    MONGODB_URI: database.uri,
    PORT: String(port),
    PUBLIC_URL: deskUrl,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    VAULT_KEY: randomBytes(32).toString('base64'),
    SIGNING_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    FACEBOOK_GRAPH_URL: `${platforms.url}/graph`,
    FACEBOOK_APP_SECRET: 'practice-app-secret',
    X_API_URL: platforms.url,
    X_APP_KEY: 'practice-consumer-key',
    X_APP_SECRET: 'practice-consumer-secret',
    SMTP_URL: `smtp://127.0.0.1:${platforms.smtpPort}`,
    MAIL_FROM: 'Sứ Giả <desk@mofa.example>',
  };
  await openAccount('facebook', PAGE, { pageAccessToken: 'page-token-77' });
  await openAccount('x', ACCOUNT, { accessToken: 'access-77', accessSecret: 'secret-77' });
}, 60_000);

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await platforms.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

async function openAccount(platform: string, id: string, tokens: object): Promise<void> {
  const response = await fetch(`${platforms.url}/practice/accounts/${platform}/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: `Foreign ${platform}`,
      handle: `foreign_${platform}`,
      followers: 900,
      tokens,
    }),
  });
  expect(response.status).toBe(200);
}

/** `npx sugia …` as somebody types it, with what is piped into it. */
async function sugia(
  args: string[],
  input = '',
): Promise<{ code: number; json: Record<string, unknown> }> {
  const child = spawn(process.execPath, ['src/sugia.js', ...args, '--json'], {
    cwd: projectRoot,
    env,
  });
  child.stdin.end(input);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (value) => resolve(value ?? 1)),
  );
  const line = output.trim().split('\n').at(-1) ?? '';
  return { code, json: (line === '' ? {} : JSON.parse(line)) as Record<string, unknown> };
}

async function posts(): Promise<{ platform: string; text: string }[]> {
  const state = await fetch(`${platforms.url}/practice/state.json`);
  return ((await state.json()) as { posts: { platform: string; text: string }[] }).posts;
}

describe('a desk in live mode, set up by the command line against other servers', () => {
  it('is refused every missing variable at once', async () => {
    const kept = env;
    env = { PATH: kept['PATH'] ?? '', SUGIA_MODE: 'live' };
    const { code, json } = await sugia(['migrate']);
    env = kept;
    expect(code).toBe(1);
    for (const name of ['MONGODB_URI', 'SESSION_SECRET', 'VAULT_KEY', 'SIGNING_KEY', 'SMTP_URL']) {
      expect(JSON.stringify(json['faults'])).toContain(name);
    }
  }, 30_000);

  it('gets its people and channels by commands, and says why when it does not', async () => {
    expect((await sugia(['migrate'])).code).toBe(0);
    const create = (args: string[], input: string) => sugia(args, input);
    const admin = ['admin', 'create', '--email', 'chief@mofa.example', '--name', 'Nguyễn Văn A'];
    expect((await create(admin, 'short')).json['error']).toMatch(/password-too-short/);
    expect((await create(admin, `${PASSWORD}\n`)).code).toBe(0);
    const unit = ['unit', 'add', '--key', 'press', '--name-vi', 'Vụ Báo chí', '--name-en', 'Press'];
    expect((await sugia(unit)).code).toBe(0);
    const person = (email: string, grant: string) =>
      sugia(
        ['person', 'add', '--email', email, '--name', email, '--grant', grant, '--report', 'vi,en'],
        PASSWORD,
      );
    expect((await person('officer@mofa.example', 'press-officer:press')).code).toBe(0);
    expect((await person('speaker@mofa.example', 'spokesperson:ministry')).code).toBe(0);
    expect((await person('nobody@mofa.example', 'emperor:press')).code).toBe(1);
    const channel = (platform: string, id: string, language: string, keys: object) =>
      sugia(
        [
          'channel',
          'add',
          '--platform',
          platform,
          '--id',
          id,
          '--language',
          language,
          '--unit',
          'press',
        ],
        JSON.stringify(keys),
      );
    expect((await channel('facebook', PAGE, 'vi', { pageAccessToken: 'wrong' })).code).toBe(1);
    expect((await channel('facebook', PAGE, 'vi', { pageAccessToken: 'page-token-77' })).code).toBe(
      0,
    );
    const keys = { oauth1: { accessToken: 'access-77', accessSecret: 'secret-77' } };
    expect((await channel('x', ACCOUNT, 'en', keys)).code).toBe(0);
  }, 120_000);

  it('imports posts after a dry run that names every line at fault', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const target = (channel: string, language: string) => ({
      channel,
      language,
      at: 'on-approval',
      until: at,
    });
    const good = {
      unit: 'press',
      topic: 'notices',
      versions: { vi: { text: VIETNAMESE }, en: { text: ENGLISH } },
      targets: [target(PAGE, 'vi'), target(ACCOUNT, 'en')],
    };
    const file = join(folder, 'posts.jsonl');
    writeFileSync(
      file,
      [JSON.stringify(good), JSON.stringify({ ...good, unit: 'mars' })].join('\n'),
    );
    const args = ['post', 'import', file, '--as', 'officer@mofa.example', '--submit'];
    const refused = await sugia(args);
    expect(refused.code).toBe(1);
    expect(JSON.stringify(refused.json['faults'])).toContain('line 2');
    writeFileSync(file, JSON.stringify(good));
    const imported = await sugia(args);
    expect(imported.json['postIds']).toHaveLength(1);
  }, 60_000);

  it('publishes once on each platform what a person approved in the desk', async () => {
    for (const command of ['web', 'worker']) {
      running.push(
        spawn(process.execPath, ['src/sugia.js', command], {
          cwd: projectRoot,
          env,
          stdio: 'ignore',
        }),
      );
    }
    await until('the desk answers', async () => {
      const answer = await fetch(`${deskUrl}/readyz`).catch(() => null);
      return answer?.status === 200;
    });
    expect(await posts()).toEqual([]);
    const browser = await launchBrowser();
    const page = await browser.newPage({ baseURL: deskUrl });
    await page.goto('/approvals');
    expect(await page.locator('body').innerText()).not.toContain('Chế độ thực hành');
    await page.fill('input[name=email]', 'speaker@mofa.example');
    await page.fill('input[name=password]', PASSWORD);
    await page.locator('form button.main').click();
    await page
      .getByRole('link', { name: /Thông báo thử nghiệm/ })
      .first()
      .click();
    await page.locator('.decide button.main').click();
    await until('both posts are out', async () => (await posts()).length >= 2);
    expect((await page.goto('/practice'))?.status()).toBe(404);
    await browser.close();
    const out = await posts();
    expect(out.map(({ platform, text }) => [platform, text]).sort()).toEqual([
      ['facebook', VIETNAMESE],
      ['x', ENGLISH],
    ]);
  }, 90_000);

  it('writes the weekly report as files in both languages', async () => {
    const out = join(folder, 'reports');
    const { code } = await sugia(['report', 'weekly', '--week', '2026-W46', '--out', out]);
    expect(code).toBe(0);
    const names = ['vi', 'en'].flatMap((code) =>
      ['csv', 'html', 'txt'].map((kind) => `2026-W46.${code}.${kind}`),
    );
    expect(readdirSync(out).sort()).toEqual(names.sort());
    expect(readFileSync(join(out, '2026-W46.vi.txt'), 'utf8')).toContain('tuần 46/2026');
    expect((await sugia(['report', 'weekly', '--week', '2026-W99', '--out', out])).code).toBe(1);
  }, 60_000);

  it('keeps its mode: a practice desk does not open this database', async () => {
    const kept = env;
    env = {
      PATH: kept['PATH'] ?? '',
      MONGODB_URI: database.uri,
      SUGIA_DATA_DIR: join(folder, 'other'),
    };
    const { code, json } = await sugia(['report', 'weekly', '--out', folder]);
    env = kept;
    expect(code).toBe(1);
    expect(JSON.stringify(json)).toContain('live desk');
  }, 30_000);
});
