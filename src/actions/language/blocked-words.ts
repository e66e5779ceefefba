import { partsOf } from '../../domain/deliveries/payload.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { PLAIN_CONTEXT } from '../../domain/language/check-input.ts';
import type { Guard } from '../../domain/language/language-data.ts';
import { HANOI } from '../../domain/time/zones.ts';

/** Texts that are remembered: more than go out on a day of the largest desk. */
const MOST_REMEMBERED = 20_000;

const remembered = new WeakMap<Guard, Map<string, boolean>>();

/**
 * Whether a payload holds words that must not go out at all. The same text is read once for the
 * same data, so that the look just before sending takes no time.
 */
export function hasBlockedWords(
  guard: Guard,
  payload: Payload,
  payloadSha256: string,
  language: string,
  at: Date,
): boolean {
  const known = remembered.get(guard) ?? new Map<string, boolean>();
  remembered.set(guard, known);
  const before = known.get(payloadSha256);
  if (before !== undefined) return before;
  const texts = [...partsOf(payload), ...payload.media.map((one) => one.alt)];
  const isBlocked = texts.some((text) =>
    guard({
      language,
      text,
      // What is too long, the platform's limits have said before.
      platforms: [],
      at,
      zone: HANOI,
      media: [],
      pair: null,
      recent: [],
      context: PLAIN_CONTEXT,
    }).some(({ severity }) => severity === 'block'),
  );
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(payloadSha256, isBlocked);
  return isBlocked;
}
