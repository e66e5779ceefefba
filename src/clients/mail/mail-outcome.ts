import type { MailOutcome } from './mailer.ts';

/** What is known of a mail that nodemailer did not report as sent. */
export type MailEvidence = {
  /** Whether the last byte of the mail was handed to the connection. */
  handedOver: boolean;
  /** The server's reply code, when it gave one. */
  responseCode: number | null;
  /** nodemailer's code, for example `ESOCKET`. */
  code: string | null;
};

/** Codes for a mail that could not be sent by any server, however often it is tried. */
const PERMANENT_CODES = ['EENVELOPE', 'EAUTH', 'ENOAUTH'];

/**
 * Decides what became of a mail: a reply of the server settles it, and without one only a mail
 * that was not handed over whole is provably not sent.
 */
export function classifyMailFailure(evidence: MailEvidence): MailOutcome {
  const { responseCode, code } = evidence;
  if (responseCode !== null && responseCode >= 400) {
    return { kind: 'refused', reason: String(responseCode), permanent: responseCode >= 500 };
  }
  const reason = code ?? 'no-answer';
  if (evidence.handedOver) return { kind: 'unknown', reason };
  return { kind: 'refused', reason, permanent: PERMANENT_CODES.includes(reason) };
}
