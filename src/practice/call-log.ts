import type { PracticePlatform } from './types.ts';

const KEPT_CALLS = 2_000;
const SECRET_PARAMETERS =
  /([?&](?:access_token|appsecret_proof|input_token|client_secret|code|code_verifier|fb_exchange_token)=)[^&]*/g;

/** One call that an API received. `status` 0: the caller got no answer. */
export type LoggedCall = {
  at: string;
  method: string;
  path: string;
  platform: PracticePlatform;
  account: string | null;
  status: number;
  fault: string | null;
};

export type CallLog = ReturnType<typeof createCallLog>;

/** The last calls, without tokens, and how many there were in all. */
export function createCallLog() {
  let calls: LoggedCall[] = [];
  const counters = { facebook: 0, x: 0 };
  return {
    add: (call: LoggedCall): void => {
      counters[call.platform] += 1;
      calls.push({ ...call, path: call.path.replace(SECRET_PARAMETERS, '$1[redacted]') });
      if (calls.length > KEPT_CALLS * 2) calls = calls.slice(-KEPT_CALLS);
    },
    list: (): LoggedCall[] => calls.slice(-KEPT_CALLS),
    counters: () => ({ ...counters }),
    clear: (): void => {
      calls = [];
      counters.facebook = 0;
      counters.x = 0;
    },
  };
}
