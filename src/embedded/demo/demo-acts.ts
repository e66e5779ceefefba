import { approvePost } from '../../actions/approvals/approve-post.ts';
import { endHold } from '../../actions/holds/end-hold.ts';
import { loadHold } from '../../actions/holds/load-hold.ts';
import { reviewDelivery } from '../../actions/holds/review-delivery.ts';
import { startHold } from '../../actions/holds/start-hold.ts';
import { uploadMedia } from '../../actions/media/upload-media.ts';
import { createPost } from '../../actions/posts/create-post.ts';
import { dropPost } from '../../actions/posts/drop-post.ts';
import { returnPost } from '../../actions/posts/return-post.ts';
import { savePost } from '../../actions/posts/save-post.ts';
import { submitPost } from '../../actions/posts/submit-post.ts';
import { withdrawPost } from '../../actions/posts/withdraw-post.ts';
import type { Actor } from '../../domain/people/person.ts';
import { DEFAULT_WINDOW_MINUTES } from '../../domain/posts/content.ts';
import type { Content, Target, VersionContent } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { addDays, dayOf, HANOI, parseLocalTime } from '../../domain/time/zones.ts';
import { newId } from '../../lib/ids.ts';
import { demoImage } from './demo-data.ts';
import type { DemoPost, DemoVersion } from './demo-data.ts';
import type { DemoStage } from './demo-stage.ts';

/** One thing that somebody does at one moment of the four weeks. */
export type Act = { at: Date; run(): Promise<void> };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long before its time a post is written, translated, submitted and decided on. */
const BEFORE_MS = {
  write: 5 * HOUR_MS,
  translate: 4 * HOUR_MS,
  submit: 3 * HOUR_MS,
  decide: 1.5 * HOUR_MS,
};
/** A post that is still ahead was written this long before today. */
const LATEST_WRITE_MS = 6 * HOUR_MS;
const OPEN_WINDOW_MS = 3 * 24 * HOUR_MS;

/** Everything that happens to one demonstration post, in its order. */
export function actsOf(stage: DemoStage, post: DemoPost): Act[] {
  const due = dueTime(stage, post);
  const start = Math.min(due.getTime() - BEFORE_MS.write, stage.today.getTime() - LATEST_WRITE_MS);
  const at = (before: number): Date => new Date(start + BEFORE_MS.write - before);
  const id = newId();
  const author = actor(stage, post.author);
  const acts: Act[] = [{ at: at(BEFORE_MS.write), run: () => write(stage, post, id, author, due) }];
  const add = (when: Date, run: () => Promise<void>): void => void acts.push({ at: when, run });
  if (post.translator === true) {
    add(at(BEFORE_MS.translate), () => translate(stage, post, id));
  }
  if (post.fate === 'draft') return acts;
  if (post.fate === 'dropped') {
    add(at(BEFORE_MS.submit), () => drop(stage, id, author));
    return acts;
  }
  add(at(BEFORE_MS.submit), () => submit(stage, id, author));
  if (post.fate === 'submitted' || post.fate === 'submitted-now') return acts;
  const spokesperson = actor(stage, 'spokesperson');
  if (post.fate === 'returned') {
    add(at(BEFORE_MS.decide), () => giveBack(stage, post, id, spokesperson));
    return acts;
  }
  add(at(BEFORE_MS.decide), () => approve(stage, id, spokesperson));
  if (post.fate === 'withdrawn') {
    add(at(BEFORE_MS.decide - 20 * MINUTE_MS), () => withdraw(stage, id, author));
  }
  if (post.fate === 'held') {
    add(new Date(due.getTime() - 10 * MINUTE_MS), () => hold(stage, post, spokesperson));
    add(new Date(due.getTime() + 30 * MINUTE_MS), () => resume(stage, spokesperson));
  }
  if (post.faultOn !== undefined) {
    add(new Date(due.getTime() - MINUTE_MS), () => spoil(stage, post));
  }
  return acts;
}

function dueTime(stage: DemoStage, post: DemoPost): Date {
  const day = addDays(dayOf(stage.today), post.day);
  const time = parseLocalTime(`${day}T${post.time}`, HANOI);
  if (time === null) throw new Error(`${post.time} is no time of day`);
  return time;
}

async function write(
  stage: DemoStage,
  post: DemoPost,
  id: string,
  author: Actor,
  due: Date,
): Promise<void> {
  const content = await contentOf(stage, post, author, due);
  const { en: _en, ...vietnameseOnly } = content.versions;
  const created = await createPost(stage.ctx, {
    actor: author,
    postId: id,
    unitId: unitId(stage, post.unit),
    topic: post.topic,
    class: 'routine',
    content: post.translator === true ? { ...content, versions: vietnameseOnly } : content,
  });
  if (!created.ok) throw new Error(`a demonstration post was not made: ${created.reason}`);
}

async function translate(stage: DemoStage, demo: DemoPost, id: string): Promise<void> {
  const post = await current(stage, id);
  const translator = actor(stage, 'translator');
  const content = await contentOf(stage, demo, translator, dueTime(stage, demo));
  const versions = { ...post.content.versions };
  const english = content.versions['en'];
  if (english !== undefined) versions['en'] = english;
  const { topic, class: postClass, revision } = post;
  await done(
    savePost(stage.ctx, {
      postId: id,
      actor: translator,
      revision,
      topic,
      class: postClass,
      content: { ...post.content, versions },
    }),
  );
}

async function submit(stage: DemoStage, postId: string, author: Actor): Promise<void> {
  const { revision } = await current(stage, postId);
  await done(submitPost(stage.ctx, { postId, actor: author, revision }));
}

