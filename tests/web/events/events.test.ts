import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { cancelEvent } from '../../../src/actions/events/cancel-event.ts';
import { giveSignal } from '../../../src/actions/events/give-signal.ts';
import type { TestRole } from '../../support/desk-people.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import {
  approvedFor,
  contentOnSignal,
  plannedEvent,
  sentPayloads,
  submittedFor,
} from '../../actions/support/events.ts';
import { clearWork, contentIn, deliveryOf, drain } from '../../actions/support/posts.ts';
import { fieldsOf as fieldsOfComposer } from '../posts/form-fields.ts';

let desk: TestDesk;
const browsers = new Map<TestRole, TestAgent>();

beforeAll(async () => {
  desk = await openTestDesk();
  const roles = [
    'press-officer',
    'translator',
    'spokesperson',
    'administrator',
    'report-reader',
    'paris-officer',
  ] as const;
  for (const role of roles) browsers.set(role, await desk.signIn(role));
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

function as(role: TestRole): TestAgent {
  const browser = browsers.get(role);
  if (browser === undefined) throw new Error(`${role} is not signed in`);
  return browser;
}
const text = async (role: TestRole, path: string, status = 200): Promise<string> =>
  (await as(role).get(path).expect(status)).text;
/** The fields of the form that a page of events is about; the composer's own form as it is. */
const fieldsOf = (html: string): Record<string, string> =>
  fieldsOfComposer(
    html.replace(/<form class="(?:stack narrow|row)" method="post"/, '<form id="compose"'),
  );
const postForm = (role: TestRole, path: string, fields: object = {}) =>
  as(role).post(path).type('form').send(fields);

describe('the list of events', () => {
  it('teaches the first step when there is none', async () => {
    expect(await text('press-officer', '/events')).toContain('Chưa có sự kiện nào sắp diễn ra.');
    const translator = await text('translator', '/events');
    expect(translator).toContain('Cán bộ báo chí hoặc Người Phát ngôn lập sự kiện.');
    expect(translator).not.toContain('href="/events/new"');
  });

  it('shows what is coming and what is past, to those who work on it', async () => {
    const event = await plannedEvent(desk);
    await approvedFor(desk, event);
    for (const role of ['press-officer', 'translator', 'spokesperson'] as const) {
      const page = await text(role, '/events');
      expect(page).toContain(`href="/events/${event.id}"`);
      expect(page).toContain('2 lượt đăng chờ hiệu lệnh');
    }
    expect(await text('paris-officer', '/events')).not.toContain(event.id);
    for (const role of ['administrator', 'report-reader'] as const)
      await text(role, '/events', 403);
    desk.clock.advance(3 * 24 * 60);
    const later = await text('press-officer', '/events');
    expect(later.indexOf('Đã qua')).toBeLessThan(later.indexOf(event.id));
  });
});

describe('planning an event', () => {
  it('takes a form and shows the event', async () => {
    const form = fieldsOf(await text('press-officer', '/events/new'));
    const typed = {
      ...form,
      titleVi: 'Lễ ký hiệp định',
      titleEn: 'Signing of the agreement',
      place: 'Hà Nội',
      kind: 'signing',
      releaserId: desk.people.spokesperson.id,
    };
    const answer = await postForm('press-officer', '/events', typed).expect(303);
    const again = await postForm('press-officer', '/events', typed).expect(303);
    expect(again.headers['location']).toBe(answer.headers['location']);
    const page = await text('press-officer', String(answer.headers['location']));
    expect(page).toContain('Lễ ký hiệp định');
    expect(page).toContain('Phạm Thu Hằng');
    expect(page).toContain('Sự kiện chưa có bài đăng nào.');
  });

  it('says what is missing and keeps what was typed', async () => {
    const form = fieldsOf(await text('press-officer', '/events/new'));
    const typed = { ...form, titleVi: 'Chỉ có tiếng Việt', place: '', startsAt: 'mai' };
    const answer = await postForm('press-officer', '/events', typed).expect(422);
    expect(answer.text).toContain('Hãy ghi tên sự kiện bằng cả hai thứ tiếng.');
    expect(answer.text).toContain('Hãy ghi địa điểm của sự kiện.');
    expect(answer.text).toContain('Đây không phải ngày giờ.');
    expect(answer.text).toContain('value="Chỉ có tiếng Việt"');
  });

  it('is not for those who may not', async () => {
    for (const role of ['translator', 'administrator', 'report-reader'] as const) {
      await text(role, '/events/new', 403);
      await postForm(role, '/events').expect(403);
    }
  });

  it('is changed on the same form, over what its reader saw alone', async () => {
    const event = await plannedEvent(desk);
    const form = fieldsOf(await text('press-officer', `/events/${event.id}/edit`));
    const typed = { ...form, place: 'Phòng họp lớn' };
    await postForm('press-officer', `/events/${event.id}/edit`, typed).expect(303);
    expect(await text('press-officer', `/events/${event.id}`)).toContain('Phòng họp lớn');
    const stale = await postForm('press-officer', `/events/${event.id}/edit`, typed).expect(409);
    expect(stale.text).toContain('Có người đã sửa sự kiện');
  });
});

describe('the page of an event', () => {
  it('shows what it carries, with the state of each delivery', async () => {
    const event = await plannedEvent(desk);
    await approvedFor(desk, event);
    await submittedFor(desk, event, contentIn(desk, 60));
    const page = await text('press-officer', `/events/${event.id}`);
    expect(page).toContain('Chờ hiệu lệnh phát hành');
    expect(page).toContain('chưa được phê duyệt');
    expect(page).toContain('10:00, Thứ Hai 23/11/2026');
  });

  it('shows before a slip what it does, then does it, and takes it back', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event, contentIn(desk, 60));
    const path = `/events/${event.id}`;
    const preview = await text('press-officer', `${path}/slip?startsAt=2026-11-23T10:10`);
    expect(preview).toContain('Dời theo, vẫn trong thời hạn đã duyệt');
    expect(preview).toContain('10:10, Thứ Hai 23/11/2026');
    await postForm('press-officer', `${path}/slip`, fieldsOf(preview)).expect(303);
    const moved = await text('press-officer', path);
    expect(moved).toContain('Sự kiện đã dời giờ. Số lượt đăng dời theo: 2; cần phê duyệt lại: 0.');
    await postForm('press-officer', `${path}/slip`, fieldsOf(preview)).expect(409);
    const { version } = (await desk.ctx.stores.events.findEvent(event.id)) ?? { version: 0 };
    await postForm('press-officer', `${path}/slip/undo`, { version }).expect(303);
    expect(await deliveryOf(desk, deliveries[0]?.id ?? '')).toMatchObject({
      state: 'planned',
      dueAt: event.startsAt,
    });
  });

  it('refuses a start that is past, the same, or no time at all', async () => {
    const event = await plannedEvent(desk);
    const slip = `/events/${event.id}/slip?startsAt=`;
    const past = await text('press-officer', `${slip}2026-11-23T08:00`, 422);
    expect(past).toContain('Giờ bắt đầu phải ở phía trước.');
    await text('press-officer', `${slip}2026-11-23T10:00`, 422);
    await text('press-officer', `${slip}mai`, 422);
  });

  it('cancels and revives, and then lets each delivery go on by a button of its own', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    const path = `/events/${event.id}`;
    await postForm('press-officer', `${path}/cancellation`).expect(303);
    expect(await text('press-officer', path)).toContain('Sự kiện đã hủy');
    await postForm('press-officer', `${path}/cancellation`).expect(409);
    await postForm('press-officer', `${path}/revival`).expect(303);
    const page = await text('press-officer', path);
    expect(page).toContain('Tiếp tục chờ hiệu lệnh');
    const id = deliveries[0]?.id ?? '';
    await postForm('press-officer', `/deliveries/${id}/release`).expect(303);
    expect(await deliveryOf(desk, id)).toMatchObject({ state: 'waiting', reason: 'release' });
  });

  it('is changed by nobody who may only look, and not by another unit', async () => {
    const event = await plannedEvent(desk);
    for (const way of ['slip', 'slip/undo', 'cancellation', 'revival', 'end', 'edit']) {
      await postForm('translator', `/events/${event.id}/${way}`).expect(403);
      const { status } = await postForm('paris-officer', `/events/${event.id}/${way}`);
      expect([403, 404, 422]).toContain(status);
    }
    await text('paris-officer', `/events/${event.id}`, 404);
    expect(await desk.ctx.stores.events.findEvent(event.id)).toEqual(event);
  });
});

