import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import {
  PNG,
  addAccounts,
  call,
  postGraph,
  postX,
  setOffset,
  startBench,
  stateOf,
  uploadX,
} from './support/practice.ts';

describe('the memory of the practice platforms', () => {
  it('survives a restart: accounts, posts, pictures, mails, settings and the clock', async () => {
    const first = await startBench();
    await addAccounts(first.url);
    const media = await uploadX(first.url, PNG, 'Ảnh');
    await postX(first.url, 'Hello', { media: { media_ids: [media] } });
    await postGraph(first.url, 'Xin chào');
    await call(first.url, 'PUT', '/practice/settings', { facebookVisibilitySeconds: 9 });
    const mail = nodemailer.createTransport({ host: '127.0.0.1', port: first.smtpPort });
    await mail.sendMail({ from: 'a@localhost', to: 'b@localhost', subject: 'Thư', text: 'Chào' });
    await setOffset(first.url, 5_000_000);
    const before = await stateOf(first.url);
    await first.close();

    const second = await startBench(first.dataDir);
    const after = await stateOf(second.url);
    for (const part of ['settings', 'mails', 'offsetMs']) {
      expect(after[part]).toEqual(before[part]);
    }
    const plain = (state: typeof before): unknown[] | undefined =>
      state['posts']?.map(({ permalink: _host, ...post }) => post);
    expect(plain(after)).toEqual(plain(before));
    expect(after['accounts']).toHaveLength(2);
    const picture = await fetch(`${second.url}/media/x/${media}`);
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PNG);
    expect((await postX(second.url, 'Hello')).status).toBe(403);
    await second.end();
  });

  it('drops a last line that a crash cut off, and keeps writing after it', async () => {
    const first = await startBench();
    await addAccounts(first.url);
    await postX(first.url, 'One');
    await first.close();
    appendFileSync(join(first.dataDir, 'practice', 'journal.jsonl'), '{"of":"post","value":{"pl');
    const second = await startBench(first.dataDir);
    await postX(second.url, 'Two');
    await second.close();
    const third = await startBench(first.dataDir);
    const posts = (await stateOf(third.url))['posts'];
    expect(posts?.map((post) => post['text'])).toEqual(['One', 'Two']);
    await third.end();
  });

  it('forgets everything on reset, also after a restart', async () => {
    const first = await startBench();
    await addAccounts(first.url);
    await postX(first.url, 'One');
    await call(first.url, 'POST', '/practice/reset');
    await first.close();
    const second = await startBench(first.dataDir);
    expect(await stateOf(second.url)).toMatchObject({ posts: [], accounts: [], mails: [] });
    await second.end();
  });
});
