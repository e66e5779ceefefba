import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { createReportRenderer } from '../../src/clients/report-renderer/ejs-report-renderer.ts';
import type {
  RenderedFiles,
  RenderedMail,
} from '../../src/clients/report-renderer/report-renderer.ts';
import { wrap } from '../../src/clients/report-renderer/report-text.ts';
import { refusalReasons, unknownReasons } from '../../src/domain/deliveries/outcome.ts';
import { cancelReasons, waitingReasons } from '../../src/domain/deliveries/delivery.ts';
import { buildWeeklyReport } from '../../src/domain/reports/weekly-report.ts';
import type { DataNote } from '../../src/domain/reports/data-notes.ts';
import { svgToPng } from '../../src/lib/chart-image.ts';
import { createTranslators } from '../../src/lib/i18n.ts';
import { at, channel, reportInput } from '../unit/reports/weekly-fixture.ts';

const translators = createTranslators();
const renderer = createReportRenderer(translators);

const troubled = {
  id: 'd-refused',
  postId: 'p-refused',
  channelId: 'fb-mofa',
  platform: 'facebook' as const,
  state: 'refused' as const,
  reason: 'token-dead' as const,
  dueAt: at('2026-11-11', 9),
  sentAt: null,
  seenAt: null,
  title: 'Lịch tiếp dân <b>tháng 12</b>',
  deskUrl: 'http://localhost:3000/posts/p-refused',
};
const report = buildWeeklyReport(
  reportInput({
    deliveries: [troubled],
    approvalMinutes: [12, 41, 190],
    holdDays: ['2026-11-14'],
    comingWeek: [
      {
        at: at('2026-11-24', 8),
        title: { vi: 'Ngày Văn hóa Việt Nam', en: 'Ngày Văn hóa Việt Nam' },
        channelNames: ['Bộ Ngoại giao Việt Nam'],
        deskUrl: null,
      },
    ],
  }),
);

let vi: RenderedFiles;
let en: RenderedFiles;
let mail: RenderedMail;

beforeAll(async () => {
  vi = await renderer.renderFiles(report, 'vi');
  en = await renderer.renderFiles(report, 'en');
  mail = await renderer.renderMail(report, ['en', 'vi']);
});

describe('the report as a mail', () => {
  it('a reader of both languages gets one mail, Vietnamese first', () => {
    expect(mail.subject).toBe(
      'Báo cáo công chúng tuần 46/2026 (9/11–15/11) · Audience report, week 46/2026 (9–15 November)',
    );
    expect(mail.language).toBe('vi');
    for (const part of [mail.html, mail.text]) {
      expect(part.indexOf('Công chúng tuần 46/2026')).toBeGreaterThan(-1);
      expect(part.indexOf('Audience, week 46/2026')).toBeGreaterThan(
        part.indexOf('Công chúng tuần 46/2026'),
      );
    }
  });

  it('carries a chart and a CSV in each language, and shows each chart in its place', () => {
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      '2026-W46.vi.png',
      '2026-W46.en.png',
      '2026-W46.vi.csv',
      '2026-W46.en.csv',
    ]);
    for (const { contentId } of mail.attachments.slice(0, 2)) {
      expect(mail.html).toContain(`src="cid:${contentId!}"`);
    }
    expect(mail.attachments[2]!.contentId).toBeUndefined();
    expect(mail.attachments[2]!.content.toString('utf8')).toBe(vi.csv);
  });

  it('a reader of one language gets nothing in the other', async () => {
    const only = await renderer.renderMail(report, ['en']);
    expect(only.subject).toBe('Audience report, week 46/2026 (9–15 November)');
    expect(only.attachments).toHaveLength(2);
    expect(only.html).not.toContain('Tuần này');
    await expect(renderer.renderMail(report, [])).rejects.toThrow(RangeError);
  });

  it('names what did not go out, why, and where to look', () => {
    expect(vi.text).toContain('Từ chối: Lịch tiếp dân');
    expect(vi.html).toContain('mã truy cập hết hiệu lực');
    expect(en.html).toContain('access token no longer valid');
    expect(vi.html).toContain('href="http://localhost:3000/posts/p-refused"');
    expect(vi.text).toMatch(/trung vị 41 phút, chín phần mười trong 3 giờ\s10 phút/);
  });

  it('a title that looks like markup stays a title', () => {
    for (const html of [vi.html, en.html, mail.html]) {
      expect(html).not.toContain('<script');
      expect(html).not.toContain('<b>tháng');
      expect(html).toContain('&lt;script&gt;alert(&#34;xin chào&#34;)&lt;/script&gt;');
    }
  });

  it('does not grow past what mail programs show whole, however many missions there are', async () => {
    const many = Array.from({ length: 120 }, (_, n) =>
      channel(`fb-${n}`, 'u-geneva', 'facebook', `Trang số ${n}`, `page${n}`, 'vi'),
    );
    const input = reportInput();
    const deliveries = many.map((of) => ({ ...troubled, id: of.id, channelId: of.id }));
    const weeks = many.map((of, n) => ({
      ...input.weeks[0]!,
      channelId: of.id,
      missingSamples: [{ ageHours: 24 as const, posts: n + 1 }],
    }));
    const big = buildWeeklyReport({
      ...input,
      channels: [...input.channels, ...many],
      weeks: [...input.weeks, ...weeks],
      deliveries,
    });
    const bilingual = await renderer.renderMail(big, ['vi', 'en']);
    expect(Buffer.byteLength(bilingual.html)).toBeLessThan(102_000);
    expect(bilingual.html).toContain('Còn 116 kênh nữa trong tệp CSV đính kèm.');
    expect(bilingual.html).toContain('Còn 108 mục nữa, xem trên Sứ Giả.');
    const csv = bilingual.attachments.find(({ filename }) => filename.endsWith('.vi.csv'))!;
    expect(csv.content.toString('utf8')).toContain('Trang số 119');
    const files = await renderer.renderFiles(big, 'vi');
    expect(files.html).toContain('Trang số 119');
  });
});

