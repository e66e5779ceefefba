import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Express } from 'express';
import session from 'express-session';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { sealCredentials } from '../../src/actions/channels/credentials.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import { authenticate } from '../../src/actions/people/authenticate.ts';
import { saveReaderLanguage } from '../../src/actions/people/change-person.ts';
import { loadActor } from '../../src/actions/people/load-actor.ts';
import { loadShell } from '../../src/actions/people/load-shell.ts';
import { createImageRenderer } from '../../src/clients/image-renderer/sharp-renderer.ts';
import { createNoticeRenderer } from '../../src/clients/notice-renderer/notice-renderer.ts';
import { createVideoReader } from '../../src/clients/video-reader/mp4-reader.ts';
import type { Credentials } from '../../src/clients/platform.ts';
import type { Channel } from '../../src/domain/channels/channel.ts';
import { pricesOf } from '../../src/domain/budget/price.ts';
import type { PriceData } from '../../src/domain/budget/price.ts';
import type { ErrorCatalogue } from '../../src/domain/deliveries/error-catalogue.ts';
import { readBackRulesOf } from '../../src/domain/deliveries/read-back-plan.ts';
import type { ReadBackRulesData } from '../../src/domain/deliveries/read-back-plan.ts';
import { holdRulesOf } from '../../src/domain/holds/hold-rules.ts';
import type { HoldRulesData } from '../../src/domain/holds/hold-rules.ts';
import { platformLimitsOf } from '../../src/domain/language/limits.ts';
import type { PlatformLimitsData } from '../../src/domain/language/limits.ts';
import { mediaLimitsOf, videoLimitsOf } from '../../src/domain/media/media-limits.ts';
import type { MediaLimitsData } from '../../src/domain/media/media-limits.ts';
import { widestOf } from '../../src/domain/media/video.ts';
import { actorOf } from '../../src/domain/people/person.ts';
import type { Actor, Person } from '../../src/domain/people/person.ts';
import type { Unit } from '../../src/domain/people/unit.ts';
import { createApprovalSigner } from '../../src/lib/approval-signer.ts';
import { sleep } from '../../src/lib/clock.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createTranslators } from '../../src/lib/i18n.ts';
import { hashPassword } from '../../src/lib/passwords.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { createSecretBox } from '../../src/lib/secret-box.ts';
import { transactions } from '../../src/stores/connection.ts';
import { migrate } from '../../src/stores/migrations/migrate.ts';
import { createLanguageDesk } from '../../src/stores/language-desk.ts';
import { createStores } from '../../src/stores/stores.ts';
import { createApp } from '../../src/web/create-app.ts';
import type { WebDeps } from '../../src/web/web-deps.ts';
import { TEST_PASSWORD, testChannels, testPeople, testUnits } from './desk-people.ts';
import type { TestRole } from './desk-people.ts';
import {
  plainReportRenderer,
  recordingAlarmClock,
  recordingMailer,
  recordingPlatform,
} from './recording-clients.ts';
import { connectTestDatabase } from './test-database.ts';

/** What cookies and the addresses of media are sealed with. */
export const TEST_SECRET = 'a secret of a test';

const UNHURRIED = { gapMs: 0, burst: { posts: 1_000, spanMs: 1 } };

/** Monday 23 November 2026, 09:00 in Ha Noi, 03:00 in Paris. */
export const DESK_TIME = new Date('2026-11-23T02:00:00.000Z');

/** Desk time stands still until a test moves it; real time runs, unless a test sets it. */
export type TestClock = Clock & {
  set(instant: Date | string): void;
  advance(minutes: number): void;
  setReal(instant: Date | string): void;
  /** Lets a span of real time pass at once, as a database does that keeps one waiting. */
  passMs(ms: number): void;
};

export type TestDesk = Awaited<ReturnType<typeof openTestDesk>>;

/**
 * A whole desk over a database of its own: real stores, vault, signer, pictures and pages; platforms,
 * mail and alarms in memory. `close()` drops the database.
 */
export async function openTestDesk(overrides: Partial<ActionContext> = {}) {
  const database = await connectTestDatabase();
  await migrate(database.connection, () => DESK_TIME);
  const clock = testClock();
  const platforms = { facebook: recordingPlatform('facebook'), x: recordingPlatform('x') };
  const mailer = recordingMailer();
  const alarmClock = recordingAlarmClock();
  const stores = createStores(database.connection);
  // The machine of the desk is right: the database's clock goes with the test's own.
  stores.desk.readServerTime = () => Promise.resolve(clock.real());
  const videoLimits = videoLimitsOf(readData('media-limits.json') as MediaLimitsData);
  const ctx: ActionContext = {
    clock,
    log: pino({ level: 'silent' }),
    stores,
    inTransaction: transactions(database.connection),
    alarmClock,
    platforms,
    logins: { facebook: null, x: null },
    mailer,
    imageRenderer: createImageRenderer(
      mediaLimitsOf(readData('media-limits.json') as MediaLimitsData),
    ),
    videoReader: createVideoReader(widestOf(videoLimits)),
    videoLimits,
    reportRenderer: plainReportRenderer(),
    noticeRenderer: createNoticeRenderer(),
    secretBox: createSecretBox({ key: randomBytes(32), previousKey: null }),
    signer: createApprovalSigner(signingKey()),
    translators: createTranslators(),
    // Tests post as quickly as they like; those of the pace set it themselves.
    paces: { facebook: UNHURRIED, x: UNHURRIED },
    prices: pricesOf(readData('x-prices.json') as PriceData),
    figuresPostsPerDay: (readData('x-prices.json') as { figuresPostsPerDay: number })
      .figuresPostsPerDay,
    catalogue: readData('error-catalogue.json') as ErrorCatalogue,
    readBackRules: readBackRulesOf(readData('read-back.json') as ReadBackRulesData),
    holdRules: holdRulesOf(readData('holds.json') as HoldRulesData),
    language: createLanguageDesk(readData, stores.language, clock.steadyMs),
    limits: platformLimitsOf(readData('platform-limits.json') as PlatformLimitsData),
    processName: 'test@desk',
    source: 'web',
    publicUrl: 'http://localhost:4100',
    mode: 'practice',
    practice: null,
    ...overrides,
  };
  await fillDesk(ctx);
  const app = createApp(webDepsOf(ctx));
  return {
    ctx,
    app,
    connection: database.connection,
    /** Where the database is, for a second process over the same desk. */
    uri: database.uri,
    clock,
    platforms,
    mailer,
    alarmClock,
    units: testUnits,
    people: testPeople,
    actors: actorsOf(testPeople),
    channels: testChannels,
    /** A browser in which this person is signed in. */
    signIn: (role: TestRole): Promise<TestAgent> => signIn(app, testPeople[role]),
    close: database.drop,
  };
}

