import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

const english = (text: string, more = {}) => ({
  pair: { language: 'en', text, media: [], ...more },
});
const vietnamese = (text: string) => ({
  language: 'en',
  pair: { language: 'vi', text, media: [] },
});
const warned = (text: string, around: object) =>
  findings(text, around)
    .filter(({ rule, severity }) => rule.startsWith('parity.') && severity !== 'hint')
    .map(({ rule, excerpt }) => [rule, excerpt]);

describe('the two versions of a post', () => {
  it.each([
    ['thousands and decimals', 'Có 1.234,5 tấn gạo.', 'There are 1,234.5 tonnes of rice.'],
    ['millions', 'Khoảng 1,2 triệu người', 'Around 1.2 million people'],
    ['billions', '7,5 tỷ USD', 'USD 7.5 billion'],
    ['per cent', 'tăng 12,3%', 'up 12.3 percent'],
    ['phần trăm', 'tăng 12 phần trăm', 'up 12%'],
    ['ordinals', 'kỳ họp lần thứ 14', 'the 14th session'],
    ['Roman figures', 'Đại hội XIV', 'the 14th Congress'],
    ['words', 'ký 3 văn kiện', 'signed three documents'],
    ['dates', 'ngày 3/12/2026', '3 December 2026'],
    ['ranges of days', 'từ ngày 7 đến ngày 9/12/2026', 'from 7 to 9 December 2026'],
    ['years', 'năm 2030', 'by 2030'],
    ['times', 'lúc 14 giờ 30', 'at 2.30 p.m.'],
    ['times by two clocks', '9:00 giờ Hà Nội', '02:00 GMT'],
    ['telephones', 'gọi +84 981 84 84 84', 'call 0981 84 84 84'],
    ['people', 'Bộ trưởng Lê Hoài Trung phát biểu', 'Minister Le Hoai Trung spoke'],
    ['terms', 'hòa bình ở Biển Đông', 'peace in the East Sea'],
    ['links in each language', 'https://mofa.gov.vn/vi/tin', 'https://mofa.gov.vn/en/tin'],
    ['small words', 'Hai nước là bạn', 'The countries are friends'],
  ])('agree in %s', (_name, vi, en) => {
    expect(warned(vi, english(en))).toEqual([]);
    expect(warned(en, vietnamese(vi))).toEqual([]);
  });

  it.each([
    ['parity.number', '7,5 tỷ', 'đạt 7,5 tỷ USD', 'reached USD 5.7 billion'],
    ['parity.number', '1,5 tỷ', 'đạt 1,5 tỷ USD', 'reached USD 1.5 million'],
    ['parity.date', 'ngày 3/12/2026', 'Ký ngày 3/12/2026', 'Signed on 13 December 2026'],
    ['parity.time', '15:00', 'Lúc 15:00', 'At 5 p.m.'],
    ['parity.telephone', '+84 981 84 84 84', 'Gọi +84 981 84 84 84', 'Call +84 981 84 84 48'],
    ['parity.person', 'Lê Hoài Trung', 'Ông Lê Hoài Trung đến', 'Mr. Bui Thanh Son came'],
    [
      'parity.post',
      'Thứ trưởng Bộ Ngoại giao',
      'Thứ trưởng Bộ Ngoại giao nói',
      'The Foreign Minister said',
    ],
    ['parity.term', 'Hoàng Sa', 'về Hoàng Sa', 'on Truong Sa'],
    ['parity.address', 'https://mofa.gov.vn/a', 'Xem https://mofa.gov.vn/a', 'See our site'],
  ])('%s shows “%s” and what the other version has', (rule, excerpt, vi, en) => {
    const found = findings(vi, english(en)).filter((one) => one.rule === rule);
    expect(found).toMatchObject([{ severity: 'warn', excerpt }]);
    expect(String(found[0]?.parameters['here'])).toBe(excerpt);
  });

  it('the figure of the other version can be taken over in the notation of this one', () => {
    expect(findings('From 105 missions', vietnamese('Từ 115 cơ quan'))).toMatchObject([
      { rule: 'parity.number', suggestion: '115', parameters: { here: '105', there: '115' } },
    ]);
    expect(findings('USD 5.7 billion', vietnamese('7,5 tỷ USD'))[0]?.suggestion).toBe(
      '7.5 billion',
    );
  });

  it('what only the other version says concerns all of this one', () => {
    expect(findings('Có 60 nước', english('60 countries and 1,500 delegates'))).toMatchObject([
      { rule: 'parity.number', message: 'parity.number-there', start: 0, end: 0 },
    ]);
  });

  it('a quotation that is our own words on the other side is shown', () => {
    const around = english('The Minister said that dialogue comes first.');
    expect(told('parity', 'Bộ trưởng nói: “Đối thoại là trên hết”.', around)).toEqual([
      ['parity.quotations', ''],
    ]);
  });

  it('a missing sentence is shown by length and number', () => {
    const vi =
      'Hai Bộ trưởng đồng chủ trì kỳ họp. Hai bên ký ba văn kiện hợp tác quan trọng. Bộ trưởng mời bạn thăm.';
    expect(told('parity', vi, english('The Ministers co-chaired the meeting.'))).toEqual([
      ['parity.sentences', ''],
    ]);
  });

  it('pictures and hashtags are counted, and only hinted at', () => {
    const media = [{ name: '', alt: 'Lá cờ', isTextOnly: false }];
    const around = { ...english('Flags #ASEAN', {}), media };
    const found = findings('Cờ #ASEAN #ViệtNam', around).filter(({ rule }) =>
      rule.startsWith('parity.'),
    );
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['parity.hashtags', 'hint'],
      ['parity.media', 'hint'],
    ]);
  });

  it('another language than these two is not compared', () => {
    expect(
      told('parity', 'Có 3 nước', { pair: { language: 'fr', text: '4 pays', media: [] } }),
    ).toEqual([]);
  });
});
