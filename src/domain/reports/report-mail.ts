import type { ReaderLanguage } from '../people/person.ts';

/**
 * - `planned`: to be sent
 * - `sending`: handed to the mail server; a worker lost here leaves it so, and a person looks
 * - `sent`, `refused`: what the server said; a temporary refusal goes back to `planned`
 * - `unknown`: the server did not say; shown and never repeated by itself
 */
export const reportMailStates = ['planned', 'sending', 'sent', 'refused', 'unknown'] as const;
export type ReportMailState = (typeof reportMailStates)[number];

/** One weekly report to one recipient: one mail, in one language or both. */
export type ReportMail = {
  id: string;
  /** `2026-W46`. */
  week: string;
  personId: string;
  personName: string;
  languages: ReaderLanguage[];
  messageId: string;
  state: ReportMailState;
  stateSince: Date;
  /** What the mail server said, shortened. */
  detail: string | null;
};
