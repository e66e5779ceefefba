import type { PreflightProblem } from '../../domain/deliveries/preflight.ts';
import type { Translate } from '../../lib/i18n.ts';

/** What has to be mended for a delivery to go out at its time. */
export function preflightSentence(problem: PreflightProblem, t: Translate): string {
  return t('deliveries.preflight.unless', {
    problem: t(`deliveries.preflight.problem.${problem}`),
  });
}