describe('the report in two languages', () => {
  const digits = (text: string): string[] =>
    (text.match(/\d[\d.,]*\d|\d/g) ?? []).map((figure) => figure.replaceAll(/[.,]/g, ''));

  it('Vietnamese and English give the same figures', () => {
    const section = (text: string, heading: string): string =>
      text.slice(text.indexOf(heading)).split(/\n\n[^\n]+\n-{5,}\n/u)[0] ?? '';
    const pairs = [
      ['Số chính, từng nền tảng một\n', 'Main figures, one platform at a time\n'],
      ['Từng kênh trên Facebook\n', 'Channel by channel on Facebook\n'],
      ['Từng kênh trên X\n', 'Channel by channel on X\n'],
      ['Vận hành\n', 'Operations\n'],
    ] as const;
    for (const [viHeading, enHeading] of pairs) {
      const viFigures = digits(section(vi.text, viHeading).replaceAll('TB 4 tuần', ''));
      const enFigures = digits(
        section(en.text, enHeading).replaceAll('4-week mean', '').replaceAll(' November ', '/11/'),
      );
      expect(viFigures.length).toBeGreaterThan(5);
      expect(viFigures.toSorted()).toEqual(enFigures.toSorted());
    }
  });

  it('HTML and text give the same figures', () => {
    for (const figure of digits(vi.text.split('Từng kênh trên Facebook')[1] ?? '')) {
      expect(digits(vi.html)).toContain(figure);
    }
  });

  it('a figure that is missing is called missing in both', () => {
    expect(vi.text).toMatch(/Lượt xem +không có +không có +không có/);
    expect(en.text).toMatch(/Views +n\/a +n\/a +n\/a/);
    expect(vi.text).toContain('Việt Nam tại Geneva có 80 người theo dõi');
  });

  it('each language is of one piece', () => {
    expect(vi.html).toContain('<html lang="vi">');
    expect(en.html).toContain('<html lang="en">');
    expect(vi.text).not.toMatch(/This week|Followers|n\/a/);
    expect(en.text).not.toMatch(/Tuần này|Người theo dõi|không có/);
    expect(vi.text).toBe(vi.text.normalize('NFC'));
  });

  it('every reason and every note has a sentence in both', () => {
    const reasons = [...refusalReasons, ...unknownReasons, ...waitingReasons, ...cancelReasons];
    const notes: DataNote[] = [
      { code: 'not-available', channel: 'A', posts: 1 },
      { code: 'without-figures', channel: 'A', posts: 2, of: 3 },
      { code: 'missing-samples', channel: 'A', ages: [{ ageHours: 168, posts: 2 }] },
      {
        code: 'missing-parts',
        channel: 'A',
        platform: 'facebook',
        parts: [{ part: 'clicks', posts: 1 }],
      },
      { code: 'followers-missing', channels: ['A'] },
      { code: 'not-counted', channels: ['A'] },
      { code: 'new-channel', channels: ['A'] },
    ];
    const full = { ...report, notes };
    for (const language of ['vi', 'en'] as const) {
      for (const reason of reasons) {
        expect(translators[language](`report.reason.${reason}`)).not.toBe('');
      }
    }
    return Promise.all([
      expect(renderer.renderFiles(full, 'vi')).resolves.toHaveProperty(
        'text',
        expect.stringContaining('A: thiếu mẫu 7 ngày của 2 bài.'),
      ),
      expect(renderer.renderFiles(full, 'en')).resolves.toHaveProperty(
        'text',
        expect.stringContaining('A: the sum of engagements lacks clicks of 1 post.'),
      ),
    ]);
  });
});

