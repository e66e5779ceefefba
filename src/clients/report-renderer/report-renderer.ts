import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { WeeklyReport } from '../../domain/reports/weekly-report.ts';
import type { MailAttachment } from '../mail/mailer.ts';
import type { ReportPage } from './report-page.ts';

/** A mail but for its recipient and its Message-ID, which the sender fixes. */
export type RenderedMail = {
  subject: string;
  html: string;
  text: string;
  /** Main language of the mail: the first of those asked for. */
  language: ReaderLanguage;
  /** The chart of each language as an inline image, then the CSV of each language. */
  attachments: MailAttachment[];
};

/** One report in one language, each part complete without the others. */
export type RenderedFiles = { html: string; text: string; csv: string };

/** Turns a report into what people read. It takes no decision: every figure is in the report. */
export type ReportRenderer = {
  /** One mail for all languages of a recipient, Vietnamese first. */
  renderMail(report: WeeklyReport, languages: readonly ReaderLanguage[]): Promise<RenderedMail>;
  renderFiles(report: WeeklyReport, language: ReaderLanguage): Promise<RenderedFiles>;
  /** The words of the whole report, for the page at the desk; no picture is drawn. */
  describe(report: WeeklyReport, language: ReaderLanguage): ReportPage;
  renderCsv(report: WeeklyReport, language: ReaderLanguage): string;
};
