import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

const en = { language: 'en' };
const on = (day: string, more = {}) => ({ at: new Date(`${day}T05:00:00Z`), ...more });

describe('a person and an office', () => {
  it('are held against the day that the text speaks of', () => {
    const text = 'On 20 August 2025, Foreign Minister Le Hoai Trung received his guest.';
    expect(told('title', text, en)).toEqual([
      ['title.not-in-office', 'Foreign Minister Le Hoai Trung'],
    ]);
    expect(told('title', 'Acting Foreign Minister Le Hoai Trung', on('2025-09-01', en))).toEqual(
      [],
    );
  });

  it('an office that has passed on is shown with its last day and its source', () => {
    const [finding] = findings('Bộ trưởng Bộ Ngoại giao Bùi Thanh Sơn tiếp khách.');
    expect(finding).toMatchObject({
      rule: 'title.not-in-office',
      message: 'title.not-any-more',
      parameters: { to: '2025-08-29', source: expect.stringMatching(/VnExpress/) },
    });
  });

  it('an office that is somebody else’s is shown', () => {
    const text = 'Ngày 1/12/2024, Thủ tướng Lương Cường tiếp đoàn.';
    expect(findings(text)).toMatchObject([{ message: 'title.never-held' }]);
  });

  it('what is not confirmed is not warned of', () => {
    expect(told('title', 'Bộ trưởng Bộ Ngoại giao Lê Hoài Trung phát biểu.')).toEqual([]);
    expect(told('title', 'Thủ tướng Phạm Minh Chính phát biểu.')).toEqual([]);
  });

  it('who has left an office is called so', () => {
    expect(told('title', 'former Foreign Minister Bui Thanh Son', en)).toEqual([]);
    expect(told('title', 'Nguyên Bộ trưởng Bộ Ngoại giao Bùi Thanh Sơn')).toEqual([]);
  });

  it('two offices of one person are both looked at', () => {
    const text = 'Phó Thủ tướng, Bộ trưởng Bộ Ngoại giao Bùi Thanh Sơn';
    expect(told('title', text, on('2025-08-20'))).toEqual([]);
    expect(told('title', text, on('2025-09-20'))).toHaveLength(1);
  });

  it('one who holds two of the highest offices is named with both, as a hint', () => {
    expect(findings('Tổng Bí thư Tô Lâm phát biểu.', on('2024-09-01'))).toMatchObject([
      { rule: 'title.both-posts', severity: 'hint' },
    ]);
  });

  it('the title in a quotation is the speaker’s', () => {
    expect(told('title', '“Foreign Minister Bui Thanh Son is a friend”, he said.', en)).toEqual([]);
  });
});

describe('how people are addressed', () => {
  it('Phạm Thu Hằng is Ms. Hang, and not Ms. Pham', () => {
    const [finding] = findings('Spokesperson Pham Thu Hang spoke. Ms. Pham added more.', en);
    expect(finding).toMatchObject({ rule: 'title.family-name', suggestion: 'Ms. Hang' });
    expect(told('title', 'Pham Thu Hang spoke. Ms. Hang added more.', en)).toEqual([]);
  });

  it('so is anybody with a Vietnamese name in the text or in the other version', () => {
    expect(told('title', 'Dr. Nguyen Van Minh came. Mr. Nguyen spoke.', en)).toHaveLength(1);
    const pair = { language: 'vi', text: 'Bộ trưởng Lê Hoài Trung tiếp khách.', media: [] };
    expect(told('title', 'Mr. Le received his guest.', { ...en, pair })).toHaveLength(1);
    expect(told('title', 'Mr. Lee and Ms. Chan came.', { ...en, pair })).toEqual([]);
  });

  it('a pronoun is that of the person whom the sentence names', () => {
    expect(told('title', 'Pham Thu Hang met the press and he left.', en)).toEqual([
      ['title.pronoun', 'he'],
    ]);
    expect(told('title', 'Pham Thu Hang met the Minister and he left.', en)).toEqual([]);
    expect(told('title', 'Bà Lê Hoài Trung phát biểu.')).toHaveLength(1);
    expect(told('title', 'Ông Lê Hoài Trung phát biểu.')).toEqual([]);
  });

  it('a foreign name is written as each language writes it', () => {
    expect(findings('Ông Xi Jinping thăm Việt Nam.')).toMatchObject([
      { rule: 'title.transcription', severity: 'hint', suggestion: 'Tập Cận Bình' },
    ]);
  });
});

describe('the order of leaders', () => {
  it.each([
    'Thủ tướng Chính phủ, Tổng Bí thư và các đại biểu',
    'Chủ tịch Quốc hội Trần Thanh Mẫn, Chủ tịch nước Lương Cường',
  ])('is that of their offices: “%s”', (text) => {
    expect(told('protocol', text, on('2025-05-01'))).toHaveLength(1);
  });

  it('a list in order is left alone, and so are offices in two countries', () => {
    expect(told('protocol', 'Tổng Bí thư, Chủ tịch nước và Thủ tướng Chính phủ')).toEqual([]);
    expect(told('protocol', 'the Prime Minister of Japan, the State President', en)).toEqual([]);
  });
});
