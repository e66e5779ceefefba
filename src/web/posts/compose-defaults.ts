import type { Channel } from '../../domain/channels/channel.ts';
import { DEFAULT_WINDOW_MINUTES } from '../../domain/posts/content.ts';
import type { Content, Target } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { HANOI, addDays, dayOf, toLocalTime } from '../../domain/time/zones.ts';
import { composeLanguages } from './compose-form.ts';
import { inLanguageOrder } from './language-order.ts';
import type { ComposeForm, TargetForm, VersionForm } from './compose-form.ts';

export type FormSources = {
  channels: readonly Channel[];
  /** The clock of each unit, by the unit's id. */
  clocks: ReadonlyMap<string, { zone: string }>;
  now: Date;
};

/** An empty form: the unit's own channels are chosen, each in the language it posts in. */
export function newForm(
  start: { postId: string; unitId: string; corrects: Post | null; eventId?: string | null },
  sources: FormSources,
): ComposeForm {
  const content = start.corrects?.content ?? null;
  return {
    postId: start.postId,
    revision: 0,
    corrects: start.corrects?.id ?? null,
    eventId: start.eventId ?? null,
    unitId: start.unitId,
    topic: start.corrects?.topic ?? '',
    class: start.corrects?.class ?? 'routine',
    versions: versionsOf(content, sources.channels),
    reasons: content?.reasons ?? [],
    targets: sources.channels.map((channel) => ({
      ...freshTarget(channel, start.unitId, sources),
      on:
        content === null
          ? channel.unitId === start.unitId
          : content.targets.some((target) => target.channelId === channel.id),
    })),
  };
}

/** The form of a saved post: its targets first, then every other channel it could go to. */
export function formOfPost(post: Post, sources: FormSources): ComposeForm {
  const used = new Set(post.content.targets.map((target) => target.channelId));
  return {
    postId: post.id,
    revision: post.revision,
    corrects: post.corrects,
    eventId: post.eventId,
    unitId: post.unitId,
    topic: post.topic,
    class: post.class,
    versions: versionsOf(post.content, sources.channels),
    reasons: post.content.reasons,
    targets: [
      ...post.content.targets.map((target) => savedTarget(target, sources)),
      ...sources.channels
        .filter((channel) => !used.has(channel.id))
        .map((channel) => freshTarget(channel, post.unitId, sources)),
    ],
  };
}

function versionsOf(content: Content | null, channels: readonly Channel[]): VersionForm[] {
  const languages = inLanguageOrder([
    ...composeLanguages,
    ...Object.keys(content?.versions ?? {}),
    ...channels.map((channel) => channel.language),
  ]);
  return languages.map((language) => {
    const version = content?.versions[language];
    return {
      language,
      text: version?.text ?? '',
      platformTexts: { ...version?.platformTexts },
      threads: { ...version?.threads },
      link: version?.link ?? '',
      media: version?.media.map((medium) => ({ ...medium })) ?? [],
    };
  });
}

/** Tomorrow at 08:00 where the unit is; "as soon as approved" is good until that evening. */
function freshTarget(channel: Channel, unitId: string, sources: FormSources): TargetForm {
  const tomorrow = addDays(dayOf(sources.now), 1);
  return {
    channelId: channel.id,
    on: false,
    language: channel.language,
    timing: 'at',
    at: `${tomorrow}T08:00`,
    until: `${tomorrow}T18:00`,
    zone: sources.clocks.get(unitId)?.zone ?? HANOI,
    lateMinutes: DEFAULT_WINDOW_MINUTES,
  };
}

function savedTarget(target: Target, sources: FormSources): TargetForm {
  const { timing, zone } = target;
  const until = new Date(timing.until);
  const at = timing.kind === 'at' ? new Date(timing.at) : null;
  return {
    channelId: target.channelId,
    on: true,
    language: target.language,
    timing: timing.kind,
    at: at === null ? `${addDays(dayOf(sources.now), 1)}T08:00` : toLocalTime(at, zone),
    until: toLocalTime(until, zone),
    zone,
    lateMinutes:
      at === null
        ? DEFAULT_WINDOW_MINUTES
        : Math.max(1, Math.round((until.getTime() - at.getTime()) / 60_000)),
  };
}
