import type { PlatformId } from '../channels/channel.ts';
import type { Attempt, Delivery, WaitingReason } from './delivery.ts';
import { unknownReasons } from './outcome.ts';
import type { RawAnswer, RefusalReason, UnknownReason } from './outcome.ts';

/** Who can mend what keeps a delivery from going out; sentences are under `deliveries.who`. */
export const fixers = [
  'settle',
  'releaser',
  'author',
  'administrator',
  'app-owner',
  'platform',
] as const;
export type Fixer = (typeof fixers)[number];

/** Whether the desk tries again; sentences are under `catalogue.again`. */
export const againKinds = ['by-itself', 'when-fixed', 'by-person', 'never'] as const;
export type Again = (typeof againKinds)[number];

export type ExplainedReason = WaitingReason | RefusalReason | UnknownReason;

type Entry = { fixer: Fixer; again: Again };
/**
 * What a platform's own code says beyond its reason: `special` names sentences of its own. `only`
 * keeps it to one reason, where the desk may have found out more than the code says.
 */
type CodeEntry = Partial<Entry> & { special?: string; only?: ExplainedReason };

/** The form of `config/data/error-catalogue.json`. */
export type ErrorCatalogue = {
  reasons: Record<ExplainedReason, Entry>;
  codes: Record<PlatformId, Record<string, CodeEntry>>;
};

/** The four things a person must know, as locale keys and codes. */
export type Explained = {
  /** Locale keys: why it is so, and what to do. */
  cause: string;
  next: string;
  fixer: Fixer;
  again: Again;
};

type Answer = { platform: PlatformId; reason: ExplainedReason; raw: RawAnswer | null };

/**
 * Explains a reason with the platform's own code beside it: cause, who can fix it, next step and
 * whether the desk tries again. A code that is not listed means what its reason says.
 */
export function explain(catalogue: ErrorCatalogue, answer: Answer): Explained {
  const { reason } = answer;
  const listed =
    answer.raw === null ? undefined : codeEntry(catalogue, answer.platform, answer.raw);
  const code = listed?.only === undefined || listed.only === reason ? listed : undefined;
  const special = code?.special;
  const entry = catalogue.reasons[reason];
  return {
    cause: special === undefined ? causeKey(reason) : `catalogue.special.${special}.cause`,
    next: special === undefined ? nextKey(reason) : `catalogue.special.${special}.next`,
    fixer: code?.fixer ?? entry.fixer,
    again: code?.again ?? entry.again,
  };
}

/**
 * Explains where a delivery stands by its last call. What waits because of a refusal has the
 * refusal's cause; what to do then is that of the waiting, unless the code says it better.
 */
export function explainDelivery(
  catalogue: ErrorCatalogue,
  delivery: Pick<Delivery, 'platform' | 'state' | 'stateSince'> & { reason: ExplainedReason },
  last: Pick<Attempt, 'outcome' | 'endedAt'> | null,
): Explained {
  const { platform, reason, state } = delivery;
  const outcome = last?.outcome ?? null;
  if (outcome === null || outcome.kind === 'accepted') {
    return explain(catalogue, { platform, reason, raw: null });
  }
  if (outcome.reason === reason) return explain(catalogue, { platform, reason, raw: outcome.raw });
  const isOfThisCall = last?.endedAt?.getTime() === delivery.stateSince.getTime();
  if (state !== 'waiting' || !isOfThisCall) {
    return explain(catalogue, { platform, reason, raw: null });
  }
  const refused = explain(catalogue, { platform, reason: outcome.reason, raw: outcome.raw });
  const isSpecial = refused.next.startsWith('catalogue.');
  return isSpecial
    ? refused
    : { ...explain(catalogue, { platform, reason, raw: null }), cause: refused.cause };
}

/** Whether the catalogue knows what the platform answered; no answer at all needs no knowing. */
export function isListed(catalogue: ErrorCatalogue, platform: PlatformId, raw: RawAnswer): boolean {
  if (raw.status === null || raw.status < 400) return true;
  const [, subcode] = codeParts(raw);
  const known = catalogue.codes[platform];
  if (subcode !== null) return known[raw.code ?? ''] !== undefined || known[subcode] !== undefined;
  return codeEntry(catalogue, platform, raw) !== undefined;
}

/** The name under which an answer is listed, or counted when it is not. */
export function codeName(raw: RawAnswer): string {
  return raw.code ?? `http-${raw.status ?? 'none'}`;
}

function codeEntry(
  catalogue: ErrorCatalogue,
  platform: PlatformId,
  raw: RawAnswer,
): CodeEntry | undefined {
  const known = catalogue.codes[platform];
  if (raw.code === null) return known[codeName(raw)];
  const [code, subcode] = codeParts(raw);
  return (
    known[raw.code] ??
    (subcode === null ? undefined : known[subcode]) ??
    known[code] ??
    inRange(known, Number(code))
  );
}

/** `190/463` is a code and a subcode; the subcode keeps its slash, as it is listed. */
function codeParts({ code }: RawAnswer): [code: string, subcode: string | null] {
  const at = code?.indexOf('/') ?? -1;
  if (code === null || at === -1) return [code ?? '', null];
  return [code.slice(0, at), code.slice(at)];
}

function inRange(known: Record<string, CodeEntry>, code: number): CodeEntry | undefined {
  const range = Object.keys(known).find((key) => {
    const [from, to] = key.split('-').map(Number);
    return from !== undefined && to !== undefined && code >= from && code <= to;
  });
  return range === undefined ? undefined : known[range];
}

function causeKey(reason: ExplainedReason): string {
  return `deliveries.reason.${reason}`;
}

function nextKey(reason: ExplainedReason): string {
  const isUnknown = (unknownReasons as readonly string[]).includes(reason);
  return `deliveries.next.${isUnknown ? 'unknown' : reason}`;
}
