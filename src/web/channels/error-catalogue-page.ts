import { explain } from '../../domain/deliveries/error-catalogue.ts';
import type {
  ErrorCatalogue,
  Explained,
  ExplainedReason,
} from '../../domain/deliveries/error-catalogue.ts';
import type { Translate } from '../../lib/i18n.ts';
import type { UnlistedCode } from '../../stores/unlisted-codes-store.ts';
import { urls } from '../urls.ts';

export type ErrorCataloguePage = {
  unlisted: (UnlistedCode & { href: string })[];
  reasons: FourParts[];
};

type FourParts = { cause: string; who: string; next: string; again: string };

/** Every reason in words, and the codes that have none yet. */
export function errorCataloguePage(
  catalogue: ErrorCatalogue,
  codes: readonly UnlistedCode[],
  t: Translate,
): ErrorCataloguePage {
  const reasons = Object.keys(catalogue.reasons) as ExplainedReason[];
  return {
    unlisted: codes.map((code) => ({ ...code, href: urls.delivery(code.deliveryId) })),
    reasons: reasons.map((reason) =>
      inWords(explain(catalogue, { platform: 'x', reason, raw: null }), t),
    ),
  };
}

function inWords({ cause, fixer, next, again }: Explained, t: Translate): FourParts {
  return {
    cause: t(cause),
    who: t(`catalogue.fixer.${fixer}`),
    next: t(next),
    again: t(`catalogue.again.${again}`),
  };
}
