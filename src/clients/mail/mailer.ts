/** One mail. `messageId` is fixed by the caller so that a repeated mail can be recognised. */
export type Mail = {
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  messageId: string;
  /** BCP 47 tag of the mail's main language. */
  language: string;
  attachments: MailAttachment[];
};

export type MailAttachment = {
  filename: string;
  contentType: string;
  content: Buffer;
  /** Set for an inline image: what `cid:` in the HTML refers to. */
  contentId?: string;
};

/**
 * - `accepted`: the server took the mail
 * - `refused`: it provably did not (no connection, 4xx or 5xx before or instead of the acceptance)
 * - `unknown`: the connection ended after the text was handed over and before an answer came
 */
export type MailOutcome =
  | { kind: 'accepted'; response: string }
  | { kind: 'refused'; reason: string; permanent: boolean }
  | { kind: 'unknown'; reason: string };

export type Mailer = {
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
};
