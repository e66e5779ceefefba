/** One figure at each point; null with `missing` was to be known and is not, null without is nothing. */
export type ChartValue = { value: number | null; missing: boolean };

export type ChartSeries = {
  name: string;
  /** `main` is what the chart is about, `pale` what it is set against. */
  tone: 'main' | 'pale';
  values: ChartValue[];
  /** Writes each figure over its bar. */
  labelled?: boolean;
};

export type Chart = {
  title: string;
  /** One for each point; those that would touch are left out. */
  labels: string[];
  series: ChartSeries[];
  formatNumber: (value: number) => string;
};

const SIZES = { wide: { width: 720, height: 260 }, narrow: { width: 360, height: 240 } };
const FONT = 12;
/** Width of a character, on the safe side: no font can be measured here. */
const CHARACTER = 7;
const TOP = 16;
const BOTTOM = 28;
const LEGEND = 22;

/**
 * Text and lines keep 4.5:1 and 3:1 on the cards they stand on. An image follows the reader's
 * choice of light or dark by itself, as the pages do.
 */
const STYLE = `
.paper{fill:#fffefb}.text{fill:#4d566b}.value{fill:#17213a}.rule{stroke:#ded8ca}.axis{stroke:#8a8371}
.main{fill:#1c2f5c}.pale{fill:#9aa6bd}.line{stroke:#1c2f5c}.gap{stroke:#8a8371}
@media (prefers-color-scheme:dark){
.paper{fill:#151c2b}.text{fill:#aeb6c6}.value{fill:#e8ebf2}.rule{stroke:#2a3448}.axis{stroke:#68758f}
.main{fill:#93bdf3}.pale{fill:#4d6185}.line{stroke:#93bdf3}.gap{stroke:#98a1b3}}`;

type Frame = {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
};
type Scale = { ticks: number[]; y: (value: number) => number };

/** Bars from zero, side by side where there are two series. */
export function barChart(chart: Chart, size: keyof typeof SIZES): string {
  const all = chart.series.flatMap((series) => series.values.map(({ value }) => value ?? 0));
  const { frame, scale } = frameOf(chart, size, 0, Math.max(0, ...all));
  const slot = (frame.right - frame.left) / Math.max(1, chart.labels.length);
  const gap = Math.min(slot * 0.28, 18);
  const width = Math.max(1, (slot - gap) / chart.series.length);
  const bars = chart.series.flatMap((series, place) =>
    series.values.map((point, index) => {
      const x = frame.left + index * slot + gap / 2 + place * width;
      return bar(chart, series, point, { x, width, slot, base: frame.bottom, scale });
    }),
  );
  return svg(chart, frame, scale, slot, bars.join(''));
}

/** A line with a mark at every figure; it breaks where a figure is missing. */
export function lineChart(chart: Chart, size: keyof typeof SIZES, fromZero: boolean): string {
  const known = chart.series.flatMap((series) => series.values.flatMap(({ value }) => value ?? []));
  const low = fromZero || known.length === 0 ? 0 : Math.min(...known);
  const { frame, scale } = frameOf(chart, size, low, Math.max(low, ...known));
  const slot = (frame.right - frame.left) / Math.max(1, chart.labels.length);
  const xOf = (index: number): number => frame.left + (index + 0.5) * slot;
  const radius = slot < 14 ? 2 : 3.5;
  const lines = chart.series.map((series) => {
    const marks = series.values.map(({ value, missing }, index) => {
      if (value !== null) {
        const label =
          series.labelled === true ? valueLabel(chart, value, xOf(index), scale, slot) : '';
        return `<circle class="main" cx="${n(xOf(index))}" cy="${n(scale.y(value))}" r="${radius}"/>${label}`;
      }
      return missing ? gapMark(xOf(index) - 3, 6, frame.bottom) : '';
    });
    return pathOf(series, xOf, scale) + marks.join('');
  });
  return svg(chart, frame, scale, slot, lines.join(''));
}

function bar(
  chart: Chart,
  series: ChartSeries,
  { value, missing }: ChartValue,
  at: { x: number; width: number; slot: number; base: number; scale: Scale },
): string {
  if (value === null) return missing ? gapMark(at.x, at.width, at.base) : '';
  const y = at.scale.y(value);
  const height = Math.max(value > 0 ? 1 : 0, at.base - y);
  const label =
    series.labelled === true
      ? valueLabel(chart, value, at.x + at.width / 2, at.scale, at.slot)
      : '';
  return `<rect class="${series.tone}" x="${n(at.x)}" y="${n(at.base - height)}" width="${n(at.width)}" height="${n(height)}"/>${label}`;
}

