import type { Channel, PlatformId } from '../channels/channel.ts';
import { partsOf, payloadFor } from '../deliveries/payload.ts';
import type { Payload } from '../deliveries/payload.ts';
import { mostParts, textProblems } from '../language/limits.ts';
import type { PlatformLimits } from '../language/limits.ts';
import type { Media } from '../media/media.ts';
import { VIDEO_TYPE, videoFaults } from '../media/video.ts';
import type { VideoFault, VideoLimits } from '../media/video.ts';
import type { Content, MediaRef, Target, VersionContent } from './content.ts';

/** Something that keeps a post from being submitted, at the field that it concerns. */
export type ContentProblem = {
  code: ContentProblemCode;
  /** `versions.vi.text`, `versions.en.media.0.alt`, `targets.1.at` ... */
  field: string;
  parameters: Record<string, string | number>;
};

export type ContentProblemCode =
  | 'no-text'
  | 'no-target'
  | 'no-version-for-target'
  | 'same-target-twice'
  | 'channel-unknown'
  | 'channel-without-token'
  | 'text-too-long'
  | 'part-too-long'
  | 'too-many-parts'
  | 'same-part-twice'
  | 'html-in-text'
  | 'link-invalid'
  | 'time-past'
  | 'window-too-short'
  | 'alt-missing'
  | 'alt-too-long'
  | 'too-many-media'
  | 'media-unknown'
  | 'event-unknown'
  | 'event-cancelled'
  | 'event-over'
  | 'signal-without-event'
  | 'signal-without-person'
  | 'signal-window-short'
  | 'video-not-alone'
  | 'guard-blocked'
  | 'guard-unanswered'
  | VideoFault['code'];

const HTML_TAG =
  /<\/?(?:a|b|i|u|p|br|div|span|strong|em|h[1-6]|img|script|style|ul|ol|li|table|iframe)\b[^>]*>/i;

/**
 * Everything that must be mended before a post can be submitted; an empty list means ready.
 * A draft may be saved with any of these open.
 */
export function contentProblems(
  content: Content,
  channels: readonly Channel[],
  limits: PlatformLimits,
  now: Date,
): ContentProblem[] {
  const problems: ContentProblem[] = [];
  if (Object.keys(content.versions).length === 0) problems.push(problem('no-text', 'versions'));
  if (content.targets.length === 0) problems.push(problem('no-target', 'targets'));
  for (const [language, version] of Object.entries(content.versions)) {
    problems.push(...versionProblems(language, version, limits));
  }
  const seen = new Set<string>();
  for (const [index, target] of content.targets.entries()) {
    const key = `${target.channelId} ${target.language}`;
    if (seen.has(key)) problems.push(problem('same-target-twice', `targets.${index}`));
    seen.add(key);
    problems.push(...targetProblems(content, target, index, channels, limits, now));
  }
  return problems;
}

/**
 * What is wrong with the pictures and videos themselves: those that the post's own unit does not
 * hold were never checked and kept for it, and a video must fit every platform that it goes to.
 */
export function mediaProblems(
  content: Content,
  held: ReadonlyMap<string, Media>,
  channels: readonly Channel[],
  videoLimits: VideoLimits,
): ContentProblem[] {
  return Object.entries(content.versions).flatMap(([language, version]) =>
    version.media.flatMap((ref, index) => {
      const field = `versions.${language}.media`;
      const medium = held.get(ref.sha256);
      if (medium === undefined || !isAsNamed(ref, medium)) {
        return [problem('media-unknown', field, { n: index + 1 })];
      }
      const targets = content.targets.filter((target) => target.language === language);
      return channels
        .filter((channel) => targets.some((target) => target.channelId === channel.id))
        .flatMap((channel) => videoProblems(medium, channel, videoLimits, field));
    }),
  );
}

/** A video that is named as a picture would be sent as one. */
function isAsNamed({ kind }: MediaRef, { mimeType }: Media): boolean {
  return (kind === 'video') === (mimeType === VIDEO_TYPE);
}

function videoProblems(
  medium: Media,
  channel: Channel,
  limits: VideoLimits,
  field: string,
): ContentProblem[] {
  if (medium.video === undefined) return [];
  return videoFaults({ ...medium, ...medium.video }, limits[channel.platform]).map((fault) =>
    problem(fault.code, field, { ...fault.parameters, channel: channel.name }),
  );
}

