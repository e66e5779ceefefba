import http from 'node:http';
import { createCallRecorder } from './call-evidence.ts';
import type { CallEvidence } from './call-evidence.ts';
import type { OutboundAgent } from './outbound-agent.ts';
import { settleWithin } from './with-deadline.ts';

/** One GET without a library, for calls that carry no access token and so fit none of them. */
export async function plainGet(
  url: URL,
  agent: OutboundAgent,
  signal: AbortSignal,
): Promise<CallEvidence> {
  const recorder = createCallRecorder(agent);
  const settled = await settleWithin(
    signal,
    () =>
      new Promise<void>((resolve, reject) => {
        const request = http.request(url, {
          agent: recorder.agent,
          signal,
          headers: { accept: 'application/json', 'accept-encoding': 'identity' },
        });
        request.on('response', (response) => {
          response.on('close', resolve);
          response.on('error', reject);
        });
        request.on('error', reject);
        request.end();
      }),
  );
  return recorder.evidence(!settled.ok && settled.timedOut);
}
