import { describe, expect, it } from '@jest/globals';
import { contentProblems, isWebAddress } from '../../../src/domain/posts/readiness.ts';
import type { Channel } from '../../../src/domain/channels/channel.ts';
import type { PlatformLimits } from '../../../src/domain/language/limits.ts';
import type { Content, Target, VersionContent } from '../../../src/domain/posts/content.ts';
import { testChannels } from '../../support/desk-people.ts';
import { DUE, channel, content, minutesAfterDue, target } from '../../support/sample-rows.ts';

const limits: PlatformLimits = {
  facebook: { text: { most: 500, measure: 'characters' }, images: 3 },
  x: { text: { most: 280, measure: 'x-weight' }, images: 2, parts: 4 },
  altText: 20,
};

function version(change: Partial<VersionContent> = {}): VersionContent {
  return { text: 'Xin chào', platformTexts: {}, link: null, media: [], ...change };
}

const picture = (alt: string) => ({ sha256: 'f'.repeat(64), alt });

function problems(
  change: Partial<Content>,
  channels: readonly Channel[] = [testChannels.facebook, testChannels.x],
  now = minutesAfterDue(-60),
) {
  return contentProblems(content(change), channels, limits, now).map(
    ({ code, field }) => `${code} ${field}`,
  );
}

const onlyVi = (vi: Partial<VersionContent>): Partial<Content> => ({
  versions: { vi: version(vi) },
  targets: [target()],
});

const at = (timing: Target['timing']): Partial<Content> => ({
  versions: { vi: version() },
  targets: [target({ timing })],
});

describe('a post is ready', () => {
  it('when both versions fit their channels and their time is ahead', () => {
    expect(problems({})).toEqual([]);
  });

  it('when a channel of a version is paused: its delivery waits, its approval need not', () => {
    expect(problems({}, [channel({ state: 'paused' }), testChannels.x])).toEqual([]);
  });

  it('when it holds a picture and no words', () => {
    expect(problems(onlyVi({ text: '', media: [picture('Lễ ký')] }))).toEqual([]);
  });

  it('when its own text for X fits, however long the text for Facebook is', () => {
    const en = version({ text: 'long '.repeat(90).trim(), platformTexts: { x: 'short' } });
    const toX = target({ channelId: testChannels.x.id, language: 'en' });
    expect(problems({ versions: { en }, targets: [toX] })).toEqual([]);
  });
});

describe('a post is not ready', () => {
  it('without a word and without a channel', () => {
    expect(problems({ versions: {}, targets: [] })).toEqual([
      'no-text versions',
      'no-target targets',
    ]);
  });

  it('when a channel’s version is not written', () => {
    const versions = { vi: version() };
    expect(problems({ versions })).toEqual(['no-version-for-target targets.1']);
  });

  it('when it goes twice to one channel in one language', () => {
    const targets = [target(), target()];
    expect(problems({ targets })).toEqual(['same-target-twice targets.1']);
  });

  it('when nobody knows the channel, or it is another unit’s', () => {
    expect(problems({}, [testChannels.facebook])).toEqual(['channel-unknown targets.1']);
  });

  it('when a channel has no token', () => {
    const dead = channel({ state: 'disconnected' });
    expect(problems({}, [dead, testChannels.x])).toEqual(['channel-without-token targets.0']);
  });

  it('when a text is too long for a channel, counted as that channel counts', () => {
    const vi = { text: 'ệ'.repeat(501) };
    expect(problems(onlyVi(vi))).toEqual(['text-too-long versions.vi.text']);
    expect(problems(onlyVi({ text: 'ệ'.repeat(500) }))).toEqual([]);
    const toX = target({ channelId: testChannels.x.id, language: 'en' });
    const en = version({ text: 'x'.repeat(281) });
    expect(problems({ versions: { en }, targets: [toX] })).toEqual([
      'text-too-long versions.en.text',
    ]);
    // A link counts 23 on X, whatever its length; the blank lines before it count as well.
    const link = `https://mofa.gov.vn/${'a'.repeat(200)}`;
    const fits = version({ text: 'x'.repeat(280 - 25), link });
    const over = version({ text: 'x'.repeat(280 - 24), link });
    expect(problems({ versions: { en: fits }, targets: [toX] })).toEqual([]);
    expect(problems({ versions: { en: over }, targets: [toX] })).toEqual([
      'text-too-long versions.en.text',
    ]);
  });

  it('says by how much a text is too long, and for which channel', () => {
    const [found] = contentProblems(
      content(onlyVi({ text: 'a'.repeat(512) })),
      [testChannels.facebook],
      limits,
      minutesAfterDue(-60),
    );
    expect(found?.parameters).toEqual({
      weight: 512,
      limit: 500,
      channel: testChannels.facebook.name,
    });
  });

  it('when the text for one platform has nothing in it and there is no picture', () => {
    expect(problems(onlyVi({ text: '', platformTexts: { x: 'Chỉ cho X' } }))).toEqual([
      'no-text versions.vi.text',
    ]);
  });

  it.each(['<b>đậm</b>', 'một<br>hai', '<a href="https://x.example">', '<SCRIPT>', '</div >'])(
    'with HTML in its text: %s',
    (text) => {
      expect(problems(onlyVi({ text }))).toEqual(['html-in-text versions.vi.text']);
    },
  );

  it('with HTML in the text of one platform alone', () => {
    expect(problems(onlyVi({ platformTexts: { x: 'a <i>b</i>' } }))).toEqual([
      'html-in-text versions.vi.text',
    ]);
  });

  it.each(['3 < 5 và 7 > 2', '<3', 'a <- b', '<<Ngày Văn hóa>>'])(
    'but a text that only looks like it is left alone: %s',
    (text) => {
      expect(problems(onlyVi({ text }))).toEqual([]);
    },
  );

  it('with a link that leads nowhere', () => {
    expect(problems(onlyVi({ link: 'mofa.gov.vn' }))).toEqual(['link-invalid versions.vi.link']);
  });

  it('with a picture that a blind reader is told nothing of, or too much', () => {
    const media = [picture(''), picture('a'.repeat(20)), picture('a'.repeat(21))];
    expect(problems(onlyVi({ media }))).toEqual([
      'alt-missing versions.vi.media.0.alt',
      'alt-too-long versions.vi.media.2.alt',
    ]);
  });

  it('with more pictures than a channel takes', () => {
    const media = [picture('một'), picture('hai'), picture('ba')];
    expect(problems(onlyVi({ media }))).toEqual([]);
    const toX = target({ channelId: testChannels.x.id });
    expect(problems({ versions: { vi: version({ media }) }, targets: [toX] })).toEqual([
      'too-many-media versions.vi.media',
    ]);
  });

  it('when its window is over, and is ready while it is open', () => {
    const timing = target().timing;
    expect(problems(at(timing), undefined, minutesAfterDue(15))).toEqual([
      'time-past targets.0.at',
    ]);
    expect(problems(at(timing), undefined, minutesAfterDue(14))).toEqual([]);
    const soon = { kind: 'on-approval', until: DUE.toISOString() } as const;
    expect(problems(at(soon), undefined, DUE)).toEqual(['time-past targets.0.until']);
    expect(problems(at(soon), undefined, minutesAfterDue(-1))).toEqual([]);
  });

  it('when its window ends before it begins', () => {
    const until = minutesAfterDue(-1).toISOString();
    expect(problems(at({ kind: 'at', at: DUE.toISOString(), until }))).toEqual([
      'window-too-short targets.0.until',
    ]);
  });

  it('and every fault is told at once', () => {
    const faults = problems({
      versions: { vi: version({ text: '<b>x</b>', link: 'ftp://a.b', media: [picture('')] }) },
      targets: [target(), target(), target({ channelId: 'channel-nobody-knows' })],
    });
    expect(faults).toEqual([
      'html-in-text versions.vi.text',
      'link-invalid versions.vi.link',
      'alt-missing versions.vi.media.0.alt',
      'same-target-twice targets.1',
      'channel-unknown targets.2',
    ]);
  });
});