function versionProblems(
  language: string,
  version: VersionContent,
  limits: PlatformLimits,
): ContentProblem[] {
  const field = `versions.${language}`;
  const problems: ContentProblem[] = [];
  const texts = [...Object.values(version.platformTexts), ...Object.values(version.threads ?? {})];
  const tag = HTML_TAG.exec([version.text, ...texts.flat()].join('\n'));
  if (tag !== null) problems.push(problem('html-in-text', `${field}.text`, { tag: tag[0] }));
  if (version.link !== null && !isWebAddress(version.link)) {
    problems.push(problem('link-invalid', `${field}.link`, { link: version.link }));
  }
  if (version.media.length > 1 && version.media.some((one) => one.kind === 'video')) {
    problems.push(problem('video-not-alone', `${field}.media`));
  }
  for (const [index, medium] of version.media.entries()) {
    if (medium.kind === 'video') continue;
    const at = `${field}.media.${index}.alt`;
    if (medium.alt === '') problems.push(problem('alt-missing', at, { n: index + 1 }));
    if (medium.alt.length > limits.altText) {
      problems.push(problem('alt-too-long', at, { n: index + 1, limit: limits.altText }));
    }
  }
  return problems;
}

function targetProblems(
  content: Content,
  target: Target,
  index: number,
  channels: readonly Channel[],
  limits: PlatformLimits,
  now: Date,
): ContentProblem[] {
  const field = `targets.${index}`;
  const channel = channels.find((one) => one.id === target.channelId);
  if (channel === undefined) return [problem('channel-unknown', field)];
  const name = channel.name;
  const problems = timeProblems(target, field, name, now);
  if (channel.state === 'disconnected') {
    problems.push(problem('channel-without-token', field, { channel: name }));
  }
  const version = content.versions[target.language];
  if (version === undefined) {
    problems.push(
      problem('no-version-for-target', field, { channel: name, language: target.language }),
    );
    return problems;
  }
  return [...problems, ...payloadProblems(version, channel, target.language, limits)];
}

function timeProblems(target: Target, field: string, channel: string, now: Date): ContentProblem[] {
  const { timing } = target;
  if (timing.kind === 'at') {
    if (new Date(timing.until) <= now) return [problem('time-past', `${field}.at`, { channel })];
    if (timing.until < timing.at)
      return [problem('window-too-short', `${field}.until`, { channel })];
  } else if (new Date(timing.until) <= now) {
    return [problem('time-past', `${field}.until`, { channel })];
  }
  return [];
}

function payloadProblems(
  version: VersionContent,
  channel: Channel,
  language: string,
  limits: PlatformLimits,
): ContentProblem[] {
  const payload = payloadFor(version, channel);
  const field = `versions.${language}.text`;
  const problems =
    payload.parts === undefined
      ? textProblems(payload.text, channel.platform, limits)
          .filter((one) => one.code === 'too-long' || version.media.length === 0)
          .map((one) =>
            one.code === 'too-long'
              ? problem('text-too-long', field, { ...one.parameters, channel: channel.name })
              : problem('no-text', field, { channel: channel.name }),
          )
      : threadProblems(payload, channel, language, limits);
  const most = mediaLimit(channel.platform, limits);
  if (payload.media.length > most) {
    problems.push(
      problem('too-many-media', `versions.${language}.media`, {
        channel: channel.name,
        limit: most,
      }),
    );
  }
  return problems;
}

/** Each part is a post of its own, which the platform judges by its own limit. */
function threadProblems(
  payload: Payload,
  channel: Channel,
  language: string,
  limits: PlatformLimits,
): ContentProblem[] {
  const { platform, name } = channel;
  const parts = partsOf(payload);
  const fieldOf = (index: number): string =>
    `versions.${language}.${index === 0 ? 'text' : `threads.${platform}.${index - 1}`}`;
  const problems = parts.flatMap((part, index) =>
    textProblems(part, platform, limits)
      .filter((one) => one.code === 'too-long' || payload.media.length === 0)
      .map((one) =>
        one.code === 'too-long'
          ? problem('part-too-long', fieldOf(index), {
              ...one.parameters,
              n: index + 1,
              channel: name,
            })
          : problem('no-text', fieldOf(index), { channel: name }),
      ),
  );
  const most = mostParts(platform, limits);
  if (parts.length > most) {
    problems.push(problem('too-many-parts', fieldOf(most), { channel: name, limit: most }));
  }
  // A platform takes no text twice, and nobody could tell which of the two went out.
  const again = parts.findIndex((part, index) => parts.indexOf(part) < index);
  if (again !== -1) {
    problems.push(problem('same-part-twice', fieldOf(again), { n: again + 1, channel: name }));
  }
  return problems;
}

function mediaLimit(platform: PlatformId, limits: PlatformLimits): number {
  return limits[platform].images;
}

/** An absolute http or https address with a host that has a dot. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname.includes('.');
}

function problem(
  code: ContentProblemCode,
  field: string,
  parameters: Record<string, string | number> = {},
): ContentProblem {
  return { code, field, parameters };
}
