import { z } from 'zod';
import { platformIds } from '../domain/channels/channel.ts';
import type { Channel } from '../domain/channels/channel.ts';
import { isPostLanguage, postLanguages } from '../domain/language/post-languages.ts';
import type { Unit } from '../domain/people/unit.ts';
import { DEFAULT_WINDOW_MINUTES } from '../domain/posts/content.ts';
import type { Target, VersionContent } from '../domain/posts/content.ts';
import { postClasses, topics } from '../domain/posts/post.ts';
import type { PostClass, Topic } from '../domain/posts/post.ts';
import { isZone } from '../domain/time/zones.ts';

const MINUTE_MS = 60_000;
/** Far above what any platform takes; a limit at all, so that no line can hold up the check. */
const MOST_CHARACTERS = 100_000;
const MOST_PARTS = 100;

const lineSchema = z.strictObject({
  unit: z.string(),
  topic: z.enum(topics),
  /** The id of the event that carries the post: the last part of its page's address. */
  event: z.string().optional(),
  class: z.enum(postClasses).default('routine'),
  versions: z.record(
    z.string().refine((code): boolean => isPostLanguage(code)),
    z.strictObject({
      text: z.string().max(MOST_CHARACTERS),
      /** What follows the text in a thread, part by part, on a platform that has threads. */
      threads: z
        .partialRecord(
          z.enum(platformIds),
          z.array(z.string().max(MOST_CHARACTERS)).max(MOST_PARTS),
        )
        .optional(),
      link: z.string().optional(),
      media: z.array(z.strictObject({ file: z.string().min(1), alt: z.string() })).default([]),
    }),
  ),
  targets: z.array(
    z.strictObject({
      /** The desk's own id of a channel, or the platform's id, or its handle. */
      channel: z.string(),
      language: z.enum(postLanguages),
      /** An instant such as 2026-11-30T02:00:00Z, `on-approval`, or `on-signal` of the event. */
      at: z.union([z.enum(['on-approval', 'on-signal']), z.iso.datetime({ offset: true })]),
      until: z.iso.datetime({ offset: true }).optional(),
      zone: z.string().optional(),
    }),
  ),
});

type Parsed = z.infer<typeof lineSchema>;

export type ReadLine = {
  line: number;
  unitId: string;
  topic: Topic;
  class: PostClass;
  eventId: string | null;
  versions: Record<
    string,
    {
      text: string;
      threads: NonNullable<VersionContent['threads']>;
      link: string | null;
      media: { file: string; alt: string }[];
    }
  >;
  media: { file: string; alt: string }[];
  targets: Target[];
};

/** Reads JSON lines into posts to import; every line at fault is named with its number. */
export function readImportLines(
  text: string,
  known: { units: readonly Unit[]; channels: readonly Channel[] },
): { lines: ReadLine[]; faults: string[] } {
  const lines: ReadLine[] = [];
  const faults: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const number = index + 1;
    const read = readLine(raw, number, known);
    if (Array.isArray(read)) faults.push(...read.map((fault) => `line ${number}: ${fault}`));
    else lines.push(read);
  }
  return { lines, faults };
}

function readLine(
  raw: string,
  number: number,
  known: { units: readonly Unit[]; channels: readonly Channel[] },
): ReadLine | string[] {
  const json = parse(raw);
  if (json === undefined) return ['not valid JSON'];
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  }
  const unit = known.units.find((one) => one.key === parsed.data.unit);
  if (unit === undefined) return [`unit: there is no unit "${parsed.data.unit}"`];
  const eventId = parsed.data.event ?? null;
  const targets = parsed.data.targets.map((target) =>
    readTarget(target, { unit, eventId, channels: known.channels }),
  );
  const faults = targets.filter((target) => typeof target === 'string');
  if (faults.length > 0) return faults;
  return {
    line: number,
    unitId: unit.id,
    topic: parsed.data.topic,
    class: parsed.data.class,
    eventId,
    versions: Object.fromEntries(
      Object.entries(parsed.data.versions).map(([language, version]) => [
        language,
        {
          text: version.text,
          threads: version.threads ?? {},
          link: version.link ?? null,
          media: version.media,
        },
      ]),
    ),
    media: Object.values(parsed.data.versions).flatMap((version) => version.media),
    targets: targets.filter((target) => typeof target !== 'string'),
  };
}

function readTarget(
  target: Parsed['targets'][number],
  { unit, eventId, channels }: { unit: Unit; eventId: string | null; channels: readonly Channel[] },
): Target | string {
  const channel = channels.find((one) =>
    [one.id, one.accountId, one.handle].includes(target.channel),
  );
  if (channel === undefined) return `targets: there is no channel "${target.channel}"`;
  const zone = target.zone ?? unit.zone;
  if (!isZone(zone)) return `targets: there is no time zone "${zone}"`;
  const base = { channelId: channel.id, language: target.language, zone };
  if (target.at === 'on-approval') {
    if (target.until === undefined) return 'targets: on-approval needs until';
    return { ...base, timing: { kind: 'on-approval', until: iso(target.until) } };
  }
  if (target.at === 'on-signal') {
    if (eventId === null) return 'targets: on-signal needs event';
    if (target.until === undefined) return 'targets: on-signal needs until';
    return { ...base, timing: { kind: 'signal', eventId, until: iso(target.until) } };
  }
  const until = target.until ?? later(target.at);
  return { ...base, timing: { kind: 'at', at: iso(target.at), until: iso(until) } };
}

function iso(text: string): string {
  return new Date(text).toISOString();
}

function later(text: string): string {
  return new Date(new Date(text).getTime() + DEFAULT_WINDOW_MINUTES * MINUTE_MS).toISOString();
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return undefined;
  }
}
