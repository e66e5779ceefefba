import { describe, expect, it } from '@jest/globals';
import { lexiconOf } from '../../../src/domain/language/lexicon/lexicon.ts';
import type { Term } from '../../../src/domain/language/lexicon/term.ts';
import { checkText } from '../../../src/domain/language/check-text.ts';
import { findings, inputOf, told } from '../../language/check.ts';
import { readLanguageData } from '../../language/data.ts';

const en = { language: 'en' };
const first = (text: string, around = {}) =>
  findings(text, around).find(({ rule }) => rule.startsWith('lexicon.'));

describe('the ministry’s terms', () => {
  it.each([
    ['the East Sea', 'Peace in the South China Sea', en, 'lexicon.sovereignty', 'East Sea'],
    ['Biển Đông', 'Hòa bình ở biển Nam Trung Hoa', {}, 'lexicon.sovereignty', 'Biển Đông'],
    [
      'an island name',
      'near the Xisha Islands',
      en,
      'lexicon.sovereignty',
      'Hoang Sa (Paracel) archipelago',
    ],
    ['a country', 'Đại sứ Nam Hàn', {}, 'lexicon.country', 'Hàn Quốc'],
    ['an organisation', 'Đại hội đồng Liên Hiệp Quốc', {}, 'lexicon.org', 'Liên hợp quốc'],
    ['the house form of the country', 'Vietnam’s economy', en, 'lexicon.state', 'Viet Nam'],
    ['the old hotline', 'Gọi +84 4 62 844 844', {}, 'lexicon.consular', '+84 981 84 84 84'],
  ])('are asked for: %s', (_name, text, around, rule, suggestion) => {
    expect(first(text, around)).toMatchObject({ rule, suggestion });
  });

  it('a warning names its source', () => {
    expect(String(first('the South China Sea', en)?.parameters['source'])).toMatch(/VGP, VNA, VOV/);
  });

  it.each([
    'Đoàn thăm Mỹ Tho, châu Mỹ, triển lãm thẩm mỹ tại Mỹ Đình.',
    'Cô Nguyễn Thị Mỹ Hạnh và ca sĩ Mỹ Tâm.',
    'Cầu Mỹ Thuận và khu Phú Mỹ Hưng.',
  ])('Mỹ is not the United States in “%s”', (text) => {
    expect(told('lexicon', text)).toEqual([]);
  });

  it('the longest form counts: the People’s Republic of China is not the Republic of China', () => {
    expect(told('lexicon', 'the People’s Republic of China', en)).toEqual([]);
    expect(told('lexicon', "the People's Republic of China", en)).toEqual([]);
    expect(told('lexicon', 'the Republic of China', en)).toEqual([
      ['lexicon.country', 'Republic of China'],
    ]);
  });

  it.each([
    ['a quotation', 'He said: “the South China Sea”.', en],
    ['an address', 'See https://example.org/south-china-sea', en],
    ['a handle', 'Thanks to @SouthChinaSea', en],
    ['the title of a document', 'the Treaty on Peace in the South China Sea', en],
    ['a quoted text', 'the South China Sea', { ...en, context: { isQuote: true } }],
    ['a joint document', 'the South China Sea', { ...en, context: { isJoint: true } }],
    ['the joint form', 'the South China Sea (called the East Sea in Viet Nam)', en],
  ])('%s keeps its words', (_name, text, around) => {
    expect(told('lexicon', text, around)).toEqual([]);
  });

  it('a document that the ministry names by its own word does not', () => {
    expect(told('lexicon', 'the Code of Conduct in the South China Sea', en)).toHaveLength(1);
  });

  it('a hashtag is its words', () => {
    expect(first('#SouthChinaSea', en)).toMatchObject({ suggestion: '#EastSea' });
  });

  it('the name of an agency is right until the day it changed, and of that time', () => {
    const text = 'Bộ Tài nguyên và Môi trường';
    const at = (day: string) => ({ at: new Date(`${day}T05:00:00Z`) });
    expect(told('lexicon', text, at('2025-02-28'))).toEqual([]);
    expect(told('lexicon', text, at('2025-03-01'))).toHaveLength(1);
    expect(told('lexicon', `Năm 2019, ${text} ký thỏa thuận.`)).toEqual([]);
    expect(told('lexicon', `Trước ngày 1/3/2025, ${text} chủ trì.`)).toEqual([]);
  });

  it('what another country calls its ministries is only hinted at', () => {
    expect(first('Singapore’s Ministry of Trade and Industry', en)?.severity).toBe('hint');
    expect(first('our Ministry of Trade and Industry', en)?.severity).toBe('warn');
  });

  it('a name without its Vietnamese marks is shown in Vietnamese text, and not in a foreign name', () => {
    expect(first('Bộ Ngoại giao Viet Nam họp báo tại Ha Noi.')).toMatchObject({
      rule: 'lexicon.diacritics',
      suggestion: 'Việt Nam',
    });
    expect(told('lexicon', 'Phóng viên Viet Nam News đặt câu hỏi về Hà Nội.')).toEqual([]);
  });

  it('a Vietnamese text without a single mark is shown as a whole', () => {
    expect(told('lexicon', 'Bo Ngoai giao thong bao lich tiep cong dan thang sau')).toEqual([
      ['lexicon.no-diacritics', ''],
    ]);
  });

  it('other languages than Vietnamese and English are left alone', () => {
    expect(told('lexicon', 'la mer de Chine, South China Sea', { language: 'fr' })).toEqual([]);
  });
});

