import type { AlarmClock, AlarmName } from '../../src/clients/alarm-clock/alarm-clock.ts';
import type { Mail, MailOutcome, Mailer } from '../../src/clients/mail/mailer.ts';
import type {
  AddressAnswer,
  Platform,
  PostAnswer,
  PublishCall,
  RecentAnswer,
  RemovalOutcome,
  TokenAnswer,
} from '../../src/clients/platform.ts';
import { xAppOf } from '../../src/clients/x/x-app.ts';
import { reportPage } from '../../src/clients/report-renderer/report-page.ts';
import type { ReportRenderer } from '../../src/clients/report-renderer/report-renderer.ts';
import type { Metrics } from '../../src/domain/audience/metrics.ts';
import type { PlatformId } from '../../src/domain/channels/channel.ts';
import type { PublishOutcome } from '../../src/domain/deliveries/outcome.ts';
import { createTranslators } from '../../src/lib/i18n.ts';

/** A platform in memory: it keeps every call, and answers what the test told it to. */
export type RecordingPlatform = Platform & {
  calls: PublishCall[];
  /** Answers of the next calls, in order; then every call is accepted. */
  outcomes: PublishOutcome[];
  metrics: Map<string, Metrics | null>;
  followers: number | null;
  /** What the account's readers see, newest first. */
  recent: RecentAnswer;
  /** How often the account was read. */
  reads: number;
  /** What is behind any address. */
  behindAddress: AddressAnswer;
  /** What is behind any id. */
  behindId: PostAnswer;
  /** Ids that were to be removed, in order. */
  removed: string[];
  /** Answers of the next removals, in order; then every one is removed. */
  removals: RemovalOutcome[];
  /** Who the next token speaks for; the asked account when null. */
  identity: Awaited<ReturnType<Platform['readIdentity']>> | null;
  /** What the next token is said to be; one without faults or end when null. */
  token: TokenAnswer | null;
};

export function recordingPlatform(id: PlatformId): RecordingPlatform {
  const platform: RecordingPlatform = {
    id,
    calls: [],
    outcomes: [],
    metrics: new Map(),
    followers: 1000,
    identity: null,
    token: null,
    recent: { kind: 'read', posts: [], complete: true },
    reads: 0,
    behindAddress: { kind: 'not-an-address' },
    behindId: { kind: 'read', post: null },
    removed: [],
    removals: [],
    publish: (call) => {
      platform.calls.push(call);
      const n = platform.calls.length;
      return Promise.resolve(
        platform.outcomes.shift() ?? {
          kind: 'accepted',
          platformPostId: `${id}-post-${n}`,
          permalink: `https://${id}.example/posts/${n}`,
          raw: { status: 200, code: null, text: null },
        },
      );
    },
    stage: () => Promise.resolve({ kind: 'staged', handle: `${id}-video`, goodForMs: 3_600_000 }),
    readMetrics: () => Promise.resolve({ kind: 'read', metrics: platform.metrics }),
    readFollowers: () => Promise.resolve({ kind: 'read', followers: platform.followers }),
    readIdentity: ({ accountId }) =>
      Promise.resolve(
        platform.identity ?? {
          kind: 'read',
          accountId,
          name: `Account ${accountId}`,
          handle: accountId,
          publicUrl: `https://${id}.example/${accountId}`,
        },
      ),
    inspectToken: ({ credentials }) =>
      Promise.resolve(
        platform.token ?? {
          kind: 'read',
          token: {
            kind: credentials.kind,
            scopes: null,
            expiresAt: null,
            dataAccessExpiresAt: null,
            missing: [],
          },
        },
      ),
    readRecent: () => {
      platform.reads += 1;
      return Promise.resolve(platform.recent);
    },
    readAddress: () => Promise.resolve(platform.behindAddress),
    readPost: () => Promise.resolve(platform.behindId),
    remove: ({ platformId }) => {
      platform.removed.push(platformId);
      return Promise.resolve(
        platform.removals.shift() ?? {
          kind: 'removed',
          raw: { status: 200, code: null, text: null },
        },
      );
    },
    renewCredentials: () => Promise.resolve({ kind: 'not-needed' as const }),
    payingApp: (credentials) => (id === 'x' ? xAppOf(credentials, 'the-key-of-the-desk') : null),
    close: () => undefined,
  };
  return platform;
}

export type RecordingMailer = Mailer & { sent: Mail[]; outcomes: MailOutcome[] };

export function recordingMailer(): RecordingMailer {
  const mailer: RecordingMailer = {
    sent: [],
    outcomes: [],
    send: (mail) => {
      mailer.sent.push(mail);
      return Promise.resolve(
        mailer.outcomes.shift() ?? { kind: 'accepted', response: '250 queued' },
      );
    },
    close: () => undefined,
  };
  return mailer;
}

export type RecordingAlarmClock = AlarmClock & { alarms: { name: AlarmName; at: Date }[] };

export function recordingAlarmClock(): RecordingAlarmClock {
  const alarms: RecordingAlarmClock['alarms'] = [];
  return {
    alarms,
    setAlarm: (name, at) => {
      alarms.push({ name, at });
      return Promise.resolve();
    },
  };
}

/** Says which report it was given and nothing about how one looks. */
export function plainReportRenderer(): ReportRenderer {
  const translators = createTranslators();
  return {
    renderMail: (report, languages) =>
      Promise.resolve({
        subject: `report ${report.week.key}`,
        html: `<p>report ${report.week.key} ${languages.join(' ')}</p>`,
        text: `report ${report.week.key} ${languages.join(' ')}`,
        language: languages[0] ?? 'vi',
        attachments: [],
      }),
    renderFiles: (report, language) =>
      Promise.resolve({
        html: `<p>report ${report.week.key} ${language}</p>`,
        text: `report ${report.week.key} ${language}`,
        csv: 'week\n',
      }),
    describe: (report, language) => reportPage({ language, t: translators[language] }, report),
    renderCsv: () => 'week\n',
  };
}
