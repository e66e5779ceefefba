import { join } from 'node:path';
import ejs from 'ejs';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { formatNumber } from '../../domain/time/format.ts';
import { drawBarPanels } from '../../lib/chart-image.ts';
import type { ChartImage } from '../../lib/chart-image.ts';
import type { Translate } from '../../lib/i18n.ts';
import { projectRoot } from '../../lib/project-root.ts';
import type { MailAttachment } from '../mail/mailer.ts';
import type { Reader } from './figure-words.ts';
import { chartPanels } from './report-chart.ts';
import { reportCsv } from './report-csv.ts';
import { reportPage, subjectOf } from './report-page.ts';
import type { ReportRenderer } from './report-renderer.ts';
import { reportText } from './report-text.ts';

const VIEW = join(projectRoot, 'views', 'mail', 'weekly-report.ejs');

/** Gmail cuts a mail at 102 kB: what is left out is in the CSV or at the desk, and the mail says so. */
const MAIL_LIMITS = { channels: 6, items: 12 };

/** A report goes to many people: each language's picture is drawn once and kept for the next. */
const CHARTS_KEPT = 4;

/** Renders with the templates in `views/mail`. */
export function createReportRenderer(
  translators: Record<ReaderLanguage, Translate>,
): ReportRenderer {
  const charts = new Map<string, Promise<ChartImage>>();

  const chartOf = (reader: Reader, report: WeeklyReport): Promise<ChartImage> => {
    const panels = chartPanels(reader, report.platforms);
    const key = JSON.stringify(panels);
    const kept = charts.get(key);
    if (kept !== undefined) return kept;
    const drawn = drawBarPanels(panels, (value) => formatNumber(value, reader.language));
    drawn.catch(() => charts.delete(key));
    charts.set(key, drawn);
    const [oldest] = charts.keys();
    if (charts.size > CHARTS_KEPT && oldest !== undefined) charts.delete(oldest);
    return drawn;
  };
  const readerOf = (language: ReaderLanguage): Reader => ({ language, t: translators[language] });

  return {
    async renderMail(report, languages) {
      const readers = inOrder(languages).map(readerOf);
      const [main] = readers;
      if (main === undefined) throw new RangeError('a mail needs at least one language');
      const charts = await Promise.all(readers.map((reader) => chartOf(reader, report)));
      const sections = readers.map((reader, index) => ({
        page: reportPage(reader, report, MAIL_LIMITS),
        chart: charts[index],
        chartSource: `cid:${contentIdOf(report, reader)}`,
      }));
      const subject = readers.map((reader) => subjectOf(reader, report)).join(' · ');
      return {
        subject,
        html: await render({ subject, sections }),
        text: sections.map(({ page }) => reportText(page)).join(`\n${'*'.repeat(72)}\n\n`),
        language: main.language,
        attachments: [
          ...readers.map((reader, index) => chartAttachment(report, reader, charts[index])),
          ...readers.map((reader) => csvAttachment(report, reader)),
        ],
      };
    },

    async renderFiles(report, language) {
      const reader = readerOf(language);
      const page = reportPage(reader, report);
      const chart = await chartOf(reader, report);
      const chartSource = `data:image/png;base64,${chart.png.toString('base64')}`;
      const subject = subjectOf(reader, report);
      return {
        html: await render({ subject, sections: [{ page, chart, chartSource }] }),
        text: reportText(page),
        csv: reportCsv(reader, report),
      };
    },

    describe: (report, language) => reportPage(readerOf(language), report),

    renderCsv: (report, language) => reportCsv(readerOf(language), report),
  };
}

/** Indentation would be a fifth of the mail. */
function render(data: Record<string, unknown>): Promise<string> {
  return ejs.renderFile(VIEW, data, { rmWhitespace: true });
}

/** Vietnamese comes first, whatever the order in which a person chose. */
function inOrder(languages: readonly ReaderLanguage[]): ReaderLanguage[] {
  return (['vi', 'en'] as const).filter((language) => languages.includes(language));
}

function contentIdOf(report: WeeklyReport, reader: Reader): string {
  return `chart.${report.week.key}.${reader.language}@sugia`;
}

function chartAttachment(
  report: WeeklyReport,
  reader: Reader,
  chart: ChartImage | undefined,
): MailAttachment {
  return {
    filename: `${report.week.key}.${reader.language}.png`,
    contentType: 'image/png',
    content: chart?.png ?? Buffer.alloc(0),
    contentId: contentIdOf(report, reader),
  };
}

function csvAttachment(report: WeeklyReport, reader: Reader): MailAttachment {
  return {
    filename: `${report.week.key}.${reader.language}.csv`,
    contentType: 'text/csv; charset=utf-8',
    content: Buffer.from(reportCsv(reader, report), 'utf8'),
  };
}
