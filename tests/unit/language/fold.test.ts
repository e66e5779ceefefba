import { describe, expect, it } from '@jest/globals';
import { foldForSearch, foldedWords } from '../../../src/domain/language/fold.ts';

describe('searching without diacritics', () => {
  it.each([
    [
      'da nang',
      ['da nang', 'Đà Nẵng', 'Đa Nang', 'ĐÀ NẴNG', 'Đà Nẵng'.normalize('NFD'), ' đà\n nẵng '],
    ],
    [
      'hoa binh',
      ['hoà bình', 'hòa bình', 'Hoà Bình'.normalize('NFD'), 'HÒA BÌNH', 'hoa\u00a0binh'],
    ],
    ['thuy si', ['Thuỵ Sĩ', 'Thụy Sĩ', 'Thuỵ Sỹ'.replace('ỹ', 'ĩ')]],
    ['truong sa, hoang sa', ['Trường Sa, Hoàng Sa']],
    ['uong bi', ['Uông Bí', 'ƯƠNG BÍ']],
    ['cafe', ['café', 'CAFÉ']],
    ['中国', ['中国']],
    ['', ['', '  \n']],
  ])('finds "%s" however it is written', (folded, ways) => {
    for (const way of ways) expect(foldForSearch(way)).toBe(folded);
  });

  it('folds what is folded to itself', () => {
    const once = foldForSearch('Người phát ngôn Bộ Ngoại giao: Việt–Pháp, 50 năm İstanbul');
    expect(foldForSearch(once)).toBe(once);
  });

  it('keeps different words apart', () => {
    expect(foldForSearch('Đà Nẵng')).not.toBe(foldForSearch('Đà Lạt'));
  });

  it('gives the words of a text once each, without marks of punctuation', () => {
    expect(foldedWords('Việt Nam – Pháp: 50 năm, Việt-Nam & ASEAN!')).toEqual([
      'viet',
      'nam',
      'phap',
      '50',
      'asean',
    ]);
    expect(foldedWords(' … ')).toEqual([]);
  });
});