/** An open, dashed box: something was published here, and its figure is not known. */
function gapMark(x: number, width: number, base: number): string {
  return `<rect class="gap" x="${n(x)}" y="${base - 10}" width="${n(width)}" height="10" fill="none" stroke-dasharray="2 2"/>`;
}

/** Left out where it would run into its neighbour: the table has every figure. */
function valueLabel(chart: Chart, value: number, x: number, scale: Scale, slot: number): string {
  if (chart.formatNumber(value).length * CHARACTER > slot * 1.15) return '';
  return `<text class="value" x="${n(x)}" y="${n(scale.y(value) - 6)}" text-anchor="middle">${escape(chart.formatNumber(value))}</text>`;
}

function pathOf(series: ChartSeries, xOf: (index: number) => number, scale: Scale): string {
  let path = '';
  let isOpen = false;
  series.values.forEach(({ value }, index) => {
    if (value !== null) path += `${isOpen ? 'L' : 'M'}${n(xOf(index))} ${n(scale.y(value))}`;
    isOpen = value !== null;
  });
  return path === '' ? '' : `<path class="line" d="${path}" fill="none" stroke-width="2"/>`;
}

function frameOf(
  chart: Chart,
  size: keyof typeof SIZES,
  low: number,
  high: number,
): { frame: Frame; scale: Scale } {
  const { width, height } = SIZES[size];
  const ticks = ticksOf(low, high);
  const longest = Math.max(...ticks.map((tick) => chart.formatNumber(tick).length));
  const top = TOP + (chart.series.length > 1 ? LEGEND : 0);
  const frame = {
    width,
    height,
    left: longest * CHARACTER + 10,
    right: width - Math.max(12, (longestOf(chart.labels) * CHARACTER) / 2),
    top: top + 8,
    bottom: height - BOTTOM,
  };
  const [first = 0] = ticks;
  const last = ticks.at(-1) ?? 1;
  const y = (value: number): number =>
    frame.bottom - ((value - first) / (last - first)) * (frame.bottom - frame.top);
  return { frame, scale: { ticks, y } };
}

/** Round whole numbers around the span, about four of them. */
export function ticksOf(low: number, high: number): number[] {
  const span = Math.max(high - low, 1);
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const first = Math.floor(low / step) * step;
  const count = Math.max(1, Math.ceil((high - first) / step));
  return Array.from({ length: count + 1 }, (_, index) => Math.round(first + index * step));
}

function svg(chart: Chart, frame: Frame, scale: Scale, slot: number, content: string): string {
  const { width, height } = frame;
  const rules = scale.ticks.map((tick, index) => {
    const y = n(scale.y(tick));
    return (
      `<line class="${index === 0 ? 'axis' : 'rule'}" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/>` +
      `<text class="text" x="${frame.left - 6}" y="${n(scale.y(tick) + 4)}" text-anchor="end">${escape(chart.formatNumber(tick))}</text>`
    );
  });
  const labels = fittingLabels(chart.labels, slot).map(
    ([index, label]) =>
      `<text class="text" x="${n(frame.left + (index + 0.5) * slot)}" y="${height - 8}" text-anchor="middle">${escape(label)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `font-family="'Be Vietnam Pro',system-ui,sans-serif" font-size="${FONT}">` +
    `<title>${escape(chart.title)}</title><style>${STYLE}</style>` +
    `<rect class="paper" width="${width}" height="${height}"/>` +
    legend(chart) +
    rules.join('') +
    content +
    labels.join('') +
    '</svg>'
  );
}

/** The last label and as many before it as have room. */
function fittingLabels(labels: readonly string[], slot: number): [number, string][] {
  const step = Math.max(1, Math.ceil(((longestOf(labels) + 2) * CHARACTER) / slot));
  return labels.flatMap((label, index): [number, string][] =>
    (labels.length - 1 - index) % step === 0 ? [[index, label]] : [],
  );
}

function longestOf(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => label.length));
}

function legend({ series }: Chart): string {
  if (series.length < 2) return '';
  let x = 6;
  return series
    .map(({ name, tone }) => {
      const entry =
        `<rect class="${tone}" x="${x}" y="7" width="12" height="12"/>` +
        `<text class="text" x="${x + 18}" y="17">${escape(name)}</text>`;
      x += 18 + name.length * CHARACTER + 20;
      return entry;
    })
    .join('');
}

function n(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
