import { Router } from 'express';
import { simpleParser } from 'mailparser';
import type { Attachment, ParsedMail } from 'mailparser';
import { html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { notFound } from '../pages/not-found.ts';
import { timeIn } from '../pages/words.ts';
import type { Mail } from '../types.ts';
import type { World } from '../world.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

/** The mailbox: every mail that came, as HTML, as text and with its attachments. */
export function createMailboxRoutes(world: World): Router {
  const router = Router();
  const newestFirst = (): Mail[] => world.mails().toReversed();

  router.get('/mailbox', (_request, response) => {
    response.type('html').send(listPage(newestFirst()));
  });
  router.get('/mailbox.json', (_request, response) => {
    response.json(newestFirst().map(summaryOf));
  });
  router.param('id', (_request, response, next, id: string) => {
    if (world.mail(id.replace(/\.json$/, '')) === null) notFound(response, 'vi', '/mailbox');
    else next();
  });
  router.get('/mailbox/:id', async (request, response) => {
    const { id } = request.params;
    const mail = world.mail(id.replace(/\.json$/, ''));
    if (mail === null) return;
    const parsed = await simpleParser(world.rawMail(mail.id));
    if (id.endsWith('.json')) response.json(wholeOf(mail, parsed));
    else response.type('html').send(mailPage(mail, parsed));
  });
  router.get('/mailbox/:id/raw', (request, response) => {
    response.type('text/plain').send(world.rawMail(request.params.id));
  });
  router.get('/mailbox/:id/text', async (request, response) => {
    const parsed = await simpleParser(world.rawMail(request.params.id));
    response.type('text/plain').send(parsed.text ?? '');
  });
  router.get('/mailbox/:id/html', async (request, response) => {
    const { id } = request.params;
    const parsed = await simpleParser(world.rawMail(id), { skipImageLinks: true });
    // A mail is a stranger's document: it runs nothing, loads nothing but its own pictures, and
    // its links open outside the frame.
    const host = /^[\w.:[\]-]+$/.exec(request.headers.host ?? '')?.[0] ?? '127.0.0.1';
    response
      .set(
        'content-security-policy',
        [
          'sandbox allow-popups allow-popups-to-escape-sandbox',
          "default-src 'none'",
          "style-src 'unsafe-inline'",
          `img-src http://${host} data:`,
          "frame-ancestors 'self'",
        ].join('; '),
      )
      .type('html')
      .send(`<base target="_blank">${withPictures(id, parsed)}`);
  });
  router.get('/mailbox/:id/attachments/:n', async (request, response) => {
    const parsed = await simpleParser(world.rawMail(request.params.id));
    const part = parsed.attachments[Number(request.params.n)];
    if (part === undefined) {
      response.status(404).end();
      return;
    }
    if (part.related) response.type(part.contentType);
    else response.attachment(part.filename ?? 'attachment').type(part.contentType);
    response.send(part.content);
  });
  return router;
}

/** The HTML part with each `cid:` picture pointed at its own address here. */
function withPictures(id: string, parsed: ParsedMail): string {
  return parsed.attachments.reduce<string>(
    (text, part, n) =>
      part.cid === undefined
        ? text
        : text.replaceAll(`cid:${part.cid}`, `/mailbox/${id}/attachments/${n}`),
    htmlOf(parsed) ?? '',
  );
}

/** The HTML part; null for a mail of plain text. */
function htmlOf(parsed: ParsedMail): string | null {
  return typeof parsed.html === 'string' ? parsed.html : null;
}

function summaryOf(mail: Mail) {
  return { ...mail, receivedAt: new Date(mail.receivedAt).toISOString() };
}

function wholeOf(mail: Mail, parsed: ParsedMail) {
  return {
    ...summaryOf(mail),
    html: htmlOf(parsed),
    text: parsed.text ?? null,
    date: parsed.date?.toISOString() ?? null,
    headers: Object.fromEntries(
      parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
    ),
    attachments: parsed.attachments.map((part, n) => ({
      filename: part.filename ?? null,
      contentType: part.contentType,
      size: part.size,
      cid: part.cid ?? null,
      related: part.related,
      url: `/mailbox/${mail.id}/attachments/${n}`,
    })),
  };
}

function listPage(mails: readonly Mail[]): string {
  return layout({
    language: 'vi',
    title: 'Hộp thư',
    look: 'desk',
    body: html`<main class="desk">
      <h1>Hộp thư <span class="english">Mailbox</span></h1>
      ${
        mails.length === 0
          ? html`<p class="quiet">Chưa có thư nào. <span class="english">No mail yet.</span></p>`
          : html`<div class="wide">
              <table>
                <thead>
                  <tr>
                    <th>Nhận lúc <span class="english">Received</span></th>
                    <th>Tiêu đề <span class="english">Subject</span></th>
                    <th>Người nhận <span class="english">To</span></th>
                    <th>Đính kèm <span class="english">Attached</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${mails.map(
                    (mail) =>
                      html`<tr data-mail-id="${mail.id}">
                        <td>${timeIn('vi', ZONE, mail.receivedAt)}</td>
                        <td>
                          <a href="/mailbox/${mail.id}"
                            >${mail.subject === '' ? '—' : mail.subject}</a
                          >
                        </td>
                        <td>${mail.to.join(', ')}</td>
                        <td>${mail.attachments.join(', ')}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
    </main>`,
  });
}

function mailPage(mail: Mail, parsed: ParsedMail): string {
  const files = parsed.attachments
    .map((part, n): [Attachment, number] => [part, n])
    .filter(([part]) => !part.related);
  return layout({
    language: 'vi',
    title: mail.subject,
    look: 'desk',
    body: html`<main class="desk">
      <p><a href="/mailbox">← Hộp thư / Mailbox</a></p>
      <h1>${mail.subject}</h1>
      <dl class="mail-head">
        <dt>Từ / From</dt>
        <dd>${mail.from}</dd>
        <dt>Đến / To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>Nhận lúc / Received</dt>
        <dd>${timeIn('vi', ZONE, mail.receivedAt)}</dd>
        ${
          files.length === 0
            ? null
            : html`<dt>Đính kèm / Attached</dt>
                <dd>
                  ${files.map(
                    ([part, n]) =>
                      html`<a href="/mailbox/${mail.id}/attachments/${n}"
                          >${part.filename ?? 'attachment'}</a
                        >
                        (${Math.ceil(part.size / 1024)} kB) `,
                  )}
                </dd>`
        }
        <dt>Bản khác / Other forms</dt>
        <dd>
          <a href="/mailbox/${mail.id}/text">văn bản thuần / plain text</a> ·
          <a href="/mailbox/${mail.id}/raw">nguyên gốc / source</a>
        </dd>
      </dl>
      ${
        htmlOf(parsed) === null
          ? html`<pre data-part="text">${parsed.text ?? ''}</pre>`
          : html`<iframe
              class="mail-frame"
              title="${mail.subject}"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              src="/mailbox/${mail.id}/html"
            ></iframe>`
      }
    </main>`,
  });
}
