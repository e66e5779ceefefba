import { z } from 'zod';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { isPostLanguage } from '../../domain/language/post-languages.ts';
import { postClasses, topics } from '../../domain/posts/post.ts';
import { HttpError } from '../http-error.ts';

/** What stands in the fields of the composer, right or wrong: what is shown again as it was typed. */
export type ComposeForm = z.infer<typeof formSchema>;
export type VersionForm = ComposeForm['versions'][number];
export type TargetForm = ComposeForm['targets'][number];

/** The languages that every post is offered in; channels and saved versions may add others. */
export const composeLanguages = ['vi', 'en'] as const;

export const MOST_CHARACTERS = 100_000;
const TOO_LARGE = 'larger than a text may be';
const MOST_ROWS = 60;
const MOST_REASONS = 200;
const MOST_REASON_CHARACTERS = 2_000;
const MOST_LATE_MINUTES = 7 * 24 * 60;

const id = z.string().regex(/^[\w-]{1,64}$/);
const language = z.string().refine((code): boolean => isPostLanguage(code));
const text = z.string().max(MOST_CHARACTERS, { error: TOO_LARGE });
const localTime = z.string().max(40);

const versionSchema = z.object({
  language,
  text,
  platformTexts: z.partialRecord(z.enum(platformIds), text),
  /** What follows the text in a thread; a part that is empty still has its field. */
  threads: z.partialRecord(z.enum(platformIds), z.array(text).max(MOST_ROWS)),
  link: z.string().max(4000),
  media: z
    .array(
      z.object({
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        alt: z.string().max(20_000),
        // Never typed: what a file is, its stored bytes say.
        kind: z.literal('video').exactOptional(),
      }),
    )
    .max(MOST_ROWS),
});

const targetSchema = z.object({
  channelId: id,
  on: z.boolean(),
  language,
  timing: z.enum(['at', 'on-approval', 'signal']),
  at: localTime,
  until: localTime,
  zone: z.string().max(64),
  lateMinutes: z.coerce.number().int().min(1).max(MOST_LATE_MINUTES),
});

const reasonSchema = z.object({
  language,
  rule: z.string().regex(/^[a-z-]+\.[a-z-]+$/),
  excerpt: z.string().max(MOST_REASON_CHARACTERS),
  reason: z.string().max(MOST_REASON_CHARACTERS),
});

const formSchema = z.object({
  postId: id,
  /** The revision that the author saw; 0 for a post that is not saved yet. */
  revision: z.coerce.number().int().min(0).max(1_000_000),
  corrects: id.nullable(),
  /** The event that carries the post. */
  eventId: id.nullable(),
  unitId: id,
  topic: z.enum(['', ...topics]),
  class: z.enum(postClasses),
  versions: z.array(versionSchema).max(10),
  targets: z.array(targetSchema).max(MOST_ROWS),
  /** Why a warning of the language guard is passed over. */
  reasons: z.array(reasonSchema).max(MOST_REASONS),
});

type Fields = Record<string, string | string[]>;

/**
 * Reads the composer's fields. Texts may be anything; a field that no form of ours could have sent
 * is a bad request, and a text of book length is told to be too large.
 * @throws ZodError, or HttpError 413
 */
export function readComposeForm(fields: Fields): ComposeForm {
  const one = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : (value?.at(-1) ?? '');
  };
  const parsed = formSchema.safeParse({
    postId: one('postId'),
    revision: one('revision') === '' ? 0 : one('revision'),
    corrects: one('corrects') === '' ? null : one('corrects'),
    eventId: one('event') === '' ? null : one('event'),
    unitId: one('unit'),
    topic: one('topic'),
    class: one('class'),
    versions: languagesIn(fields).map((code) => ({
      language: code,
      text: one(`text.${code}`),
      platformTexts: Object.fromEntries(
        platformIds.flatMap((platform): [PlatformId, string][] => {
          const own = one(`text.${code}.${platform}`);
          return own === '' ? [] : [[platform, own]];
        }),
      ),
      threads: Object.fromEntries(
        platformIds.flatMap((platform): [PlatformId, string[]][] => {
          const parts = rowsOf(fields, `part.${code}.${platform}`);
          const texts = parts.map((n) => one(`part.${code}.${platform}.${n}`));
          return texts.length === 0 ? [] : [[platform, texts]];
        }),
      ),
      link: one(`link.${code}`),
      media: rowsOf(fields, `media.${code}`)
        .filter((n) => one(`remove.${code}.${n}`) === '')
        .map((n) => ({ sha256: one(`media.${code}.${n}`), alt: one(`alt.${code}.${n}`) })),
    })),
    targets: rowsOf(fields, 'target', '.channel').map((n) => ({
      channelId: one(`target.${n}.channel`),
      on: one(`target.${n}.on`) !== '',
      language: one(`target.${n}.language`),
      timing: one(`target.${n}.timing`),
      at: one(`target.${n}.at`),
      until: one(`target.${n}.until`),
      zone: one(`target.${n}.zone`),
      lateMinutes: one(`target.${n}.late`),
    })),
    reasons: rowsOf(fields, 'reason', '.rule').map((n) => ({
      language: one(`reason.${n}.language`),
      rule: one(`reason.${n}.rule`),
      excerpt: one(`reason.${n}.excerpt`),
      reason: one(`reason.${n}.text`),
    })),
  });
  if (parsed.success) return parsed.data;
  const isLarge = parsed.error.issues.some((issue) => issue.message === TOO_LARGE);
  throw isLarge ? new HttpError(413, TOO_LARGE) : parsed.error;
}

function languagesIn(fields: Fields): string[] {
  return Object.keys(fields).flatMap((name) => /^text\.([a-z]{2})$/.exec(name)?.[1] ?? []);
}

/** Numbers of the rows that were sent, in order: a script adds rows, a person removes some. */
function rowsOf(fields: Fields, prefix: string, suffix = ''): number[] {
  return Object.keys(fields)
    .filter((name) => name.startsWith(`${prefix}.`) && name.endsWith(suffix))
    .map((name) => Number(name.slice(prefix.length + 1, name.length - suffix.length)))
    .filter((n) => Number.isInteger(n))
    .sort((a, b) => a - b);
}