describe('the composer', () => {
  it('offers the coming events and the signal, and saves both', async () => {
    const event = await plannedEvent(desk);
    const page = await text('press-officer', `/posts/new?event=${event.id}`);
    const form = fieldsOf(page);
    expect(form['event']).toBe(event.id);
    expect(page).toContain('Khi có hiệu lệnh phát hành');
    const typed = {
      ...form,
      topic: 'bilateral',
      'text.vi': 'Bản tin họp báo',
      'text.en': 'News of the press conference',
      'target.0.timing': 'signal',
      'target.0.until': '2026-11-23T18:00',
      'target.1.timing': 'signal',
      'target.1.until': '2026-11-23T18:00',
      do: 'submit',
    };
    const sendForm = (fields: object) => {
      let request = as('press-officer').post('/posts');
      for (const [name, value] of Object.entries(fields))
        request = request.field(name, String(value));
      return request;
    };
    await sendForm(typed).expect(303);
    const [post] = await desk.ctx.stores.posts.listPostsOfEvents([event.id]);
    expect(post).toMatchObject({ state: 'submitted', eventId: event.id });
    expect(post?.content.targets.map(({ timing }) => timing.kind)).toEqual(['signal', 'signal']);
    const loose = await sendForm({ ...typed, postId: 'other-post', event: '' }).expect(422);
    expect(loose.text).toContain('Hãy chọn sự kiện có hiệu lệnh đó.');
  });

  it('says nothing of events where none is coming', async () => {
    const page = await text('press-officer', '/posts/new');
    expect(page).not.toContain('name="event"');
    expect(page).not.toContain('value="signal"');
  });
});