async function approve(stage: DemoStage, postId: string, spokesperson: Actor): Promise<void> {
  const { revision, contentSha256 } = await current(stage, postId);
  await done(
    approvePost(stage.ctx, {
      postId,
      actor: spokesperson,
      revision,
      contentSha256,
      languages: null,
    }),
  );
}

async function giveBack(
  stage: DemoStage,
  demo: DemoPost,
  postId: string,
  spokesperson: Actor,
): Promise<void> {
  const { revision } = await current(stage, postId);
  const reason = demo.returnReason ?? '';
  await done(returnPost(stage.ctx, { postId, actor: spokesperson, revision, reason }));
}

async function withdraw(stage: DemoStage, postId: string, author: Actor): Promise<void> {
  const { revision } = await current(stage, postId);
  await done(withdrawPost(stage.ctx, { postId, actor: author, revision }));
}

async function drop(stage: DemoStage, postId: string, author: Actor): Promise<void> {
  const { revision } = await current(stage, postId);
  await done(dropPost(stage.ctx, { postId, actor: author, revision }));
}

async function hold(stage: DemoStage, demo: DemoPost, spokesperson: Actor): Promise<void> {
  await done(startHold(stage.ctx, { actor: spokesperson, reason: demo.holdReason ?? '' }));
}

/** Ends the hold, and confirms what has its time still to come: what came due waits for a person. */
async function resume(stage: DemoStage, spokesperson: Actor): Promise<void> {
  const { ctx } = stage;
  const [inForce] = await ctx.stores.holds.listHoldsInForce();
  if (inForce === undefined) return;
  const holdId = inForce.id;
  await done(endHold(ctx, { actor: spokesperson, holdId }));
  const facts = await loadHold(ctx, { holdId, actor: spokesperson });
  for (const { id, dueAt, state } of facts?.deliveries ?? []) {
    if (state !== 'waiting' || dueAt <= ctx.clock.now()) continue;
    const request = { deliveryId: id, actor: spokesperson, review: { do: 'confirm' } } as const;
    await done(reviewDelivery(ctx, request));
  }
}

/**
 * X cuts the line and keeps nothing, so that read-back finds no post and a person decides; Facebook
 * refuses the link.
 */
async function spoil(stage: DemoStage, demo: DemoPost): Promise<void> {
  const platform = demo.faultOn;
  const channel = demo.channels
    .map((key) => stage.channels.get(key))
    .find((one) => one?.platform === platform);
  if (platform === undefined || channel === undefined) return;
  await stage.practice.addFault({
    platform,
    endpoint: 'publish',
    accountId: channel.accountId,
    ...(platform === 'x'
      ? { kind: 'drop', when: 'before' as const }
      : { kind: 'link-refused', when: 'before' as const }),
  });
}

async function contentOf(
  stage: DemoStage,
  post: DemoPost,
  uploader: Actor,
  due: Date,
): Promise<Content> {
  const versions: Record<string, VersionContent> = {
    vi: await versionOf(stage, post, post.vi, uploader),
  };
  if (post.en !== undefined) versions['en'] = await versionOf(stage, post, post.en, uploader);
  return {
    schema: 'sugia.content.v1',
    versions,
    targets: post.channels.map((key) => targetOf(stage, post, key, due)),
    reasons: [],
  };
}

async function versionOf(
  stage: DemoStage,
  post: DemoPost,
  version: DemoVersion,
  uploader: Actor,
): Promise<VersionContent> {
  const media = [];
  if (version.image !== undefined) {
    const uploaded = await uploadMedia(stage.ctx, {
      actor: uploader,
      unitId: unitId(stage, post.unit),
      name: version.image.file,
      bytes: demoImage(version.image.file),
    });
    if (!uploaded.ok) throw new Error(`a demonstration picture was refused: ${uploaded.reason}`);
    media.push({ sha256: uploaded.media.sha256, alt: version.image.alt });
  }
  return { text: version.text, platformTexts: {}, link: version.link ?? null, media };
}

function targetOf(stage: DemoStage, post: DemoPost, key: string, due: Date): Target {
  const channel = stage.channels.get(key);
  if (channel === undefined) throw new Error(`the demonstration has no channel ${key}`);
  const zone = stage.units.get(post.unit)?.zone ?? HANOI;
  const base = { channelId: channel.id, language: channel.language, zone };
  if (post.fate === 'submitted-now') {
    const until = new Date(stage.today.getTime() + OPEN_WINDOW_MS).toISOString();
    return { ...base, timing: { kind: 'on-approval', until } };
  }
  const until = new Date(due.getTime() + DEFAULT_WINDOW_MINUTES * MINUTE_MS);
  return {
    ...base,
    timing: { kind: 'at', at: due.toISOString(), until: until.toISOString() },
  };
}

function actor(stage: DemoStage, key: string): Actor {
  const found = stage.actors.get(key);
  if (found === undefined) throw new Error(`the demonstration has nobody called ${key}`);
  return found;
}

function unitId(stage: DemoStage, key: string): string {
  const unit = stage.units.get(key);
  if (unit === undefined) throw new Error(`the demonstration has no unit ${key}`);
  return unit.id;
}

async function current(stage: DemoStage, postId: string): Promise<Post> {
  return stage.ctx.stores.posts.getPost(postId);
}

/** The demonstration only does what the desk allows; a refusal is a mistake in its data. */
async function done(outcome: Promise<{ ok: true } | { ok: false; reason: string }>): Promise<void> {
  const result = await outcome;
  if (!result.ok)
    throw new Error(`an act of the demonstration was refused: ${JSON.stringify(result)}`);
}
