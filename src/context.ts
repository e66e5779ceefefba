import { hostname } from 'node:os';
import type { Connection } from 'mongoose';
import type { Config } from '../config/config.ts';
import type { ActionContext, PracticeControl } from './actions/context.ts';
import { createAgendaAlarmClock } from './clients/alarm-clock/agenda-alarm-clock.ts';
import type { AgendaAlarmClock } from './clients/alarm-clock/agenda-alarm-clock.ts';
import type { ChannelLogins } from './clients/channel-login.ts';
import { createFacebookLogin } from './clients/facebook/facebook-login.ts';
import { createFacebookPlatform } from './clients/facebook/facebook-platform.ts';
import { createImageRenderer } from './clients/image-renderer/sharp-renderer.ts';
import { createMailer } from './clients/mail/nodemailer-mailer.ts';
import { createNoticeRenderer } from './clients/notice-renderer/notice-renderer.ts';
import type { Platforms } from './clients/platform.ts';
import { createReportRenderer } from './clients/report-renderer/ejs-report-renderer.ts';
import { createXLogin } from './clients/x/x-login.ts';
import { createXPlatform } from './clients/x/x-platform.ts';
import { pricesOf } from './domain/budget/price.ts';
import type { PriceData } from './domain/budget/price.ts';
import type { ErrorCatalogue } from './domain/deliveries/error-catalogue.ts';
import { createVideoReader } from './clients/video-reader/mp4-reader.ts';
import { pacesOf } from './domain/deliveries/pace.ts';
import type { PaceData } from './domain/deliveries/pace.ts';
import { readBackRulesOf } from './domain/deliveries/read-back-plan.ts';
import type { ReadBackRulesData } from './domain/deliveries/read-back-plan.ts';
import { holdRulesOf } from './domain/holds/hold-rules.ts';
import type { HoldRulesData } from './domain/holds/hold-rules.ts';
import { platformLimitsOf } from './domain/language/limits.ts';
import type { PlatformLimitsData } from './domain/language/limits.ts';
import { mediaLimitsOf, videoLimitsOf } from './domain/media/media-limits.ts';
import type { MediaLimitsData } from './domain/media/media-limits.ts';
import { widestOf } from './domain/media/video.ts';
import { createApprovalSigner } from './lib/approval-signer.ts';
import { createClock } from './lib/clock.ts';
import { createTranslators } from './lib/i18n.ts';
import { createLogger } from './lib/logger.ts';
import { readData } from './lib/read-data.ts';
import { createSecretBox } from './lib/secret-box.ts';
import { createLanguageDesk } from './stores/language-desk.ts';
import { openConnection, transactions } from './stores/connection.ts';
import { migrate, requireCurrentSchema } from './stores/migrations/migrate.ts';
import { createStores } from './stores/stores.ts';

const PRACTICE_CLOCK_POLL_MS = 250;

/** Everything one process is made of, and how it is closed. */
export type Context = ActionContext & {
  config: Config;
  connection: Connection;
  alarmClock: AgendaAlarmClock;
  /** Runs the migrations that the database has not seen; their names. */
  migrate(): Promise<string[]>;
  /** Refuses a database of another schema or another mode. */
  requireReady(): Promise<void>;
  close(): Promise<void>;
};

/** Thrown when a practice desk opens a live database, or the other way round. */
export class ModeError extends Error {
  override name = 'ModeError';
}

/**
 * Builds the context of one process: opens the database, makes the stores and clients, and in
 * practice mode follows practice time.
 */
