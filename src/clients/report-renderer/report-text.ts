import type { FigureRow } from './figure-words.ts';
import type { ReportPage } from './report-page.ts';

/** What a mail program shows without scrolling sideways. */
const COLUMNS = 72;
const LABEL = 28;
const WEEK = 18;
const PAST = 13;

/** The whole report as plain text, at most 72 columns wide but for addresses. */
export function reportText(page: ReportPage): string {
  const { words } = page;
  return [
    page.issuedBy,
    page.heading,
    '='.repeat(page.heading.length),
    ...wrap(page.period),
    ...(page.deskUrl === null ? [] : [`${words('openAtDesk')}: ${page.deskUrl}`]),
    '',
    ...wrap(page.summary.join(' ')),
    ...section(words('figuresHeading')),
    ...page.platforms.flatMap(({ heading, total }) => [...table(page, heading, total), '']),
    ...wrap(words('separately')),
    ...section(words('chart.heading')),
    ...page.chart.paragraphs.flatMap((paragraph) => [...wrap(paragraph), '']),
    ...page.top.flatMap(({ heading, items, none }) => [
      ...section(heading),
      ...(items.length === 0 ? [none] : []),
      ...items.flatMap((item, index) => [
        ...hang(`${index + 1}. `, `${item.title} · ${item.meta}`),
        ...(item.url === null ? [] : [`   ${item.url}`]),
      ]),
    ]),
    ...section(words('operations.heading')),
    ...page.operations.sentences.flatMap((sentence) => wrap(sentence)),
    ...(page.operations.items.length === 0 ? wrap(page.operations.none) : []),
    ...page.operations.items.flatMap((item) => [
      ...hang('- ', `${item.lead}: ${item.title} · ${item.rest}`),
      ...(item.url === null ? [] : [`  ${item.url}`]),
    ]),
    ...page.operations.more.flatMap((line) => wrap(line)),
    ...page.platforms.flatMap(({ channelsHeading, channels, more }) => [
      ...section(channelsHeading),
      ...channels.flatMap(({ name, aside, url, rows }) => [
        ...table(page, aside === '' ? name : `${name} · ${aside}`, rows),
        url,
        '',
      ]),
      ...(more === '' ? [] : wrap(more)),
    ]),
    ...(page.coming.length === 0 ? [] : section(words('coming.heading'))),
    ...page.coming.flatMap((item) => hang('- ', item)),
    ...section(words('notes.heading')),
    ...page.notes.flatMap((note) => hang('- ', note)),
    ...section(words('definitions')),
    ...page.definitions.flatMap((line) => hang('- ', line)),
    ...hang('- ', page.cutLine),
    '',
    ...wrap(words('footer')),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .replace(/\n{3,}/g, '\n\n')
    .concat('\n');
}

/** Breaks at spaces but for no-break spaces; a word longer than the line, such as an address, stays whole. */
export function wrap(text: string, width = COLUMNS): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \t\r\n]+/u).filter((one) => one !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function hang(mark: string, text: string): string[] {
  return wrap(text, COLUMNS - mark.length).map(
    (line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line,
  );
}

function section(title: string): string[] {
  return ['', ...wrap(title), '-'.repeat(Math.min(title.length, COLUMNS)), ''];
}

function table(page: ReportPage, heading: string, rows: readonly FigureRow[]): string[] {
  const { week, before, mean } = page.columns;
  return [
    ...wrap(heading),
    row('', week, before, mean),
    ...rows.flatMap((figure) => {
      const note = figure.note === '' ? '' : ` (${figure.note})`;
      const [first = '', ...rest] = wrap(figure.label + note, LABEL - 1);
      const value = figure.change === '' ? figure.value : `${figure.value} ${figure.change}`;
      return [row(first, value, figure.before, figure.mean), ...rest.map((line) => `  ${line}`)];
    }),
  ];
}

function row(label: string, week: string, before: string, mean: string): string {
  // A cell as wide as its column still stands apart from the one before it.
  const cell = (text: string, width: number): string => ` ${text.padStart(width - 1)}`;
  return [label.padEnd(LABEL), cell(week, WEEK), cell(before, PAST), cell(mean, PAST)]
    .join('')
    .trimEnd();
}
