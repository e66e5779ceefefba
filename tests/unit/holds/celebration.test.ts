import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isCelebration } from '../../../src/domain/holds/celebration.ts';
import { holdRulesOf } from '../../../src/domain/holds/hold-rules.ts';
import type { HoldRulesData } from '../../../src/domain/holds/hold-rules.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { content, post } from '../../support/sample-rows.ts';

const data = JSON.parse(
  readFileSync(join(projectRoot, 'config', 'data', 'holds.json'), 'utf8'),
) as HoldRulesData;
const rules = holdRulesOf(data);

const says = (vi: string, en = '') =>
  post({
    topic: 'bilateral',
    content: content({
      versions: {
        vi: { text: vi, platformTexts: {}, link: null, media: [] },
        en: { text: en, platformTexts: {}, link: null, media: [] },
      },
    }),
  });

describe('a held post of good cheer', () => {
  it('is known by its topic', () => {
    expect(isCelebration(post({ topic: 'cultural' }), rules)).toBe(true);
    expect(isCelebration(post({ topic: 'consular-protection' }), rules)).toBe(false);
  });

  it.each([
    'Chúc mừng Quốc khánh nước Cộng hòa Pháp!',
    'CHÀO MỪNG 50 NĂM QUAN HỆ NGOẠI GIAO',
    'Lễ hội áo dài tại Paris',
    'Chúc mừng năm mới',
  ])('is known by its words: %s', (text) => {
    expect(isCelebration(says(text), rules)).toBe(true);
    expect(isCelebration(says(text.normalize('NFD')), rules)).toBe(true);
  });

  it('is known by its English words, with any ending', () => {
    expect(isCelebration(says('Tin', 'Congratulations to France on its National Day'), rules)).toBe(
      true,
    );
    expect(isCelebration(says('Tin', 'We celebrate fifty years of ties.'), rules)).toBe(true);
  });

  it.each([
    'Cảnh báo mưa lũ tại miền Trung',
    'Khu vực Mường Thanh có sạt lở',
    'Đường dây nóng bảo hộ công dân',
    'Lời chia buồn của Chủ tịch nước',
  ])('is not seen where none is: %s', (text) => {
    expect(isCelebration(says(text, 'A notice to citizens'), rules)).toBe(false);
  });

  it('is never a crisis post, whatever it says', () => {
    expect(isCelebration({ ...says('Chúc mừng'), class: 'crisis' }, rules)).toBe(false);
  });
});

describe('the rules of holds', () => {
  it('let consular protection out of every hold but a freeze', () => {
    for (const kind of ['ordinary', 'mourning', 'crisis'] as const) {
      expect(rules.exempt[kind]).toContain('consular-protection');
    }
    expect(rules.exempt.freeze).toEqual([]);
  });

  it('say where they come from, and know no topic that there is not', () => {
    expect((data as { checkedOn?: string }).checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const wrong = { ...data, exempt: { ...data.exempt, crisis: ['weather'] } };
    expect(() => holdRulesOf(wrong)).toThrow('"weather" is not known');
  });
});
