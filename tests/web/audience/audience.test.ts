import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { measureWeeks, PARIS_POST, POST_WITH_GAPS } from './measured-weeks.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await measureWeeks(desk);
}, 60_000);
afterAll(() => desk.close());

describe('the audience', () => {
  it('is shown by platform, and nothing is added across them', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get('/audience').expect(200);
    expect(page.text).toContain('Lượt xem Facebook: số lần');
    expect(page.text).toContain('X không cho biết số người tiếp cận');
    expect(page.text).not.toContain('ĐSQ Việt Nam tại Pháp');
  });

  it('of a channel tells every week since it is counted, with followers and their change', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get(`/audience/channels/${desk.channels.facebook.id}`).expect(200);
    expect(page.text).toContain('16/11–22/11');
    expect(page.text).toContain('đến lúc này');
    expect(page.text).toContain('+49');
    expect(page.text).toContain(`/audience/posts/${POST_WITH_GAPS}`);
    expect(page.text).not.toContain('5/10–11/10');
  });

  it('of another unit is not found, nor are its charts', async () => {
    const officer = await desk.signIn('press-officer');
    const { id } = desk.channels.parisFacebook;
    for (const path of [
      `/audience/channels/${id}`,
      `/audience/channels/${id}/views.svg`,
      `/audience/channels/${id}/followers.svg`,
      `/audience/posts/${PARIS_POST}`,
      `/audience/deliveries/delivery-${PARIS_POST}-facebook/chart.svg`,
    ]) {
      await officer.get(path).expect(404);
    }
    await (await desk.signIn('paris-officer')).get(`/audience/posts/${PARIS_POST}`).expect(200);
  });

  it('of a post says which figures are missing, and why', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get(`/audience/posts/${POST_WITH_GAPS}`).expect(200);
    expect(page.text).toContain('không lấy được trước khi đến tuổi mẫu sau');
    expect(page.text).toContain('Nền tảng không cấp số liệu này');
    expect(page.text).toContain('Chưa đến lúc; đo lúc 08:00, Thứ Hai 30/11/2026');
    expect(page.text).toContain('Chưa có số liệu');
    expect(page.text).toContain('Tương tác trên Facebook: bày tỏ cảm xúc');
    expect(page.text).toContain('Tương tác trên X: thích, trả lời');
  });

  it('is drawn as pictures that may load nothing and run nothing', async () => {
    const officer = await desk.signIn('press-officer');
    for (const path of [
      `/audience/channels/${desk.channels.x.id}/views.svg`,
      `/audience/channels/${desk.channels.x.id}/followers.svg?size=narrow`,
      `/audience/deliveries/delivery-${POST_WITH_GAPS}-x/chart.svg`,
    ]) {
      const picture = await officer.get(path).expect(200);
      expect(picture.headers['content-type']).toContain('image/svg+xml');
      expect(picture.headers['content-security-policy']).toContain("default-src 'none'");
      expect(String(picture.body)).toContain('<svg');
    }
  });
});
