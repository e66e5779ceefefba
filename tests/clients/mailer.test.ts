import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { classifyMailFailure } from '../../src/clients/mail/mail-outcome.ts';
import type { Mail, MailOutcome, Mailer } from '../../src/clients/mail/mailer.ts';
import { createMailer } from '../../src/clients/mail/nodemailer-mailer.ts';
import { closedPort } from './support/scripted-server.ts';
import { startSmtpScript } from './support/smtp-script.ts';
import type { SmtpScriptServer } from './support/smtp-script.ts';

const FROM = 'Sứ Giả <su-gia@mofa.test>';
const mail: Mail = {
  to: { name: 'Nguyễn Thị Hà', address: 'ha@mofa.test' },
  subject: 'Báo cáo tuần 46: mức độ tiếp cận công chúng',
  html: '<p>Báo cáo tuần</p><img src="cid:chart" alt="Biểu đồ lượt xem">',
  text: 'Báo cáo tuần\n.một dòng bắt đầu bằng dấu chấm',
  messageId: '<report.2026-W46.vi.7@mofa.test>',
  language: 'vi',
  attachments: [
    {
      filename: 'bieu-do.png',
      contentType: 'image/png',
      content: Buffer.from('chart bytes'),
      contentId: 'chart',
    },
    { filename: '2026-W46.vi.csv', contentType: 'text/csv', content: Buffer.from('kênh,số\n') },
  ],
};

let server: SmtpScriptServer;
let mailer: Mailer;

beforeEach(async () => {
  server = await startSmtpScript();
  mailer = createMailer({ smtpUrl: server.url, from: FROM, sendDeadlineMs: 1000 });
});
afterEach(async () => {
  mailer.close();
  await server.close();
});

const hangUp = (socket: { destroy(): void }): void => {
  socket.destroy();
};
const silence = (): void => undefined;

function inWords(outcome: MailOutcome): string {
  if (outcome.kind !== 'refused') return outcome.kind;
  return `refused ${outcome.permanent ? 'for good' : 'for now'}`;
}

describe('a mail that the server takes', () => {
  it('is accepted with the words of the server', async () => {
    expect(await mailer.send(mail)).toEqual({ kind: 'accepted', response: '250 queued as 1' });
  });

  it('arrives with its fixed Message-ID, its language, and marked as sent by a machine', async () => {
    await mailer.send(mail);
    const parsed = await simpleParser(server.mails[0] ?? '');
    expect(parsed.messageId).toBe('<report.2026-W46.vi.7@mofa.test>');
    expect(parsed.headers.get('content-language')).toBe('vi');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.from?.value).toEqual([{ name: 'Sứ Giả', address: 'su-gia@mofa.test' }]);
    expect(parsed.to).toMatchObject({
      value: [{ name: 'Nguyễn Thị Hà', address: 'ha@mofa.test' }],
    });
  });

  it('arrives as text and as HTML with its picture inside and its table attached', async () => {
    await mailer.send(mail);
    const parsed = await simpleParser(server.mails[0]?.replace(/^\.\./gm, '.') ?? '');
    expect(parsed.text?.trim()).toBe(mail.text);
    expect(parsed.html).toContain('alt="Biểu đồ lượt xem"');
    const [chart, table] = parsed.attachments;
    expect(chart).toMatchObject({ contentDisposition: 'inline', cid: 'chart', related: true });
    expect(chart?.content.toString()).toBe('chart bytes');
    expect(table).toMatchObject({ filename: '2026-W46.vi.csv', contentDisposition: 'attachment' });
    expect(table?.content.toString('utf8')).toBe('kênh,số\n');
  });

  it('goes over the connection of the mail before', async () => {
    for (let n = 0; n < 3; n += 1) await mailer.send(mail);
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });
});

describe('a mail that the server does not take', () => {
  it.each([
    ['the recipient is not known', { rcpt: '550 no such user' }, 'refused for good'],
    ['the recipient must wait', { rcpt: '451 greylisted' }, 'refused for now'],
    ['the sender is not allowed', { mail: '553 not allowed' }, 'refused for good'],
    ['the text is not wanted', { end: '554 spam' }, 'refused for good'],
    ['the server is full', { end: '452 full' }, 'refused for now'],
    ['the server closes before the text', { data: hangUp }, 'refused for now'],
    ['the server closes at once', { greeting: hangUp }, 'refused for now'],
    ['the server is busy', { greeting: '421 busy' }, 'refused for now'],
    ['the server never greets', { greeting: silence }, 'refused for now'],
    ['the server never wants the text', { data: silence }, 'refused for now'],
  ])('is refused when %s', async (_name, script, expected) => {
    Object.assign(server.script, script);
    expect(inWords(await mailer.send(mail))).toBe(expected);
    expect(server.mails.length).toBeLessThanOrEqual(1);
  });

  it('is refused for now when nobody listens', async () => {
    const away = createMailer({ smtpUrl: `smtp://127.0.0.1:${await closedPort()}`, from: FROM });
    expect(inWords(await away.send(mail))).toBe('refused for now');
    away.close();
  });

  it('is refused for good when the password is wrong, and the password is not told', async () => {
    server.script.auth = '535 wrong password planted-password';
    const url = server.url.replace('smtp://', 'smtp://desk:planted-password@');
    const signedIn = createMailer({ smtpUrl: url, from: FROM });
    const outcome = await signedIn.send(mail);
    expect(inWords(outcome)).toBe('refused for good');
    expect(JSON.stringify(outcome)).not.toContain('planted-password');
    signedIn.close();
  });
});

describe('a mail that nobody can be sure of', () => {
  it('is unknown when the server closes after the text and before an answer', async () => {
    server.script.end = hangUp;
    expect(inWords(await mailer.send(mail))).toBe('unknown');
    expect(server.mails).toHaveLength(1);
  });

  it('is unknown when the server never answers to the text, and is not sent again', async () => {
    server.script.end = silence;
    expect(await mailer.send(mail)).toEqual({ kind: 'unknown', reason: 'ETIMEDOUT' });
    expect(server.mails).toHaveLength(1);
  });

  it('is unknown over a connection that took mails before, and is not sent again', async () => {
    await mailer.send(mail);
    server.script.end = hangUp;
    expect(inWords(await mailer.send(mail))).toBe('unknown');
    expect(server.mails).toHaveLength(2);
  });
});

describe('what became of a mail', () => {
  it('is settled by the reply of the server before anything else', () => {
    const reply = (responseCode: number) =>
      classifyMailFailure({ handedOver: true, responseCode, code: 'EMESSAGE' });
    expect(reply(554)).toEqual({ kind: 'refused', reason: '554', permanent: true });
    expect(reply(451)).toEqual({ kind: 'refused', reason: '451', permanent: false });
  });

  it('is unknown without a reply only when the whole text was handed over', () => {
    const lost = (handedOver: boolean) =>
      classifyMailFailure({ handedOver, responseCode: null, code: 'ECONNECTION' });
    expect(lost(true)).toEqual({ kind: 'unknown', reason: 'ECONNECTION' });
    expect(lost(false)).toEqual({ kind: 'refused', reason: 'ECONNECTION', permanent: false });
  });

  it('is refused for good when there is nobody to send it to', () => {
    const outcome = classifyMailFailure({
      handedOver: false,
      responseCode: null,
      code: 'EENVELOPE',
    });
    expect(outcome).toEqual({ kind: 'refused', reason: 'EENVELOPE', permanent: true });
  });
});
