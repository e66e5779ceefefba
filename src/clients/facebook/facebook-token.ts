import type { TokenReading } from '../../domain/channels/token.ts';
import type { RefusalReason } from '../../domain/deliveries/outcome.ts';
import { missingFrom, neededAccess } from '../platform-access.ts';
import { asCount, asFields, asList, asText } from '../read-answer.ts';
import type { Fields } from '../read-answer.ts';

/** What `debug_token` says of a Page's token. */
export type DebuggedToken =
  | { kind: 'read'; token: TokenReading }
  | { kind: 'failed'; reason: RefusalReason; code: string | null };

/** The subcodes with which Facebook says that a person is kept out of their account. */
const CHECKPOINT_SUBCODES = [459, 464];

/**
 * Reads the answer of `GET /debug_token` about the token of one Page: kind, scopes for this very
 * Page, and both ends. Null when it is no such answer.
 */
export function readDebuggedToken(body: unknown, pageId: string): DebuggedToken | null {
  const data = asFields(asFields(body)['data']);
  if (typeof data['is_valid'] !== 'boolean') return null;
  if (!data['is_valid']) return { kind: 'failed', ...whyDead(asFields(data['error'])) };
  if (data['type'] !== 'PAGE') {
    const found = asText(data['type']) ?? 'unknown';
    return { kind: 'failed', reason: 'permission-missing', code: `wrong-kind:${found}` };
  }
  const owner = asText(data['profile_id']);
  if (owner !== null && owner !== pageId) {
    return { kind: 'failed', reason: 'permission-missing', code: 'other-account' };
  }
  const scopes = scopesFor(data, pageId);
  return {
    kind: 'read',
    token: {
      kind: 'facebook-page',
      scopes,
      expiresAt: instantOf(data['expires_at']),
      dataAccessExpiresAt: instantOf(data['data_access_expires_at']),
      missing: missingFrom(neededAccess('facebook').scopes, scopes).filter(
        // The list of Pages is read once, while a channel is connected.
        ({ name }) => name !== 'pages_show_list',
      ),
    },
  };
}

/** The scopes that hold for one Page: a person may have given some for other Pages alone. */
export function scopesFor(data: Fields, pageId: string): string[] {
  const granular = new Map(
    asList(data['granular_scopes']).map((one) => {
      const { scope, target_ids: targets } = asFields(one);
      return [asText(scope), targets] as const;
    }),
  );
  return asList(data['scopes'])
    .map(asText)
    .filter((scope) => scope !== null)
    .filter((scope) => {
      const targets = granular.get(scope);
      return !Array.isArray(targets) || targets.includes(pageId);
    });
}

function whyDead(error: Fields): { reason: RefusalReason; code: string } {
  const subcode = asCount(error['subcode']) ?? asCount(error['error_subcode']);
  const reason =
    subcode !== null && CHECKPOINT_SUBCODES.includes(subcode) ? 'account-suspended' : 'token-dead';
  const code = asCount(error['code']) ?? 190;
  return { reason, code: subcode === null ? String(code) : `${code}/${subcode}` };
}

/** Facebook writes seconds, and 0 for no end. */
function instantOf(value: unknown): Date | null {
  const seconds = asCount(value);
  return seconds === null || seconds === 0 ? null : new Date(seconds * 1000);
}
