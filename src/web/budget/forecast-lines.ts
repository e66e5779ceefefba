import type { Forecast } from '../../actions/budget/load-forecast.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';

/** What a post will cost, told to who decides about it. */
export type ForecastLines = { lines: string[]; warnings: string[] };

/** Null when the post is free. */
export function forecastLines(
  forecast: Forecast | null,
  { t, language }: { t: Translate; language: ReaderLanguage },
): ForecastLines | null {
  if (forecast === null) return null;
  const { usd } = formatOf(language);
  const cost = t('budget.forecast.post', { amount: usd(forecast.micros) });
  const link =
    forecast.linkFactor === null
      ? []
      : [t('budget.forecast.link', { factor: forecast.linkFactor })];
  return {
    lines: [
      [cost, ...link].join(', '),
      ...forecast.apps.map(({ spentMicros, capMicros }) =>
        capMicros === null
          ? t('budget.forecast.spent', { spent: usd(spentMicros) })
          : t('budget.forecast.spentOf', { spent: usd(spentMicros), cap: usd(capMicros) }),
      ),
    ],
    warnings: forecast.apps.flatMap(({ verdict }) => {
      if (verdict === 'ok') return [];
      return [t(`budget.forecast.${verdict === 'paused' ? 'paused' : 'over'}`)];
    }),
  };
}
