const CENSOR = '[redacted]';

/** Whatever looks like a credential is removed even when nobody told us its value. */
const PATTERNS: readonly [RegExp, string][] = [
  [
    /((?:access_token|appsecret_proof|client_secret|refresh_token)["']?[=:]\s*["']?)[^&"'\s,}]+/gi,
    `$1${CENSOR}`,
  ],
  [/(oauth_(?:token|signature|consumer_key)=)[^,&\s]+/gi, `$1${CENSOR}`],
  [/\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/%=-]{8,}/g, `$1${CENSOR}`],
];

export type Redact = (text: string) => string;

/** Removes these secrets from a text, also where they are URL-encoded or escaped in JSON. */
export function createRedactor(secrets: readonly (string | null | undefined)[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === null || secret === undefined || secret === '') continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(encodeURIComponent(encodeURIComponent(secret)));
    forms.add(new URLSearchParams([['', secret]]).toString().slice(1));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  // One pass, longest first: a secret that holds another one goes whole, and the mark stays whole.
  const escaped = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const known = escaped.length === 0 ? null : new RegExp(escaped.join('|'), 'g');
  return (text) => {
    let clean = known === null ? text : text.replace(known, CENSOR);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}