export async function openContext(
  config: Config,
  source: ActionContext['source'] = 'command-line',
): Promise<Context> {
  const log = createLogger(
    source,
    config.logLevel,
    source === 'command-line' ? 'stderr' : 'stdout',
  );
  const clock = createClock();
  const connection = await openConnection(config.mongodbUri);
  const stores = createStores(connection);
  if (connection.db === undefined) throw new Error('the database connection is not open');
  const alarmClock = await createAgendaAlarmClock({ db: connection.db, clock, log });
  const platforms = createPlatforms(config, { logger: log, now: clock.now });
  const logins = createLogins(config, platforms, log);
  const mailer = createMailer({ ...config.mail, logger: log });
  const translators = createTranslators();
  const practice = config.mode === 'practice' ? practiceControl(config) : null;
  const followClock = async (): Promise<void> => {
    clock.setOffsetMs((await stores.desk.readPracticeTime()).offsetMs);
  };
  if (practice !== null) await followClock();
  const mediaLimits = readData('media-limits.json') as MediaLimitsData;
  const videoLimits = videoLimitsOf(mediaLimits);
  const timer =
    practice === null
      ? null
      : setInterval(() => void followClock().catch(() => undefined), PRACTICE_CLOCK_POLL_MS);
  timer?.unref();
  return {
    config,
    connection,
    clock,
    log,
    stores,
    inTransaction: transactions(connection),
    alarmClock,
    platforms,
    logins,
    mailer,
    imageRenderer: createImageRenderer(mediaLimitsOf(mediaLimits)),
    videoReader: createVideoReader(widestOf(videoLimits)),
    videoLimits,
    reportRenderer: createReportRenderer(translators),
    noticeRenderer: createNoticeRenderer(),
    secretBox: createSecretBox({
      key: config.keys.vaultKey,
      previousKey: config.keys.vaultKeyPrevious,
    }),
    signer: createApprovalSigner(config.keys.signingKeyPem),
    translators,
    language: createLanguageDesk(readData, stores.language, clock.steadyMs),
    limits: platformLimitsOf(readData('platform-limits.json') as PlatformLimitsData),
    paces: pacesOf(readData('pace.json') as PaceData),
    prices: pricesOf(readData('x-prices.json') as PriceData),
    figuresPostsPerDay: (readData('x-prices.json') as { figuresPostsPerDay: number })
      .figuresPostsPerDay,
    catalogue: readData('error-catalogue.json') as ErrorCatalogue,
    readBackRules: readBackRulesOf(readData('read-back.json') as ReadBackRulesData),
    holdRules: holdRulesOf(readData('holds.json') as HoldRulesData),
    processName: `${source}@${hostname()}:${process.pid}`,
    source,
    publicUrl: config.web.publicUrl,
    mode: config.mode,
    practice,
    migrate: async () => {
      const ran = await migrate(connection, clock.real);
      await stores.desk.keepMode(config.mode, clock.now());
      // A desk without people never sent anything: it is no backup, and knows its database from here.
      if ((await stores.people.countPeople()) === 0) {
        const { actual } = await stores.desk.readIdentity();
        if (actual !== null) await stores.desk.saveIdentity(actual, null);
      }
      return ran;
    },
    requireReady: async () => {
      await requireCurrentSchema(connection);
      const mode = await stores.desk.keepMode(config.mode, clock.now());
      if (mode !== config.mode) {
        throw new ModeError(
          `this database belongs to a ${mode} desk; a ${config.mode} desk must not open it`,
        );
      }
    },
    close: async () => {
      if (timer !== null) clearInterval(timer);
      await alarmClock.stop();
      for (const platform of Object.values(platforms)) platform.close();
      for (const login of Object.values(logins)) login?.close();
      mailer.close();
      await connection.close();
    },
  };
}

function createPlatforms(
  config: Config,
  shared: { logger: ActionContext['log']; now: () => Date },
): Platforms {
  const { outboundProxyUrl } = config;
  const webUrl = config.mode === 'practice' ? `${config.x.apiUrl}/x` : null;
  return {
    facebook: createFacebookPlatform({ ...config.facebook, outboundProxyUrl, ...shared }),
    x: createXPlatform({ ...config.x, webUrl, outboundProxyUrl, ...shared }),
  };
}

/** The logins that the desk has an app for: without one, keys are entered by hand. */
function createLogins(
  { facebook, x, outboundProxyUrl }: Config,
  platforms: Platforms,
  logger: ActionContext['log'],
): ChannelLogins {
  const { appId, appSecret } = facebook;
  const { clientId } = x;
  const shared = { outboundProxyUrl, logger };
  return {
    facebook:
      appId === null || appSecret === null
        ? null
        : createFacebookLogin({ ...facebook, appId, appSecret, ...shared }),
    x:
      clientId === null
        ? null
        : createXLogin({ ...x, clientId, readIdentity: platforms.x.readIdentity, ...shared }),
  };
}

/** Tells the practice platforms what time it is, over their own HTTP. */
function practiceControl(config: Config): PracticeControl {
  const url = new URL('/practice/clock', config.facebook.graphUrl);
  return {
    async setOffsetMs(offsetMs) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ offsetMs }),
      });
      if (!response.ok)
        throw new Error(`the practice platforms refused the time: ${response.status}`);
    },
  };
}
