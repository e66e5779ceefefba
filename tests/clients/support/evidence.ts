import type { CallEvidence } from '../../../src/clients/call-evidence.ts';

/** A call that reached its platform, with what is given; the text follows from the body. */
export function evidenceWith(given: Partial<CallEvidence>): CallEvidence {
  return {
    connected: true,
    status: null,
    headers: {},
    complete: given.status !== undefined,
    text: given.body === undefined ? null : JSON.stringify(given.body),
    body: undefined,
    errorCode: null,
    timedOut: false,
    ...given,
  };
}