/** A browser that sends forms of the desk's own pages; nobody is signed in. */
export function browserOf(app: Express): TestAgent {
  const agent = request.agent(app);
  agent.set('Sec-Fetch-Site', 'same-origin').set('Accept', 'text/html');
  return agent;
}

async function signIn(app: Express, person: Person): Promise<TestAgent> {
  const agent = browserOf(app);
  await agent
    .post('/session')
    .type('form')
    .send({ email: person.email, password: TEST_PASSWORD })
    .expect(303);
  return agent;
}

/** What the web side is given; a fresh session store each time, so that a session can be ended. */
export function webDepsOf(ctx: ActionContext): WebDeps {
  return {
    actions: ctx,
    mode: ctx.mode,
    publicUrl: ctx.publicUrl,
    loginTargets: Object.values(ctx.logins).flatMap((login) => login?.formTargets ?? []),
    sessionSecret: TEST_SECRET,
    trustProxy: false,
    logger: ctx.log,
    clock: ctx.clock,
    translators: ctx.translators,
    assetsDir: join(projectRoot, 'dist', 'assets'),
    sessionStore: new session.MemoryStore(),
    authenticate: (credentials) => authenticate(ctx, credentials),
    loadActor: (personId) => loadActor(ctx, personId),
    saveLanguage: (personId, language) => saveReaderLanguage(ctx, personId, language),
    loadShell: async (actor) => {
      const shell = await loadShell(ctx, actor);
      return {
        counts: {
          today: shell.waitingOnReader,
          approvals: shell.waitingApprovals,
          events: shell.waitingSignals,
          queue: shell.deliveriesInTrouble,
        },
        hold: shell.hold,
        // No worker runs beside a test, which is no trouble of its pages.
        workerTrouble: [],
        unitClock: null,
      };
    },
    demoPeople: () => Promise.resolve([]),
    health: {
      ready: () => Promise.resolve({ ok: true, reasons: [] }),
      publishing: () => Promise.resolve({ ok: true, reasons: [] }),
    },
    metrics: { registry: new Registry(), token: null },
  };
}

async function fillDesk(ctx: ActionContext): Promise<void> {
  await ctx.stores.desk.keepMode(ctx.mode, ctx.clock.now());
  for (const unit of Object.values(testUnits)) await ctx.stores.units.insertUnit(unit);
  const hash = await passwordHash();
  for (const person of Object.values(testPeople))
    await ctx.stores.people.insertPerson(person, hash);
  for (const channel of Object.values(testChannels)) {
    const sealed = sealCredentials(ctx, channel.id, credentialsOf(channel));
    await ctx.stores.channels.insertChannel(channel, sealed);
  }
}

function credentialsOf(channel: Channel): Credentials {
  return channel.platform === 'facebook'
    ? { kind: 'facebook-page', pageAccessToken: `page-token-of-${channel.id}` }
    : { kind: 'x-oauth1', accessToken: `token-of-${channel.id}`, accessSecret: 'secret' };
}

function actorsOf(people: Record<TestRole, Person>): Record<TestRole, Actor> {
  const units: Unit[] = Object.values(testUnits);
  return Object.fromEntries(
    Object.entries(people).map(([role, person]) => [role, actorOf(person, units)]),
  ) as Record<TestRole, Actor>;
}

function testClock(): TestClock {
  let now = DESK_TIME;
  let real: Date | null = null;
  let passedMs = 0;
  return {
    now: () => now,
    real: () => real ?? new Date(),
    offsetMs: () => now.getTime() - (real ?? new Date()).getTime(),
    setOffsetMs: (offsetMs) => {
      now = new Date((real ?? new Date()).getTime() + offsetMs);
    },
    set: (instant) => {
      now = new Date(instant);
    },
    advance: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    setReal: (instant) => {
      real = new Date(instant);
    },
    steadyMs: () => performance.now() + passedMs,
    passMs: (ms) => {
      passedMs += ms;
    },
    sleep,
  };
}

/** Hashing is slow on purpose; everybody on a test desk has the same password. */
let knownHash: Promise<string> | null = null;
function passwordHash(): Promise<string> {
  knownHash ??= hashPassword(TEST_PASSWORD);
  return knownHash;
}

function signingKey(): string {
  return generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

function readData(file: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot, 'config', 'data', file), 'utf8'));
}
