import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { giveSignal } from '../../../src/actions/events/give-signal.ts';
import { uploadMedia } from '../../../src/actions/media/upload-media.ts';
import { buildReport } from '../../../src/actions/reports/build-report.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../../src/domain/events/event.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import { weekOf } from '../../../src/domain/time/zones.ts';
import { mediaAddress } from '../../../src/web/media/media-address.ts';
import { browserOf, openTestDesk, TEST_SECRET } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { approvedFor, contentOnSignal, plannedEvent } from '../../actions/support/events.ts';
import { drain } from '../../actions/support/posts.ts';
import { drawing } from '../../unit/media/pictures.ts';

const SECRET = 'Hai bên nâng cấp quan hệ';

let desk: TestDesk;
let event: DeskEvent;
let post: Post;
let deliveries: Delivery[];
let picture: string;

beforeAll(async () => {
  desk = await openTestDesk();
  const uploaded = await uploadMedia(desk.ctx, {
    actor: desk.actors['press-officer'],
    unitId: 'unit-press',
    name: 'le-ky.png',
    bytes: await drawing(60, 40).png().toBuffer(),
  });
  if (!uploaded.ok) throw new Error(uploaded.reason);
  picture = uploaded.media.sha256;
  event = await plannedEvent(desk);
  const given = contentOnSignal(desk, event);
  const version = {
    text: SECRET,
    platformTexts: {},
    link: null,
    media: [{ sha256: picture, alt: 'Lễ ký' }],
  };
  ({ post, deliveries } = await approvedFor(desk, event, {
    ...given,
    versions: { vi: version, en: version },
  }));
});
afterAll(() => desk.close());

const READERS = ['press-officer', 'translator', 'spokesperson'] as const;
const OTHERS = ['administrator', 'report-reader'] as const;

/** Every page on which a post may be named. */
const pages = () => [
  '/',
  '/queue',
  '/queue?show=all',
  '/calendar',
  '/calendar?view=month',
  '/posts',
  '/posts?q=nâng',
  `/posts/${post.id}`,
  `/posts/${post.id}/record`,
  `/posts/${post.id}/approval`,
  `/audience/posts/${post.id}`,
  `/deliveries/${deliveries[0]?.id}`,
  '/records',
  '/audience',
  `/events/${event.id}`,
  `/events/${event.id}/signal`,
];

const browse = async (browser: TestAgent, path: string) => {
  const { status, text, headers } = await browser.get(path);
  return { status, text: text as string | undefined, headers };
};

describe('a post under embargo', () => {
  it('is marked wherever those who work on it see it', async () => {
    for (const role of READERS) {
      const browser = await desk.signIn(role);
      for (const path of ['/', '/queue', '/calendar', '/posts', `/posts/${post.id}`]) {
        const { status, text } = await browse(browser, path);
        expect([role, path, status]).toEqual([role, path, 200]);
        expect(text).toContain(SECRET);
        expect(text).toContain('Chưa công bố');
      }
    }
  });

  it('says nothing to anybody else of the unit, on no page at all', async () => {
    for (const role of OTHERS) {
      const browser = await desk.signIn(role);
      for (const path of pages()) {
        const { status, text } = await browse(browser, path);
        expect([200, 403, 404]).toContain(status);
        expect([role, path, text?.includes(SECRET)]).toEqual([role, path, false]);
        expect(text).not.toContain('Họp báo thường kỳ');
      }
      const queue = await browse(browser, '/queue');
      expect(queue.text).toContain(
        role === 'report-reader' ? 'Under embargo; you may not read it yet' : 'bạn chưa được xem',
      );
      expect((await browse(browser, `/posts/${post.id}`)).status).toBe(404);
    }
  });

  it('does not exist for another unit, and asks a stranger to sign in', async () => {
    const paris = await desk.signIn('paris-officer');
    for (const path of pages()) {
      const { status, text } = await browse(paris, path);
      expect([200, 403, 404]).toContain(status);
      expect(text).not.toContain(SECRET);
    }
    const stranger = browserOf(desk.app);
    for (const path of [...pages(), mediaAddress(TEST_SECRET, picture)])
      expect((await browse(stranger, path)).status).toBe(303);
  });

  it('is left out of the weekly report, which is mailed far', async () => {
    const report = await buildReport(desk.ctx, weekOf(new Date('2026-11-16T03:00:00Z')));
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });
});

describe('a picture under embargo', () => {
  it('is shown to those who work on its post, and kept by no browser', async () => {
    for (const role of READERS) {
      const browser = await desk.signIn(role);
      const { status, headers } = await browse(browser, mediaAddress(TEST_SECRET, picture));
      expect([role, status]).toEqual([role, 200]);
      expect(headers['cache-control']).toBe('private, no-store');
    }
  });

  it('does not exist for anybody else, nor at an address made from its bytes', async () => {
    for (const role of [...OTHERS, 'paris-officer'] as const) {
      const browser = await desk.signIn(role);
      const { status } = await browse(browser, mediaAddress(TEST_SECRET, picture));
      expect([role, status]).toEqual([role, 404]);
    }
    const officer = await desk.signIn('press-officer');
    expect((await browse(officer, `/media/${picture}`)).status).toBe(404);
    const guessed = `/media/${picture}/${'A'.repeat(43)}`;
    expect((await browse(officer, guessed)).status).toBe(404);
  });
});

describe('once the signal is given', () => {
  it('the embargo is over: everybody of the unit reads the post and sees its picture', async () => {
    const given = await giveSignal(desk.ctx, {
      eventId: event.id,
      actor: desk.actors.spokesperson,
      shown: deliveries.map((one) => one.id),
    });
    expect(given.ok).toBe(true);
    await drain(desk.ctx);
    for (const role of OTHERS) {
      const browser = await desk.signIn(role);
      expect((await browse(browser, `/posts/${post.id}`)).text).toContain(SECRET);
      const { status, headers } = await browse(browser, mediaAddress(TEST_SECRET, picture));
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('private, max-age=31536000, immutable');
    }
  });
});
