import type { NamedHold } from '../../actions/holds/name-holds.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Topic } from '../../domain/posts/post.ts';
import type { Translate } from '../../lib/i18n.ts';
import type { Reader } from '../reader.ts';
import { urls } from '../urls.ts';
import type { ShellHold } from '../web-deps.ts';

/** A hold in words: what it is, what it covers, what goes on, and who can end it. */
export type HoldWords = {
  href: string;
  title: string;
  kind: string;
  scope: string;
  exempt: string;
  enders: string;
};

export function holdWords(hold: NamedHold, { t, language }: Pick<Reader, 't' | 'language'>) {
  const scope = scopeWords(hold, { t, language });
  return {
    href: urls.hold(hold.id),
    title: t('holds.titleOf', { kind: t(`holds.kind.${hold.kind}`), scope }),
    kind: t(`holds.kind.${hold.kind}`),
    scope,
    exempt: exemptWords(hold.kind, hold.exempt, t),
    enders: t('holds.enders', { unit: hold.byUnitName[language] }),
  } satisfies HoldWords;
}

/** The holds that keep a delivery back, the widest first. */
export function holdLines(
  delivery: Pick<Delivery, 'holdIds' | 'state'>,
  holds: readonly NamedHold[],
  reader: Pick<Reader, 't' | 'language'>,
): HoldWords[] {
  if (delivery.state === 'sent' || delivery.state === 'cancelled') return [];
  return holds
    .filter((hold) => delivery.holdIds.includes(hold.id))
    .map((hold) => holdWords(hold, reader));
}

/** What a hold covers, as part of a sentence. */
export function scopeWords(
  { scope, scopeName }: Pick<ShellHold, 'scope' | 'scopeName'>,
  { t, language }: Pick<Reader, 't' | 'language'>,
): string {
  const name = scope.kind === 'topic' ? t(`common.topic.${scope.topic}`) : scopeName?.[language];
  return t(`holds.scope.${scope.kind}`, { name: name ?? '' });
}

export function exemptWords(
  kind: NamedHold['kind'],
  exempt: readonly Topic[],
  t: Translate,
): string {
  if (kind === 'freeze') return t('holds.exempt.freeze');
  if (exempt.length === 0) return t('holds.exempt.none');
  return t('holds.exempt.some', {
    topics: exempt.map((topic) => t(`common.topic.${topic}`)).join(', '),
  });
}