describe('the report as text', () => {
  it('is at most 72 columns wide, but for addresses', () => {
    for (const line of [...vi.text.split('\n'), ...en.text.split('\n')]) {
      if (!line.includes('://')) expect(line.length).toBeLessThanOrEqual(72);
    }
  });

  it('is complete without the picture', () => {
    expect(vi.text).toContain('T2 9/11: 20.916');
    expect(vi.text).toContain('T7 14/11: không đăng bài');
    expect(vi.text).toContain('https://example.org/x-2026-W46-3');
    expect(en.text).toContain('How it is counted');
  });

  it('breaks at spaces and leaves an address whole', () => {
    const address = `https://example.org/${'a'.repeat(90)}`;
    expect(wrap(`một hai ${address} ba`, 10)).toEqual(['một hai', address, 'ba']);
  });
});

describe('the report as CSV', () => {
  const lines = (csv: string): string[] => csv.split('\r\n');

  it('opens in a spreadsheet as Vietnamese, one row a channel and one a top post', () => {
    expect(vi.csv.startsWith('\uFEFFLoại dòng,Tuần,')).toBe(true);
    expect(en.csv.startsWith('\uFEFFRow,Week,')).toBe(true);
    expect(lines(vi.csv).filter((line) => line.startsWith('kênh,'))).toHaveLength(3);
    expect(lines(vi.csv).filter((line) => line.startsWith('bài xem nhiều,'))).toHaveLength(10);
    expect(vi.csv.endsWith('\r\n')).toBe(true);
  });

  it('a title cannot run as a formula, and a negative number stays a number', async () => {
    expect(vi.csv).toContain(`"'=HYPERLINK(""http://example.org"")"`);
    expect(vi.csv).toContain(`,'@MOFAVietNam,`);
    expect(vi.csv).not.toMatch(/(^|,|\r\n)"?[=@+]/);
    const input = reportInput();
    const weeks = input.weeks.map((row) => ({ ...row, followersNet: -12 }));
    const files = await renderer.renderFiles(buildWeeklyReport({ ...input, weeks }), 'en');
    expect(files.csv).toContain(',-12,-12,-12,');
    expect(files.text).toContain('\u221212');
  });

  it('a figure that is missing is a word and never 0', () => {
    const geneva = lines(vi.csv).find((line) => line.includes('Việt Nam tại Geneva'))!;
    expect(geneva).toContain('không có,không có,không có');
    expect(geneva.split(',').at(-1)).toBe('80');
  });
});

describe('the chart', () => {
  it('is a picture at twice its size that stands in the file itself', async () => {
    const data = /src="data:image\/png;base64,([^"]+)"/.exec(vi.html)?.[1] ?? '';
    const picture = await sharp(Buffer.from(data, 'base64')).metadata();
    const width = Number(/<img[^>]* width="(\d+)"/.exec(vi.html)?.[1]);
    expect(picture.format).toBe('png');
    expect(picture.width).toBe(width * 2);
    expect(vi.html).not.toContain('cid:');
  });

  it('says in words every number that it shows', () => {
    const alternative = /alt="([^"]+)"/.exec(vi.html)?.[1] ?? '';
    const panels = report.platforms.flatMap(({ daily }) => [...daily.current, ...daily.before]);
    for (const { views } of panels) {
      if (views !== null) expect(alternative).toContain(views.toLocaleString('de-DE'));
    }
  });

  it('has the Vietnamese letters of its own font and borrows none from the machine', async () => {
    const draw = (text: string, family: string): Promise<Buffer> =>
      svgToPng(
        `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text x="8" y="44"
           font-size="40" font-family="${family}">${text}</text></svg>`,
      );
    const ours = 'Be Vietnam Pro';
    const drawn = await Promise.all(
      ['ẵ', 'ẳ', 'ă', 'ỡ', 'ợ', 'ơ', 'Đ', 'D', '\u{10FFFD}'].map((letter) => draw(letter, ours)),
    );
    expect(new Set(drawn.map((png) => png.toString('base64'))).size).toBe(drawn.length);
    expect((await draw('ẵ', ours)).equals(await draw('ẵ', 'No Such Font'))).toBe(false);
  });
});
