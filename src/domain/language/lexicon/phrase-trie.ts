import type { Span, Word } from '../subject.ts';

/** Phrases by their words, each with what it stands for. */
export type PhraseTrie<Value> = Node<Value>;

type Node<Value> = { next: Map<string, Node<Value>>; entries: Entry<Value>[] };
type Entry<Value> = {
  value: Value;
  /** For each word whether it must begin with a capital. */ capitals: boolean[];
};

export type PhraseHit<Value> = Span & { value: Value; words: number };

/** What may stand between the words of one phrase: blanks, and a sign or two, but no end of a sentence. */
const JOINT = /^[\s,.\-–’'()“”"/+]{1,4}$/u;
const SENTENCE_END = /[.]\s|\n/u;

export function phraseTrie<Value>(
  phrases: Iterable<readonly [phrase: string, value: Value]>,
  wordsOf: (text: string) => readonly Word[],
): PhraseTrie<Value> {
  const root: Node<Value> = { next: new Map(), entries: [] };
  for (const [phrase, value] of phrases) {
    const words = wordsOf(phrase);
    if (words.length === 0) continue;
    let node = root;
    for (const { lower } of words) {
      let child = node.next.get(lower);
      if (child === undefined) {
        child = { next: new Map(), entries: [] };
        node.next.set(lower, child);
      }
      node = child;
    }
    node.entries.push({ value, capitals: words.map((word) => word.text !== word.lower) });
  }
  return root;
}

/**
 * The phrases of a text from left to right, the longest at each place; no word belongs to two. Takes
 * time by the number of words, whatever the number of phrases.
 */
export function findPhrases<Value>(
  text: string,
  words: readonly Word[],
  trie: PhraseTrie<Value>,
): PhraseHit<Value>[] {
  const hits: PhraseHit<Value>[] = [];
  let at = 0;
  while (at < words.length) {
    const hit = longestAt(text, words, at, trie);
    if (hit === null) {
      at += 1;
    } else {
      hits.push(hit);
      at += hit.words;
    }
  }
  return hits;
}

function longestAt<Value>(
  text: string,
  words: readonly Word[],
  from: number,
  trie: PhraseTrie<Value>,
): PhraseHit<Value> | null {
  let node: Node<Value> | undefined = trie;
  let best: PhraseHit<Value> | null = null;
  const first = words[from];
  if (first === undefined) return null;
  for (let at = from; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined || (at > from && !isJoint(text, words[at - 1], word))) break;
    node = childOf(node, word.lower);
    if (node === undefined) break;
    const entry = node.entries.find(({ capitals }) =>
      capitals.every((isCapital, n) => !isCapital || beginsWithCapital(words[from + n])),
    );
    if (entry !== undefined) {
      best = { start: first.start, end: word.end, value: entry.value, words: at - from + 1 };
    }
  }
  return best;
}

/** A plural is found by its singular. */
function childOf<Value>(node: Node<Value> | undefined, word: string): Node<Value> | undefined {
  const child = node?.next.get(word);
  if (child !== undefined || word.length < 4 || !word.endsWith('s')) return child;
  return node?.next.get(word.slice(0, -1));
}

function isJoint(text: string, before: Word | undefined, word: Word): boolean {
  const between = text.slice(before?.end ?? word.start, word.start);
  return JOINT.test(between) && !SENTENCE_END.test(between);
}

function beginsWithCapital(word: Word | undefined): boolean {
  const [letter = ''] = word?.text ?? '';
  return letter !== letter.toLowerCase() || !/\p{L}/u.test(letter);
}
