import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

const picture = (alt: string, more = {}) => ({
  media: [{ name: 'IMG_2041.jpg', alt, isTextOnly: false, ...more }],
});
const GOOD_ALT = 'Các đại sứ ASEAN chào cờ trước Trụ sở Bộ Ngoại giao.';

describe('what a person who cannot see would miss', () => {
  it.each([
    ['accessibility.alt-missing', ''],
    ['accessibility.alt-file-name', 'IMG_2041.jpg'],
    ['accessibility.alt-file-name', 'DSC_0098'],
    ['accessibility.alt-short', 'Cờ'],
    ['accessibility.alt-long', `${GOOD_ALT} `.repeat(8)],
  ])('%s is told of the description “%.12s”', (rule, alt) => {
    expect(findings('Lễ thượng cờ', picture(alt))).toMatchObject([{ rule, start: 0, end: 0 }]);
  });

  it('a picture of nothing but text is told', () => {
    const around = picture('Lịch tiếp công dân tháng 12 năm 2026', { isTextOnly: true });
    expect(told('accessibility', 'Lịch tháng 12', around)).toEqual([
      ['accessibility.text-only', ''],
    ]);
    expect(told('accessibility', 'Lễ thượng cờ', picture(GOOD_ALT))).toEqual([]);
  });

  it('a long hashtag without capitals is hinted at, a readable one is not', () => {
    expect(told('accessibility', 'Chào #ngoaigiaovietnam2026')).toHaveLength(1);
    expect(told('accessibility', 'Chào #NgoạiGiaoViệtNam #ASEAN #UNCLOS')).toEqual([]);
  });

  it('a row of emoji is shown, with one to leave', () => {
    expect(findings('Tuyệt vời! 🎉🎉🎉🎉')).toMatchObject([
      { rule: 'accessibility.emoji-row', suggestion: '🎉' },
    ]);
    expect(told('accessibility', 'Tuyệt vời! 🎉🎉')).toEqual([]);
  });

  it('a line in capitals is shown, abbreviations are not', () => {
    expect(told('accessibility', 'THÔNG BÁO KHẨN VỀ VIỆC THAY ĐỔI GIỜ LÀM VIỆC')).toHaveLength(1);
    expect(told('accessibility', 'ASEAN, APEC, WTO, UNESCO, IAEA')).toEqual([]);
  });

  it('a link without a name and a sentence without an end are hinted at', () => {
    expect(told('accessibility', 'Xem tại đây: https://mofa.gov.vn')).toEqual([
      ['accessibility.link-text', 'tại đây'],
    ]);
    expect(told('accessibility', 'tiếng '.repeat(70))).toHaveLength(1);
  });
});

describe('in a time of mourning', () => {
  const around = { context: { isMourning: true } };

  it.each(['Chúc mừng năm mới', 'Tưng bừng lễ hội', 'Mời bà con dự dạ tiệc'])(
    '“%s” is shown',
    (text) => {
      expect(told('mourning', text, around).length).toBeGreaterThan(0);
      expect(told('mourning', text)).toEqual([]);
    },
  );

  it('a festive sign can be taken out', () => {
    expect(findings('Hẹn gặp lại 🎉', around)).toMatchObject([
      { rule: 'mourning.emoji', suggestion: '' },
    ]);
  });

  it('a picture of a feast is shown', () => {
    expect(
      told('mourning', 'Toàn cảnh', { ...picture('Bắn pháo hoa ở Hồ Gươm'), ...around }),
    ).toEqual([['mourning.picture', '']]);
  });

  it.each([
    'Cảnh báo lũ: nước sông Hồng đang lên nhanh.',
    'Bộ Ngoại giao chia buồn với gia đình các nạn nhân.',
    'Đại sứ quán hoãn chương trình văn nghệ.',
  ])('“%s” is fine', (text) => {
    expect(told('mourning', text, around)).toEqual([]);
  });
});

describe('the same text on the same channel', () => {
  const text =
    'Việt Nam và Phần Lan tổ chức tham vấn chính trị lần thứ tám về hòa bình và hợp tác.';
  const recent = (other: string, at = '2026-11-20T02:00:00Z') => ({
    recent: [{ text: other, at: new Date(at) }],
  });

  it.each([
    ['as it is', text],
    ['in decomposed letters', text.normalize('NFD')],
    ['with the other tone placement', text.replace('hòa', 'hoà')],
    ['in capitals', text.toUpperCase()],
    ['with emoji and other blanks', `🇻🇳  ${text.replaceAll(' ', '  ')} 🇫🇮`],
    ['nearly', `${text} #ViệtNam`],
  ])('is found %s', (_how, other) => {
    expect(told('duplicate', text, recent(other))).toEqual([['duplicate.text', '']]);
  });

  it('is forgotten after thirty days, and looked for as far ahead', () => {
    expect(told('duplicate', text, recent(text, '2026-10-20T02:00:00Z'))).toEqual([]);
    expect(told('duplicate', text, recent(text, '2026-12-20T02:00:00Z'))).toHaveLength(1);
  });

  it('is not another text on the same matter', () => {
    const other = 'Việt Nam và Phần Lan ký thỏa thuận về giáo dục và khoa học tại Helsinki.';
    expect(told('duplicate', text, recent(other))).toEqual([]);
  });

  it('two posts within five minutes are hinted at', () => {
    const other = recent('Bản tin khác hẳn về văn hóa.', '2026-11-25T05:02:00Z');
    expect(told('duplicate', text, other)).toEqual([['duplicate.time', '']]);
  });
});
