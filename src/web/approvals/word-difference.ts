import { diffWordsWithSpace } from 'diff';

export type DifferencePart = { kind: 'same' | 'added' | 'removed'; text: string };

/** Texts longer than this are compared by the line: words would take too long. */
const MOST_BY_WORD = 20_000;

/** What differs between two texts, word by word; the parts that are not `removed` make `after`. */
export function wordDifference(before: string, after: string): DifferencePart[] {
  if (before.length + after.length > MOST_BY_WORD) {
    return before === after
      ? [{ kind: 'same', text: after }]
      : [
          { kind: 'removed', text: before },
          { kind: 'added', text: after },
        ];
  }
  return diffWordsWithSpace(before, after).map((change) => ({
    kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
    text: change.value,
  }));
}

export function hasDifference(parts: readonly DifferencePart[]): boolean {
  return parts.some((part) => part.kind !== 'same');
}
