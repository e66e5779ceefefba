import type { StartFormFacts } from '../../actions/holds/load-start-form.ts';
import { holdKinds } from '../../domain/deliveries/hold.ts';
import type { HoldKind, HoldScope } from '../../domain/deliveries/hold.ts';
import { MOST_HOLD_REASON_CHARACTERS, scopeKey, scopesOf } from '../../domain/holds/decide-hold.ts';
import { mayExempt } from '../../domain/holds/hold-rules.ts';
import type { HoldRules } from '../../domain/holds/hold-rules.ts';
import { topics } from '../../domain/posts/post.ts';
import type { Topic } from '../../domain/posts/post.ts';
import { parseLocalTime, HANOI } from '../../domain/time/zones.ts';
import type { Reader } from '../reader.ts';
import { urls, withQuery } from '../urls.ts';
import { scopeWords } from './hold-words.ts';

/** What was typed into the form that starts a hold, or what it begins with. */
export type TypedHold = {
  kind: HoldKind;
  /** `everything`, `unit:ID`, `topic:asean` ... */
  scope: string;
  exempt: Topic[];
  reason: string;
  /** Hanoi time as the field gives it; empty for no planned end. */
  until: string;
};

type Fields = Record<string, string | string[] | undefined>;

const one = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '');

/** Reads the form; `usual` fills in the topics that go on when none of the boxes was sent. */
export function readTypedHold(fields: Fields, rules: HoldRules, isFirst: boolean): TypedHold {
  const kind = holdKinds.find((known) => known === one(fields['kind'])) ?? 'ordinary';
  const chosen = fields['exempt'] ?? [];
  return {
    kind,
    scope: one(fields['scope']).slice(0, 100),
    exempt: isFirst
      ? rules.exempt[kind]
      : topics.filter((topic) => (Array.isArray(chosen) ? chosen : [chosen]).includes(topic)),
    reason: one(fields['reason']).slice(0, MOST_HOLD_REASON_CHARACTERS),
    until: one(fields['until']).slice(0, 30),
  };
}

/** The scope that a value of the form names; null when it is none. */
export function scopeOfValue(value: string): HoldScope | null {
  if (value === 'everything') return { kind: 'everything' };
  const match = /^(unit|topic|event|channel|post):([\w-]{1,64})$/.exec(value);
  const id = match?.[2] ?? '';
  switch (match?.[1]) {
    case 'unit':
      return { kind: 'unit', unitIds: [id] };
    case 'topic': {
      const topic = topics.find((known) => known === id);
      return topic === undefined ? null : { kind: 'topic', topic };
    }
    case 'event':
      return { kind: 'event', eventId: id };
    case 'channel':
      return { kind: 'channel', channelId: id };
    case 'post':
      return { kind: 'post', postId: id };
    default:
      return null;
  }
}

/** The value of the form for a scope. */
function valueOfScope(scope: HoldScope): string {
  return scopeKey(scope).replace(' ', ':');
}

/** The topics that the hold would let out: none where its kind or scope has no exemptions. */
export function exemptOf({ kind, exempt }: TypedHold, scope: HoldScope): Topic[] {
  return mayExempt(kind, scope.kind) ? exempt : [];
}

/** The planned end: null for none, `invalid` for a text that is no time. */
export function untilOf({ until }: TypedHold): Date | null | 'invalid' {
  return until === '' ? null : (parseLocalTime(until, HANOI) ?? 'invalid');
}

export type HoldForm = TypedHold & {
  kinds: { kind: HoldKind; href: string; isCurrent: boolean }[];
  groups: { label: string; options: { value: string; label: string; isChosen: boolean }[] }[];
  topics: { topic: Topic; isChosen: boolean }[];
  hasExemptions: boolean;
  mostReason: number;
};

/** The form with the scopes that this person may hold. */
export function buildHoldForm(typed: TypedHold, facts: StartFormFacts, reader: Reader): HoldForm {
  const { t, language } = reader;
  const allowed = scopesOf(typed.kind);
  const option = (scope: HoldScope, name: string | null) => ({
    value: valueOfScope(scope),
    label: scopeWords({ scope, scopeName: name === null ? null : { vi: name, en: name } }, reader),
    isChosen: valueOfScope(scope) === typed.scope,
  });
  const groups = [
    {
      kind: 'everything' as const,
      options: facts.mayHoldAll ? [option({ kind: 'everything' }, null)] : [],
    },
    {
      kind: 'post' as const,
      options:
        facts.post === null
          ? []
          : [option({ kind: 'post', postId: facts.post.id }, facts.post.title[language])],
    },
    {
      kind: 'event' as const,
      options:
        facts.event === null
          ? []
          : [option({ kind: 'event', eventId: facts.event.id }, facts.event.title[language])],
    },
    {
      kind: 'unit' as const,
      options: facts.units.map((unit) =>
        option({ kind: 'unit', unitIds: [unit.id] }, unit.name[language]),
      ),
    },
    {
      kind: 'channel' as const,
      options: facts.channels.map((channel) =>
        option(
          { kind: 'channel', channelId: channel.id },
          `${channel.name} (${t(`common.platform.${channel.platform}`)})`,
        ),
      ),
    },
    {
      kind: 'topic' as const,
      options: facts.mayHoldAll
        ? topics.map((topic) => option({ kind: 'topic', topic }, null))
        : [],
    },
  ].filter((group) => group.options.length > 0 && allowed.includes(group.kind));
  return {
    ...typed,
    kinds: holdKinds.map((kind) => ({
      kind,
      href: withQuery(urls.holds(), { kind, scope: kind === typed.kind ? typed.scope : null }),
      isCurrent: kind === typed.kind,
    })),
    groups: groups.map((group) => ({
      label: t(`holds.group.${group.kind}`),
      options: group.options,
    })),
    topics: topics.map((topic) => ({ topic, isChosen: typed.exempt.includes(topic) })),
    hasExemptions: typed.kind !== 'freeze',
    mostReason: MOST_HOLD_REASON_CHARACTERS,
  };
}

/** The scope that the form begins with: what was asked for, or the first of its list. */
export function firstScope(form: HoldForm): string {
  const options = form.groups.flatMap((group) => group.options);
  const chosen = options.find((option) => option.isChosen) ?? options[0];
  return chosen?.value ?? '';
}
