import type { AlarmClock } from '../clients/alarm-clock/alarm-clock.ts';
import type { ChannelLogins } from '../clients/channel-login.ts';
import type { ImageRenderer } from '../clients/image-renderer/image-renderer.ts';
import type { Mailer } from '../clients/mail/mailer.ts';
import type { NoticeRenderer } from '../clients/notice-renderer/notice-renderer.ts';
import type { Platforms } from '../clients/platform.ts';
import type { ReportRenderer } from '../clients/report-renderer/report-renderer.ts';
import type { ErrorCatalogue } from '../domain/deliveries/error-catalogue.ts';
import type { VideoReader } from '../clients/video-reader/video-reader.ts';
import type { ReadBackRules } from '../domain/deliveries/read-back-plan.ts';
import type { Prices } from '../domain/budget/price.ts';
import type { Paces } from '../domain/deliveries/pace.ts';
import type { VideoLimits } from '../domain/media/video.ts';
import type { HoldRules } from '../domain/holds/hold-rules.ts';
import type { LanguageDesk } from '../domain/language/language-data.ts';
import type { PlatformLimits } from '../domain/language/limits.ts';
import type { Clock } from '../lib/clock.ts';
import type { Translate, UiLanguage } from '../lib/i18n.ts';
import type { Logger } from '../lib/logger.ts';
import type { SecretBox } from '../lib/secret-box.ts';
import type { ApprovalSigner } from '../lib/approval-signer.ts';
import type { InTransaction } from '../stores/connection.ts';
import type { Stores } from '../stores/stores.ts';

/** Everything an action may use; built once per process by `src/context.ts`, passed in, never global. */
export type ActionContext = {
  clock: Clock;
  log: Logger;
  stores: Stores;
  inTransaction: InTransaction;
  alarmClock: AlarmClock;
  platforms: Platforms;
  /** Connecting channels through the platforms' own login pages. */
  logins: ChannelLogins;
  mailer: Mailer;
  imageRenderer: ImageRenderer;
  videoReader: VideoReader;
  reportRenderer: ReportRenderer;
  noticeRenderer: NoticeRenderer;
  secretBox: SecretBox;
  signer: ApprovalSigner;
  translators: Record<UiLanguage, Translate>;
  limits: PlatformLimits;
  /** What the language guard knows. */
  language: LanguageDesk;
  videoLimits: VideoLimits;
  paces: Paces;
  /** What the platforms ask for. */
  prices: Prices;
  /** Posts of one channel that may be read for their figures in one UTC day. */
  figuresPostsPerDay: number;
  /** What every refusal means to people. */
  catalogue: ErrorCatalogue;
  /** When and how much of the platforms is read back. */
  readBackRules: ReadBackRules;
  /** What goes on under a hold, and what is held with special care. */
  holdRules: HoldRules;
  /** Name of this process in leases, attempts and audit entries. */
  processName: string;
  /** Where an action was asked for: kept in the audit. */
  source: 'web' | 'worker' | 'command-line';
  publicUrl: string;
  mode: 'practice' | 'live';
  /** Moves practice platforms along with practice time; null in live mode. */
  practice: PracticeControl | null;
};

/** The practice platforms' own control, spoken over HTTP. */
export type PracticeControl = {
  setOffsetMs(offsetMs: number): Promise<void>;
};
