import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import { PNG, call, setFault, startBench, stateOf } from './support/practice.ts';
import type { Bench } from './support/practice.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.end();
});
beforeEach(async () => {
  await call(bench.url, 'POST', '/practice/reset');
});

const page = async (path: string): Promise<Response> => await fetch(bench.url + path);

async function send(): Promise<unknown> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: bench.smtpPort,
    socketTimeout: 2_000,
  });
  try {
    return await transport.sendMail({
      messageId: '<tuan-46@su-gia>',
      from: 'Sứ Giả <su-gia@localhost>',
      to: 'vu.bao.chi@localhost',
      subject: 'Báo cáo tuần 46',
      text: 'Bản văn bản',
      html: '<h1>Báo cáo</h1><img src="cid:chart" alt="Biểu đồ"><script>alert(1)</script>',
      attachments: [
        { filename: 'chart.png', content: PNG, cid: 'chart', contentDisposition: 'inline' },
        { filename: 'báo cáo.csv', content: 'kênh;lượt xem\n', contentType: 'text/csv' },
      ],
    });
  } finally {
    transport.close();
  }
}

describe('the practice mailbox', () => {
  it('shows a mail as HTML with its pictures, as text and with its attachments', async () => {
    await send();
    expect((await call(bench.url, 'GET', '/mailbox.json')).body).toMatchObject([
      {
        id: '0001',
        subject: 'Báo cáo tuần 46',
        to: ['vu.bao.chi@localhost'],
        messageId: '<tuan-46@su-gia>',
        attachments: ['báo cáo.csv'],
      },
    ]);
    const whole = (await call(bench.url, 'GET', '/mailbox/0001.json')).body;
    expect(String(whole['text']).trim()).toBe('Bản văn bản');
    expect(whole['attachments']).toMatchObject([
      { cid: 'chart', contentType: 'image/png' },
      { filename: 'báo cáo.csv', contentType: 'text/csv' },
    ]);
    expect(await (await page('/mailbox/0001/text')).text()).toContain('Bản văn bản');
    expect(await (await page('/mailbox')).text()).toContain('Báo cáo tuần 46');

    const document = await page('/mailbox/0001/html');
    expect(await document.text()).toContain(
      '<img src="/mailbox/0001/attachments/0" alt="Biểu đồ">',
    );
    const chart = await page('/mailbox/0001/attachments/0');
    expect(Buffer.from(await chart.arrayBuffer())).toEqual(PNG);
    const csv = await page('/mailbox/0001/attachments/1');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('lets the HTML of a mail run nothing', async () => {
    await send();
    const policy = (await page('/mailbox/0001/html')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('allow-scripts');
    const frame = await (await page('/mailbox/0001')).text();
    expect(frame).toMatch(/<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  });

  it('answers 404 for a mail that is not there', async () => {
    expect((await page('/mailbox/0009')).status).toBe(404);
    expect((await page('/mailbox/0009.json')).status).toBe(404);
  });

  it.each([
    ['refuse', 'before', 0, 550],
    ['defer', 'before', 0, 451],
    ['refuse', 'after', 1, 550],
    ['drop', 'before', 0, undefined],
    ['drop', 'after', 1, undefined],
  ])('fails as told: %s %s the mail is kept', async (kind, when, kept, code) => {
    await setFault(bench.url, { platform: 'mail', kind, when });
    await expect(send()).rejects.toMatchObject(code === undefined ? {} : { responseCode: code });
    expect((await stateOf(bench.url))['counters']?.['mails']).toBe(kept);
    await send();
    expect((await stateOf(bench.url))['counters']?.['mails']).toBe(kept + 1);
  });
});
