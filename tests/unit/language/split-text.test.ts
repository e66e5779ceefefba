import { describe, expect, it } from '@jest/globals';
import { splitText } from '../../../src/domain/language/split-text.ts';
import { xWeight } from '../../../src/domain/language/x-weight.ts';

const upTo = (most: number) => (part: string) => part.length <= most;
const onX = (part: string): boolean => xWeight(part).weight <= 280;
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

describe('a proposal of how to split a text', () => {
  it('leaves one that fits as it is', () => {
    expect(splitText('One. Two.', upTo(20))).toEqual(['One. Two.']);
    expect(splitText('', upTo(20))).toEqual([]);
  });

  it('cuts at the ends of sentences and lines', () => {
    expect(splitText('First one. Second one! Third?', upTo(12))).toEqual([
      'First one.',
      'Second one!',
      'Third?',
    ]);
    expect(splitText('Line one\nLine two', upTo(10))).toEqual(['Line one', 'Line two']);
    expect(splitText('He said: “Yes.” Then he left.', upTo(16))).toEqual([
      'He said: “Yes.”',
      'Then he left.',
    ]);
  });

  it('keeps sentences and lines together as long as they fit', () => {
    expect(splitText('A b. C d.\n\nE f. G h.', upTo(14))).toEqual([
      'A b. C d.',
      'E f. G h.'.slice(0, 9),
    ]);
  });

  it('takes no title for the end of a sentence', () => {
    expect(splitText('Minister H.E. Mr. Le spoke. He left.', upTo(28))).toEqual([
      'Minister H.E. Mr. Le spoke.',
      'He left.',
    ]);
    expect(splitText('Ông PGS. TS. Lê phát biểu. Xong.', upTo(27))).toEqual([
      'Ông PGS. TS. Lê phát biểu.',
      'Xong.',
    ]);
  });

  it('cuts a sentence that is too long between its words, and a word only when it must', () => {
    expect(splitText('one two three four', upTo(9))).toEqual(['one two', 'three', 'four']);
    expect(splitText('abcdefghij', upTo(4))).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('loses no word, and makes only parts that fit', () => {
    const sentence = 'Việt Nam và Pháp nhất trí nâng cấp quan hệ, mở rộng hợp tác kinh tế. ';
    const text = `${sentence.repeat(12)}\n\n${'một hai ba bốn năm '.repeat(40)}.`;
    const parts = splitText(text, onX);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.every(onX)).toBe(true);
    expect(words(parts.join(' '))).toEqual(words(text));
  });
});
