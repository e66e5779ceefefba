import { approvePost } from '../../actions/approvals/approve-post.ts';
import { planEvent } from '../../actions/events/plan-event.ts';
import { createPost } from '../../actions/posts/create-post.ts';
import { submitPost } from '../../actions/posts/submit-post.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Target } from '../../domain/posts/content.ts';
import { addDays, dayOf, HANOI, parseLocalTime } from '../../domain/time/zones.ts';
import { newId } from '../../lib/ids.ts';
import { demoEvent } from './demo-data.ts';
import type { DemoStage } from './demo-stage.ts';

const HOUR_MS = 3_600_000;

/** One coming press conference, with an approved post that waits for the Spokesperson's signal. */
export async function planDemoEvent(stage: DemoStage): Promise<void> {
  const { ctx } = stage;
  const { event, post } = demoEvent();
  const planner = actor(stage, event.planner);
  const releaser = actor(stage, event.releaser);
  const startsAt = parseLocalTime(
    `${addDays(dayOf(ctx.clock.now()), event.day)}T${event.time}`,
    HANOI,
  );
  const unit = stage.units.get(event.unit);
  if (startsAt === null || unit === undefined) throw new Error('the demonstration event is amiss');
  const planned = done(
    await planEvent(ctx, {
      actor: planner,
      eventId: newId(),
      unitId: unit.id,
      kind: event.kind,
      title: event.title,
      place: event.place,
      startsAt,
      zone: HANOI,
      releaserId: releaser.personId,
      deputyId: null,
    }),
  ).event;
  const until = new Date(startsAt.getTime() + event.hoursForSignal * HOUR_MS).toISOString();
  const targets = post.channels.map((key): Target => {
    const channel = stage.channels.get(key);
    if (channel === undefined) throw new Error(`the demonstration has no channel ${key}`);
    return {
      channelId: channel.id,
      language: channel.language,
      timing: { kind: 'signal', eventId: planned.id, until },
      zone: HANOI,
    };
  });
  const version = ({ text }: { text: string }) => ({
    text,
    platformTexts: {},
    link: null,
    media: [],
  });
  const made = done(
    await createPost(ctx, {
      actor: planner,
      unitId: unit.id,
      topic: post.topic,
      class: 'routine',
      eventId: planned.id,
      content: {
        schema: 'sugia.content.v1',
        versions: { vi: version(post.vi), en: version(post.en) },
        targets,
        reasons: [],
      },
    }),
  ).post;
  const { id: postId, revision } = made;
  const submitted = done(await submitPost(ctx, { postId, actor: planner, revision })).post;
  const { contentSha256 } = submitted;
  done(
    await approvePost(ctx, { postId, actor: releaser, revision, contentSha256, languages: null }),
  );
}

function actor(stage: DemoStage, key: string): Actor {
  const found = stage.actors.get(key);
  if (found === undefined) throw new Error(`the demonstration has no ${key}`);
  return found;
}

function done<T extends { ok: boolean }>(outcome: T): Extract<T, { ok: true }> {
  if (!outcome.ok) throw new Error(`the demonstration stopped: ${JSON.stringify(outcome)}`);
  return outcome as Extract<T, { ok: true }>;
}
