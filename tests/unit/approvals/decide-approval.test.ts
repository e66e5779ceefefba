import { describe, expect, it } from '@jest/globals';
import { decideApproval, openTargets } from '../../../src/domain/approvals/decide-approval.ts';
import { deliveryStates } from '../../../src/domain/deliveries/delivery.ts';
import { postStates } from '../../../src/domain/posts/post.ts';
import { testChannels, testPeople } from '../../support/desk-people.ts';
import {
  DUE,
  actor,
  content,
  delivery,
  minutesAfterDue,
  post,
  target,
} from '../../support/sample-rows.ts';

type Request = Parameters<typeof decideApproval>[0];

function decide(change: Partial<Request> = {}) {
  return decideApproval({
    post: post(),
    actor: actor('spokesperson'),
    revision: 2,
    contentSha256: 'hash-of-content',
    languages: null,
    deliveries: [],
    now: minutesAfterDue(-10),
    ...change,
  });
}

const refusal = (reason: string) => ({ ok: false, reason });

describe('an approval', () => {
  it('covers every target at the times that were written', () => {
    expect(decide()).toEqual({
      ok: true,
      value: post().content.targets.map((one) => ({
        target: one,
        dueAt: DUE,
        notBefore: DUE,
        until: minutesAfterDue(15),
      })),
    });
  });

  it.each(['press-officer', 'translator', 'administrator', 'report-reader'] as const)(
    'is not given by a %s',
    (role) => {
      const others = post({ contributors: ['somebody-else'] });
      expect(decide({ post: others, actor: actor(role) })).toEqual(refusal('forbidden'));
    },
  );

  it('is not given in a unit outside the approver’s own', () => {
    expect(decide({ post: post({ unitId: 'unit-of-others' }) })).toEqual(refusal('forbidden'));
  });

  it('is never given by anyone who saved a revision, however long ago', () => {
    const own = post({ contributors: ['person-a', testPeople.spokesperson.id, 'person-b'] });
    expect(decide({ post: own })).toEqual(refusal('own-work'));
  });

  it('is refused to an author even when the author looked at an older revision', () => {
    const own = post({ contributors: [testPeople.spokesperson.id] });
    expect(decide({ post: own, revision: 1 })).toEqual(refusal('own-work'));
  });

  it.each([1, 3])('is refused when the approver saw revision %i of 2', (revision) => {
    expect(decide({ revision })).toEqual(refusal('stale-revision'));
  });

  it('is refused when the content is not the one that was shown', () => {
    expect(decide({ contentSha256: 'hash-of-other' })).toEqual(refusal('content-changed'));
  });

  it.each(postStates)('of a post that is %s is given or refused as the house says', (state) => {
    const given = state === 'submitted' || state === 'approved';
    expect(decide({ post: post({ state }) })).toMatchObject(
      given ? { ok: true } : refusal('not-submitted'),
    );
  });
});

describe('the time of an approved target', () => {
  it('that has just passed, inside its window, is now', () => {
    const now = minutesAfterDue(5);
    const decision = decide({ now });
    expect(decision).toMatchObject({
      ok: true,
      value: [
        { dueAt: now, notBefore: DUE, until: minutesAfterDue(15) },
        { dueAt: now, notBefore: DUE },
      ],
    });
  });

  it('is now in the window’s last millisecond, and is asked for again at its end', () => {
    const end = minutesAfterDue(15);
    const last = new Date(end.getTime() - 1);
    expect(decide({ now: last })).toMatchObject({ ok: true, value: [{ dueAt: last }, {}] });
    expect(decide({ now: end })).toMatchObject(refusal('window-over'));
  });

  it('that is over is named by its language', () => {
    const late = post({
      content: content({
        targets: [
          target(),
          target({
            channelId: testChannels.x.id,
            language: 'en',
            timing: {
              kind: 'at',
              at: minutesAfterDue(-60).toISOString(),
              until: minutesAfterDue(-45).toISOString(),
            },
          }),
        ],
      }),
    });
    expect(decide({ post: late })).toEqual({
      ok: false,
      reason: 'window-over',
      parameters: { language: 'en' },
    });
  });

  it('is now for what goes out as soon as it is approved', () => {
    const now = minutesAfterDue(-10);
    const soon = target({ timing: { kind: 'on-approval', until: DUE.toISOString() } });
    const one = post({ content: content({ targets: [soon] }) });
    expect(decide({ post: one })).toMatchObject({
      ok: true,
      value: [{ dueAt: now, notBefore: now, until: DUE }],
    });
    expect(decide({ post: one, now: DUE })).toMatchObject(refusal('window-over'));
  });
});

describe('an approval of one language alone', () => {
  it('leaves the other one open', () => {
    expect(decide({ languages: ['en'] })).toMatchObject({
      ok: true,
      value: [{ target: { language: 'en' } }],
    });
  });

  it('is not held up by the other one’s time being over', () => {
    const timing = {
      kind: 'at',
      at: minutesAfterDue(-60).toISOString(),
      until: minutesAfterDue(-45).toISOString(),
    } as const;
    const targets = [target(), target({ channelId: testChannels.x.id, language: 'en', timing })];
    const late = post({ content: content({ targets }) });
    expect(decide({ post: late, languages: ['vi'] })).toMatchObject({ ok: true });
    expect(decide({ post: late, languages: ['en'] })).toMatchObject(refusal('window-over'));
  });

  it('in which nothing is written approves nothing', () => {
    expect(decide({ languages: ['fr'] })).toEqual(refusal('nothing-to-approve'));
    expect(decide({ languages: [] })).toEqual(refusal('nothing-to-approve'));
  });
});

describe('a target that a delivery stands for', () => {
  it.each(deliveryStates)('is locked unless that delivery was cancelled: %s', (state) => {
    const open = openTargets(post(), [delivery({ state })]).map((one) => one.language);
    expect(open).toEqual(state === 'cancelled' ? ['vi', 'en'] : ['en']);
  });

  it('on another channel, or in another language, locks nothing', () => {
    const others = [
      delivery({ channelId: testChannels.parisFacebook.id }),
      delivery({ language: 'fr' }),
    ];
    expect(openTargets(post(), others)).toHaveLength(2);
  });

  it('is left out of a second approval, and a post with none open has nothing to approve', () => {
    const approved = post({ state: 'approved' });
    const sent = delivery({ state: 'sent' });
    const planned = delivery({ channelId: testChannels.x.id, language: 'en' });
    expect(decide({ post: approved, deliveries: [sent] })).toMatchObject({
      ok: true,
      value: [{ target: { language: 'en' } }],
    });
    expect(decide({ post: approved, deliveries: [sent, planned] })).toEqual(
      refusal('nothing-to-approve'),
    );
  });
});
