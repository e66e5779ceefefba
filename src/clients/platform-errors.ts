import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { refusalReasons } from '../domain/deliveries/outcome.ts';
import { projectRoot } from '../lib/project-root.ts';

const meaning = z.object({
  reason: z.enum(refusalReasons),
  /** `reset`: when the platform says so, or later when it does not. */
  retry: z.enum(['never', 'later', 'reset']),
});
export type ErrorMeaning = z.infer<typeof meaning>;

const schema = z.object({
  x: z.object({
    problems: z.record(z.string(), meaning),
    codes: z.record(z.string(), meaning),
    statuses: z.record(z.string(), meaning),
  }),
  facebook: z.object({
    codes: z.record(z.string(), meaning),
    ranges: z.array(meaning.extend({ from: z.number(), to: z.number() })),
    subcodes: z.record(z.string(), meaning),
    /** Codes that do not say whether the write was stored. */
    unclearCodes: z.array(z.number()),
  }),
});
export type PlatformErrors = z.infer<typeof schema>;

let loaded: PlatformErrors | null = null;

/** What the platforms' documented error codes mean to us: dated data, read once. */
export function platformErrors(): PlatformErrors {
  loaded ??= schema.parse(
    JSON.parse(readFileSync(join(projectRoot, 'config/data/platform-errors.json'), 'utf8')),
  );
  return loaded;
}
