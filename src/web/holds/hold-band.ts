import { formatOf } from '../format.ts';
import type { VisitorRequest } from '../page-request.ts';
import { urls } from '../urls.ts';
import type { ShellHold } from '../web-deps.ts';
import { scopeWords } from './hold-words.ts';

/** What the band at the top of every page says while a hold is in force. */
export type HoldBand = {
  title: string;
  detail: string;
  reason: string;
  others: string | null;
  href: string;
};

export function bandOf(
  hold: ShellHold | null,
  { t, language }: Pick<VisitorRequest, 't' | 'language'>,
): HoldBand | null {
  if (hold === null) return null;
  const format = formatOf(language);
  const kind = t(`holds.kind.${hold.kind}`);
  const scope = scopeWords(hold, { t, language });
  const who = { who: hold.startedByName, since: format.instant(hold.startedAt) };
  return {
    title: `${t('holds.titleOf', { kind, scope })}.`,
    detail:
      hold.until === null
        ? t('common.hold.detail', who)
        : t('common.hold.detailUntil', { ...who, until: format.instant(hold.until) }),
    reason: hold.reason,
    others: hold.others === 0 ? null : t('common.hold.others', { count: hold.others }),
    href: hold.others === 0 ? urls.hold(hold.id) : urls.holds(),
  };
}
