import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createHash } from 'node:crypto';
import type { PublishMedia } from '../../../src/clients/platform.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { startPractice } from '../../../src/practice/start-practice.ts';

export type PracticePost = {
  platform: string;
  id: string;
  text: string;
  link: string | null;
  media: { sha256: string; alt: string }[];
  permalink: string;
  /** The post that it answers. */
  replyTo: string | null;
  deletedAt: string | null;
};

export type PracticeDesk = {
  url: string;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  posts(): Promise<PracticePost[]>;
  close(): Promise<void>;
};

/** The practice platforms on free ports with an empty state. */
export async function startPracticeDesk(): Promise<PracticeDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sugia-practice-'));
  const practice = await startPractice({
    httpPort: 0,
    smtpPort: 0,
    dataDir,
    logger: createLogger('practice', 'silent'),
  });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(practice.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  return {
    url: practice.url,
    control,
    posts: async () => {
      const state = (await control('GET', '/practice/state.json')) as { posts: PracticePost[] };
      return state.posts;
    },
    close: async () => {
      await practice.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A real picture of one colour. */
export async function picture(colour: string, alt: string): Promise<PublishMedia> {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, mimeType: 'image/jpeg', alt, bytes };
}
