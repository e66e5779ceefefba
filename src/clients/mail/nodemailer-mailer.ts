import { createTransport } from 'nodemailer';
import type { Logger } from '../../lib/logger.ts';
import { createRedactor } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { settleWithin, startDeadline } from '../with-deadline.ts';
import { classifyMailFailure } from './mail-outcome.ts';
import type { Mail, MailOutcome, Mailer } from './mailer.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 20_000;
/** A server that trickles its replies is noticed by no socket timeout. */
const SEND_DEADLINE_MS = 60_000;
const IDLE_MS = 4000;
const RESPONSE_LIMIT = 500;

export type MailerOptions = {
  smtpUrl: string;
  from: string;
  logger?: Logger;
  sendDeadlineMs?: number;
};

/** Mail through nodemailer over a small pool of connections, never through a proxy. */
export function createMailer(options: MailerOptions): Mailer {
  const url = new URL(options.smtpUrl);
  url.searchParams.delete('proxy');
  const redact = createRedactor([url.password, decodeURIComponent(url.password)]);
  /** By the signal of each mail: whether its last byte went to the connection. */
  const handedOver = new WeakSet<AbortSignal>();
  const transport = createTransport({
    url: url.href,
    pool: true,
    maxConnections: 2,
    // Only mails of which no byte was sent are queued again.
    maxRequeues: 1,
    idleTimeout: IDLE_MS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    // A server on this machine has no certificate that anybody could check.
    ignoreTLS: url.protocol === 'smtp:' && isLoopback(url.hostname),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', (mail, done) => {
    const { signal } = mail.data;
    mail.message.processFunc((output) => {
      // Its end comes when all of it was read, and the closing dot is sent after that.
      if (signal !== undefined) output.once('end', () => handedOver.add(signal));
      return output;
    });
    done();
  });

  return {
    async send(mail) {
      const deadline = startDeadline(options.sendDeadlineMs ?? SEND_DEADLINE_MS);
      const { signal } = deadline;
      const settled = await settleWithin(signal, () =>
        transport.sendMail({ ...messageOf(mail, options.from), signal }),
      );
      deadline.end();
      const outcome: MailOutcome = settled.ok
        ? { kind: 'accepted', response: redact(settled.value.response).slice(0, RESPONSE_LIMIT) }
        : classifyMailFailure(
            evidenceOf(settled.error, settled.timedOut, handedOver.has(signal), redact),
          );
      const level = outcome.kind === 'accepted' ? 'debug' : 'warn';
      options.logger?.[level]({ messageId: mail.messageId, outcome }, 'the mail server answered');
      return outcome;
    },
    close: () => {
      transport.close();
    },
  };
}

function messageOf(mail: Mail, from: string) {
  return {
    from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    headers: { 'Content-Language': mail.language, 'Auto-Submitted': 'auto-generated' },
    attachments: mail.attachments.map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      content,
      ...(contentId === undefined ? {} : { cid: contentId, contentDisposition: 'inline' as const }),
    })),
  };
}

function evidenceOf(error: unknown, timedOut: boolean, handedOver: boolean, redact: Redact) {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const named = typeof code === 'string' ? redact(code) : null;
  return {
    handedOver,
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    code: timedOut ? 'ETIMEDOUT' : named,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
