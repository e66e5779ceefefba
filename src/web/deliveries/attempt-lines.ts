import type { Attempt } from '../../domain/deliveries/delivery.ts';
import type { Translate } from '../../lib/i18n.ts';

/** One attempt as its evidence is shown. */
export type AttemptLine = {
  n: number;
  /** The part of a thread that it sent; null for a delivery that is none. */
  part: number | null;
  /** Whether the call was to remove something. */
  isRemoval: boolean;
  startedAt: Date;
  endedAt: Date | null;
  worker: string;
  outcome: string;
  reason: string | null;
  status: number | null;
  code: string | null;
  text: string | null;
  payloadSha256: string;
};

export function attemptLines(attempts: readonly Attempt[], t: Translate): AttemptLine[] {
  return attempts.map((attempt) => {
    const { outcome } = attempt;
    return {
      n: attempt.n,
      part: attempt.part ?? null,
      isRemoval: attempt.act === 'take-down',
      startedAt: attempt.startedAt,
      endedAt: attempt.endedAt,
      worker: attempt.worker,
      outcome:
        outcome === null
          ? t('deliveries.attempt.open')
          : t(
              attempt.act === 'take-down' && outcome.kind === 'accepted'
                ? 'deliveries.attempt.removed'
                : `deliveries.attempt.${outcome.kind}`,
            ),
      reason:
        outcome === null || outcome.kind === 'accepted'
          ? null
          : t(`deliveries.reason.${outcome.reason}`),
      status: outcome?.raw.status ?? null,
      code: outcome?.raw.code ?? null,
      text: outcome?.raw.text ?? null,
      payloadSha256: attempt.payloadSha256,
    };
  });
}
