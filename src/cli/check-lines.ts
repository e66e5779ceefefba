import { z } from 'zod';
import { platformIds } from '../domain/channels/channel.ts';
import type { CheckInput, CheckMedia } from '../domain/language/check-input.ts';
import { HANOI } from '../domain/time/zones.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A day without an hour is its noon in Ha Noi, which is the same day in most of the world. */
const NOON_IN_HANOI = 'T05:00:00Z';

const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => new Date(DAY.test(text) ? `${text}${NOON_IN_HANOI}` : text));
const languages = z.enum(['vi', 'en']);
const medium = z
  .object({ name: z.string(), alt: z.string(), textOnly: z.boolean().optional() })
  .transform(({ name, alt, textOnly }): CheckMedia => ({
    name,
    alt,
    isTextOnly: textOnly === true,
  }));

/** One line of `sugia check --jsonl`: a stable contract; what it does not name is passed over. */
const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  language: languages,
  text: z.string(),
  date: moment.optional(),
  platforms: z.array(z.enum(platformIds)).optional(),
  media: z.array(medium).default([]),
  pair: z
    .object({ language: languages, text: z.string(), media: z.array(medium).default([]) })
    .optional(),
  recent: z.array(z.object({ text: z.string(), at: moment })).default([]),
  context: z
    .object({
      quote: z.boolean().optional(),
      joint: z.boolean().optional(),
      partner: z
        .string()
        .regex(/^[A-Za-z]{2}$/)
        .transform((code) => code.toUpperCase())
        .optional(),
      topic: z.string().optional(),
      mourning: z.boolean().optional(),
    })
    .default({}),
});

type ReadCheckLine =
  { ok: true; id: string | number; input: CheckInput } | { ok: false; error: string };

/** Reads one line into what the guard checks; `now` is the date of a line that names none. */
export function readCheckLine(line: string, now: Date): ReadCheckLine {
  const json = parseJson(line.replace(/^\uFEFF/, ''));
  if (json === undefined) return { ok: false, error: 'not JSON' };
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
    );
    return { ok: false, error: faults.join('; ') };
  }
  const { id, date, context, ...rest } = parsed.data;
  return {
    ok: true,
    id,
    input: {
      language: rest.language,
      text: rest.text,
      platforms: rest.platforms ?? platformIds,
      at: date ?? now,
      zone: HANOI,
      media: rest.media,
      pair: rest.pair ?? null,
      recent: rest.recent,
      context: {
        isQuote: context.quote === true,
        isJoint: context.joint === true,
        partner: context.partner ?? null,
        topic: context.topic ?? null,
        isMourning: context.mourning === true,
      },
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
