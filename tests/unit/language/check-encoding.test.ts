import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

const mended = (text: string, language = 'vi'): string => {
  const found = findings(text, { language }).find(({ rule }) => rule === 'encoding.mojibake');
  if (found?.suggestion === undefined) return text;
  return text.slice(0, found.start) + found.suggestion + text.slice(found.end);
};

describe('letters that were spoiled on their way', () => {
  it.each([
    ['UTF-8 read byte by byte', 'Bá»™ Ngoáº¡i giao Viá»‡t Nam', 'Bộ Ngoại giao Việt Nam'],
    ['an apostrophe of UTF-8', 'The Ministryâ€™s view', 'The Ministry’s view'],
    [
      'VNI',
      'Boä Ngoaïi giao Vieät Nam toå chöùc hoïp baùo',
      'Bộ Ngoại giao Việt Nam tổ chức họp báo',
    ],
    ['TCVN3', 'Bé Ngo¹i giao ViÖt Nam tæ chøc häp b¸o', 'Bộ Ngoại giao Việt Nam tổ chức họp báo'],
    ['VIQR', "Bo^. Ngoa.i giao Vie^.t Nam to^? chu+'c", 'Bộ Ngoa.i giao Việt Nam tổ chức'],
  ])('of %s are shown with what they were', (_name, spoiled, right) => {
    expect(mended(spoiled)).toBe(right);
  });

  it.each([
    'Café, naïve, façade and attaché are words of English.',
    'Ông có khỏe không? Tôi đi.',
    'São Paulo, Zürich và Kraków là ba thành phố.',
    'x^2 + y^2, a+b và C++',
    'Giá 5.000 đ. Ai? Đi!',
  ])('are not seen in “%s”', (text) => {
    expect(told('encoding', text)).toEqual([]);
  });
});

describe('letters of another script', () => {
  it('inside a Latin word are shown, with the Latin ones to take over', () => {
    expect(findings('Việt Nаm và Nga')).toMatchObject([
      { rule: 'encoding.mixed-script', excerpt: 'Nаm', suggestion: 'Nam' },
    ]);
  });

  it('are innocent where the whole word is Russian or Greek', () => {
    expect(told('encoding', 'Ngoại trưởng Сергей Лавров đến Αθήνα.')).toEqual([]);
  });
});

describe('marks that nobody sees', () => {
  it.each(['\u200b', '\u200e', '\u202e', '\u2060', '\ufeff', '\u00ad'])(
    'such as %j are shown and can be taken out',
    (mark) => {
      expect(findings(`Bộ Ngoại${mark} giao`, { platforms: [] })).toMatchObject([
        { rule: 'encoding.invisible', start: 8, end: 9, suggestion: '' },
      ]);
    },
  );

  it('join the parts of an emoji innocently', () => {
    expect(told('encoding', 'Gia đình 👨‍👩‍👧 và lá cờ 🏳️‍🌈')).toEqual([]);
  });
});

describe('the place of the tone', () => {
  it('is shown where two ways are mixed, in the way of the house', () => {
    expect(findings('Hòa bình, hoà hợp, Thuỷ điện và quý khách')).toMatchObject([
      { rule: 'encoding.tone-placement', excerpt: 'hoà', suggestion: 'hòa' },
      { rule: 'encoding.tone-placement', excerpt: 'Thuỷ', suggestion: 'Thủy' },
    ]);
  });

  it('is left to an author who keeps to one way', () => {
    expect(told('encoding', 'Hoà bình, hoà hợp và khoẻ mạnh')).toEqual([]);
    expect(told('encoding', 'Hòa bình, hòa hợp và khỏe mạnh')).toEqual([]);
  });

  it('is never in doubt in qu, in gi and before a last consonant', () => {
    expect(told('encoding', 'Quý vị quý mến, giữ, giá, hoàn toàn, hòa bình, quà')).toEqual([]);
  });
});

describe('the form of the letters', () => {
  it('that is not the composed one is only hinted at, and only once', () => {
    expect(findings('Hà Nội'.normalize('NFD'))).toMatchObject([
      { rule: 'encoding.not-nfc', severity: 'hint', start: 0, end: 0 },
    ]);
  });

  it('a day and its month may be kept on one line', () => {
    expect(findings('Ngày 4 tháng 7')).toMatchObject([
      { rule: 'encoding.loose-date', severity: 'hint', suggestion: '4\u00a0tháng\u00a07' },
    ]);
    expect(told('encoding', 'Ngày 4\u00a0tháng\u00a07')).toEqual([]);
  });
});