describe('the label of a relation', () => {
  it('is that of the partner whom the sentence names', () => {
    const text = 'Đối tác chiến lược toàn diện giữa Việt Nam và Trung Quốc';
    expect(first(text)).toMatchObject({
      rule: 'lexicon.relation',
      suggestion: 'Đối tác hợp tác chiến lược toàn diện',
    });
  });

  it('is that of the partner in the context where the sentence names none', () => {
    const text = 'our Comprehensive Strategic Partnership';
    expect(told('lexicon', text, { ...en, context: { partner: 'CN' } })).toHaveLength(1);
    expect(told('lexicon', text, { ...en, context: { partner: 'FR' } })).toEqual([]);
    expect(told('lexicon', text, { ...en, context: { partner: 'ZZ' } })).toEqual([]);
  });

  it('is that of the day that is spoken of', () => {
    expect(told('lexicon', 'In 2019, the Strategic Partnership with Japan grew.', en)).toEqual([]);
    expect(told('lexicon', 'The Strategic Partnership with Japan grows.', en)).toHaveLength(1);
  });

  it('is left alone where its change is the news, and where two partners are named', () => {
    const change = 'In 2016, ties with India were elevated from Strategic Partnership.';
    expect(told('lexicon', change, en)).toEqual([]);
    expect(told('lexicon', 'A Strategic Partnership with Japan and India', en)).toEqual([]);
  });
});

describe('a lexicon of any size', () => {
  it('finds a term among ten thousand', () => {
    const data = readLanguageData();
    const many = Array.from({ length: 10_000 }, (_, n): Term => ({
      id: `t${n}`,
      category: 'org',
      vi: `Tổ chức số ${n}`,
      en: `Organisation number ${n}`,
      avoid: { en: [`Organization no ${n}`] },
      confidence: 'A',
      source: 'test',
    }));
    const { partnership, documents } = data.lexicon;
    const lexicon = lexiconOf({ terms: many }, { vi: [], en: [] }, partnership, documents);
    const input = inputOf('We joined Organization no 9999 today.', { language: 'en' });
    expect(checkText(input, { ...data, lexicon })).toMatchObject([
      { rule: 'lexicon.org', suggestion: 'Organisation number 9999' },
    ]);
  });
});