describe('the page of an approval', () => {
  it('says exactly that the post goes out by a signal, whose, and for which event', async () => {
    const event = await plannedEvent(desk);
    const post = await submittedFor(desk, event, contentOnSignal(desk, event));
    const page = await text('spokesperson', `/posts/${post.id}/approval`);
    expect(page).toContain(
      'Theo hiệu lệnh của Phạm Thu Hằng cho “Họp báo thường kỳ”, không theo giờ',
    );
  });
});

describe('the page of the signal', () => {
  it('shows the named person exactly what goes out, and asks twice', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    const open = await submittedFor(desk, event, contentOnSignal(desk, event));
    const path = `/events/${event.id}/signal`;
    const first = await text('spokesperson', path);
    expect(first).toContain('Today is Viet Nam Culture Day.');
    expect(first).toContain('Chưa được phê duyệt, sẽ đăng khi được phê duyệt');
    expect(first).not.toContain(`action="${path}"`);
    const second = await text('spokesperson', `${path}?step=2`);
    for (const { id } of deliveries) expect(second).toContain(`name="delivery" value="${id}"`);
    expect(second).toContain('Phát hiệu lệnh: đăng 2 lượt');
    expect(open.state).toBe('submitted');
  });

  it('sends once, also when it is pressed twice and in two tabs', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    const path = `/events/${event.id}/signal`;
    const shown = { delivery: deliveries.map((one) => one.id) };
    const answers = await Promise.all([
      postForm('spokesperson', path, shown),
      postForm('spokesperson', path, shown),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    await drain(desk.ctx);
    await postForm('spokesperson', path, shown).expect(303);
    await drain(desk.ctx);
    expect(sentPayloads(desk)).toHaveLength(2);
    expect(await text('spokesperson', path)).toContain('Hiệu lệnh chỉ có tác dụng một lần.');
  });

  it('shows the list anew when something unseen would go out', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    const path = `/events/${event.id}/signal`;
    const [one] = deliveries;
    const answer = await postForm('spokesperson', path, { delivery: one?.id }).expect(409);
    expect(answer.text).toContain('Những gì sẽ đăng đã thay đổi');
    expect(sentPayloads(desk)).toEqual([]);
  });

  it('is open to the named person and the deputy alone', async () => {
    const event = await plannedEvent(desk, 60, { releaserId: null });
    const path = `/events/${event.id}/signal`;
    await text('spokesperson', path, 403);
    await postForm('spokesperson', path).expect(403);
    for (const role of ['press-officer', 'translator', 'administrator', 'report-reader'] as const) {
      await text(role, path, 403);
      await postForm(role, path).expect(403);
    }
    const deputised = await plannedEvent(desk, 60, {
      releaserId: null,
      deputyId: desk.people.spokesperson.id,
    });
    await text('spokesperson', `/events/${deputised.id}/signal`);
  });

  it('says so when the event was cancelled meanwhile', async () => {
    const event = await plannedEvent(desk);
    const { deliveries } = await approvedFor(desk, event);
    await cancelEvent(desk.ctx, { eventId: event.id, actor: desk.actors['press-officer'] });
    const answer = await postForm('spokesperson', `/events/${event.id}/signal`, {
      delivery: deliveries.map((one) => one.id),
    }).expect(409);
    expect(answer.text).toContain('Sự kiện đã hủy.');
  });
});

describe('Today', () => {
  it('tells the named person that a signal is waited for, and nobody else', async () => {
    const event = await plannedEvent(desk);
    expect(await text('spokesperson', '/')).not.toContain('chờ hiệu lệnh của bạn');
    const { deliveries } = await approvedFor(desk, event);
    const today = await text('spokesperson', '/');
    expect(today).toContain('chờ hiệu lệnh của bạn');
    expect(today).toContain(`href="/events/${event.id}/signal"`);
    for (const role of ['press-officer', 'translator', 'administrator'] as const)
      expect(await text(role, '/')).not.toContain('chờ hiệu lệnh của bạn');
    await giveSignal(desk.ctx, {
      eventId: event.id,
      actor: desk.actors.spokesperson,
      shown: deliveries.map((one) => one.id),
    });
    expect(await text('spokesperson', '/')).not.toContain('chờ hiệu lệnh của bạn');
  });
});

describe('the calendar', () => {
  it('shows events to those who work on them', async () => {
    const event = await plannedEvent(desk);
    expect(await text('press-officer', '/calendar')).toContain(`href="/events/${event.id}"`);
    expect(await text('report-reader', '/calendar')).not.toContain(event.id);
  });
});