describe('a web address', () => {
  it.each([
    ['https://mofa.gov.vn', true],
    ['http://mofa.gov.vn/tin?id=1#đầu', true],
    ['https://báo.vn', true],
    ['mofa.gov.vn', false],
    ['https://localhost/tin', false],
    ['ftp://mofa.gov.vn', false],
    ['javascript:alert(1)//a.b', false],
    ['mailto:a@mofa.gov.vn', false],
    ['https://', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isWebAddress(text)).toBe(expected);
  });
});

describe('a thread', () => {
  const toX = target({ channelId: testChannels.x.id, language: 'en' });
  const ofThread = (parts: string[], more: Partial<VersionContent> = {}) =>
    problems({
      versions: { en: version({ text: 'One', threads: { x: parts }, ...more }) },
      targets: [toX],
    });

  it('is ready when each part fits, however long they are together', () => {
    expect(ofThread(['x'.repeat(280), 'y'.repeat(280)])).toEqual([]);
  });

  it('is judged part by part, each at its own field', () => {
    const long = 'x'.repeat(281);
    expect(ofThread(['Two', `${long}y`, 'Four'], { text: long })).toEqual([
      'part-too-long versions.en.text',
      'part-too-long versions.en.threads.x.1',
    ]);
  });

  it('counts a link that is put to its last part', () => {
    const link = 'https://mofa.gov.vn/en';
    expect(ofThread(['Two', 'x'.repeat(255)], { link })).toEqual([]);
    expect(ofThread(['Two', 'x'.repeat(256)], { link })).toEqual([
      'part-too-long versions.en.threads.x.1',
    ]);
  });

  it('has no more parts than the platform takes', () => {
    expect(ofThread(['2', '3', '4'])).toEqual([]);
    expect(ofThread(['2', '3', '4', '5'])).toEqual(['too-many-parts versions.en.threads.x.3']);
  });

  it('never says the same twice', () => {
    expect(ofThread(['Two', 'One'])).toEqual(['same-part-twice versions.en.threads.x.1']);
  });

  it('needs a text or a picture in its first part', () => {
    const media = [picture('Lễ ký')];
    expect(ofThread(['Two'], { text: '', media })).toEqual([]);
    expect(ofThread(['Two'], { text: ' ', platformTexts: {}, media: [] })).toContain(
      'no-text versions.en.text',
    );
  });

  it('is looked through for HTML too', () => {
    expect(ofThread(['<b>Two</b>'])).toEqual(['html-in-text versions.en.text']);
  });

  it('of another platform hinders nobody', () => {
    const vi = version({ threads: { x: ['x'.repeat(300)] } });
    expect(problems({ versions: { vi }, targets: [target()] })).toEqual([]);
  });
});
