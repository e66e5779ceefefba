import { OutboundAgent } from '../outbound-agent.ts';

const REAL_API = 'https://api.x.com';

/**
 * The agent that leads twitter-api-v2 to `apiUrl`. The library's URLs, and with them the Host
 * header and the OAuth 1.0a signature, always say api.x.com; only the connection goes elsewhere.
 * @throws TypeError for an address with a path: the library's own paths are fixed
 */
export function createXAgent(apiUrl: string, proxyUrl: string | null): OutboundAgent {
  const url = new URL(apiUrl);
  if (url.pathname !== '/' || url.search !== '') {
    throw new TypeError(
      `the address of the X API cannot have a path: ${url.origin}${url.pathname}`,
    );
  }
  const secure = url.protocol === 'https:';
  return new OutboundAgent({
    urlProtocol: 'https:',
    target:
      url.origin === REAL_API
        ? null
        : {
            host: url.hostname.replace(/^\[|\]$/g, ''),
            port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
            tls: secure,
          },
    proxyUrl,
  });
}

/** Whether this is X itself and not a server that speaks like it. */
export function isRealX(apiUrl: string): boolean {
  return new URL(apiUrl).origin === REAL_API;
}
