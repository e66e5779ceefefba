import { createRequire } from 'node:module';

/** One panel of bars, with an axis of its own: panels are never to be read against each other. */
export type BarPanel = {
  title: string;
  categories: string[];
  series: BarSeries[];
};

/** `values` may hold gaps (null); `labels` stand over the bars, and over a gap to say why. */
export type BarSeries = {
  name: string;
  color: string;
  values: (number | null)[];
  labels?: string[];
};

export type ChartImage = { png: Buffer; width: number; height: number };

const FAMILY = 'Be Vietnam Pro';
const FONT_FILES = ['400Regular/BeVietnamPro_400Regular', '600SemiBold/BeVietnamPro_600SemiBold'];
const PAPER = '#fffefb';
const INK = '#17213a';
const MUTED = '#4d566b';
const RULE = '#e4dfd2';

const WIDTH = 584;
const PANEL_HEIGHT = 196;
/** Twice the size at which it is shown, for screens that have the dots. */
const SCALE = 2;

const { resolve } = createRequire(import.meta.url);

let fontsReady: Promise<void> | null = null;

/**
 * Draws panels of bars below one another as a PNG in Be Vietnam Pro, which has every Vietnamese
 * letter. The libraries take 70 MB, so they are loaded by the first chart and not by the process.
 */
export async function drawBarPanels(
  panels: readonly BarPanel[],
  formatNumber: (value: number) => string,
): Promise<ChartImage> {
  const height = PANEL_HEIGHT * panels.length;
  const svg = await panelsAsSvg(panels, formatNumber, height);
  const png = await svgToPng(svg);
  return { png, width: WIDTH, height };
}

/** Draws an SVG whose texts are set in Be Vietnam Pro. */
export async function svgToPng(svg: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  fontsReady ??= loadFonts();
  await fontsReady;
  return sharp(Buffer.from(svg), { density: 72 * SCALE })
    .png({ palette: true, colours: 64 })
    .toBuffer();
}

/**
 * A font file named in a `text` input is added to the font list of the whole process, and that list
 * is where an SVG's texts are looked up: no font needs to be installed on the machine.
 */
async function loadFonts(): Promise<void> {
  const { default: sharp } = await import('sharp');
  for (const name of FONT_FILES) {
    const fontfile = resolve(`@expo-google-fonts/be-vietnam-pro/${name}.ttf`);
    await sharp({ text: { text: 'ẵ', font: FAMILY, fontfile } })
      .png()
      .toBuffer();
  }
}

async function panelsAsSvg(
  panels: readonly BarPanel[],
  formatNumber: (value: number) => string,
  height: number,
): Promise<string> {
  // One after another: they share modules, and a loader may not link those twice at once.
  const { init, use } = await import('echarts/core');
  const { BarChart } = await import('echarts/charts');
  const { SVGRenderer } = await import('echarts/renderers');
  const { GridComponent, LegendComponent, TitleComponent } = await import('echarts/components');
  use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: PAPER,
      textStyle: { fontFamily: FAMILY, fontSize: 13, color: INK },
      title: panels.map((panel, index) => ({
        text: panel.title,
        left: 4,
        top: index * PANEL_HEIGHT + 6,
        textStyle: { fontFamily: FAMILY, fontWeight: 600, fontSize: 14, color: INK },
      })),
      legend: {
        data: (panels[0]?.series ?? []).map((series) => series.name),
        right: 4,
        top: 4,
        itemGap: 24,
        itemWidth: 12,
        itemHeight: 12,
        textStyle: { fontFamily: FAMILY, fontSize: 12, color: MUTED },
      },
      grid: panels.map((_panel, index) => ({
        left: 4,
        right: 4,
        top: index * PANEL_HEIGHT + 52,
        height: PANEL_HEIGHT - 52 - 30,
        containLabel: false,
      })),
      xAxis: panels.map((panel, index) => ({
        type: 'category',
        gridIndex: index,
        data: panel.categories,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: RULE } },
        axisLabel: { color: MUTED, fontSize: 12, fontFamily: FAMILY, interval: 0 },
      })),
      yAxis: panels.map((_panel, index) => ({
        type: 'value',
        gridIndex: index,
        min: 0,
        axisLabel: { show: false },
        splitLine: { show: false },
      })),
      series: panels.flatMap((panel, index) =>
        panel.series.map((series) => barSeries(series, index, formatNumber)),
      ),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function barSeries(
  series: BarSeries,
  index: number,
  formatNumber: (value: number) => string,
): Record<string, unknown> {
  return {
    type: 'bar',
    name: series.name,
    xAxisIndex: index,
    yAxisIndex: index,
    barGap: '8%',
    barCategoryGap: '28%',
    itemStyle: { color: series.color },
    data: series.values.map((value, place) => {
      const text = series.labels?.[place] ?? (value === null ? '' : formatNumber(value));
      // A gap needs a place on the axis to carry its label; it draws no bar.
      return {
        value: value ?? 0,
        label: {
          show: series.labels !== undefined && text !== '',
          position: 'top',
          formatter: () => text,
          fontFamily: FAMILY,
          fontSize: 12,
          color: INK,
        },
      };
    }),
  };
}
