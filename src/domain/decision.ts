/** What a pure decision answers: go on with a value, or a refusal that a person can understand. */
export type Decision<Value, Reason extends string> =
  | { ok: true; value: Value }
  | { ok: false; reason: Reason; parameters?: Record<string, string | number> };

export function allow<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function refuse<Reason extends string>(
  reason: Reason,
  parameters?: Record<string, string | number>,
): { ok: false; reason: Reason; parameters?: Record<string, string | number> } {
  return parameters === undefined ? { ok: false, reason } : { ok: false, reason, parameters };
}
