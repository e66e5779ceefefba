/** What the guard looks at; the first half of every rule's name. */
export const families = [
  'length',
  'encoding',
  'lexicon',
  'title',
  'protocol',
  'parity',
  'date',
  'secret',
  'accessibility',
  'mourning',
  'duplicate',
] as const;
export type Family = (typeof families)[number];

export type RuleName = `${Family}.${string}`;

/**
 * `block` must not go out at all; `warn` is shown to author and approver, and asks for a written
 * reason where a wrong word is a diplomatic incident; `hint` may be passed over.
 */
export type Severity = 'block' | 'warn' | 'hint';

/** What the guard says about a text. Sentences are made at the edge, in the reader's language. */
export type Finding = {
  rule: RuleName;
  severity: Severity;
  /** Of the text as it was given, in UTF-16 units; both are 0 for a finding on the whole text. */
  start: number;
  end: number;
  excerpt: string;
  /** The sentence: a key below `findings`, and what it is filled with. */
  message: RuleName;
  parameters: Record<string, string | number>;
  /** What may stand in place of the excerpt; an empty one takes the excerpt away. */
  suggestion?: string;
};

/** Fills a sentence's `{{names}}`; the form is i18next's, so that server and browser say the same. */
export function fillSentence(
  sentence: string,
  parameters: Readonly<Record<string, string | number>>,
): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    String(parameters[name] ?? whole),
  );
}

/** What a rule says: places in the text's NFC form, and its own name as sentence unless told. */
export type RuleFinding = Omit<Finding, 'excerpt' | 'message' | 'parameters'> &
  Partial<Pick<Finding, 'message' | 'parameters'>>;
