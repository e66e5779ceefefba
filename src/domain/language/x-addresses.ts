import {
  COUNTRY_DOMAINS,
  CYRILLIC,
  DIRECTION_MARKS,
  FORBIDDEN,
  GENERIC_DOMAINS,
  LATIN_ACCENTS,
  NOT_IN_DOMAINS,
} from './data/x-patterns.ts';
import { asciiLabelLength } from './punycode.ts';

/** Where an address starts in a text, in UTF-16 units, and how many units it takes. */
export type Address = { start: number; length: number };

const MAX_URL_LENGTH = 4096;
const MAX_TCO_SLUG_LENGTH = 40;
const MAX_LABEL_LENGTH = 63;
const DEFAULT_PROTOCOL = 'https://';

const END_OF_DOMAIN = '(?=[^0-9a-zA-Z@+-]|$)';
const topLevel =
  `(?:(?:(?:${GENERIC_DOMAINS})${END_OF_DOMAIN})|(?:(?:${COUNTRY_DOMAINS})${END_OF_DOMAIN})` +
  '|(?:xn--[\\-0-9a-z]+))';
const inDomain = `[^${NOT_IN_DOMAINS}]`;
const subdomain = `(?:(?:${inDomain}(?:[_-]|${inDomain})*)?${inDomain}\\.)`;
const domainName = `(?:(?:${inDomain}(?:-|${inDomain})*)?${inDomain}\\.)`;
const domain = `(?:${subdomain}*${domainName}${topLevel})`;

const inPath = `[a-z${CYRILLIC}0-9!\\*';:=\\+,\\.\\$\\/%#\\[\\]\\-\\u2013_~@\\|&${LATIN_ACCENTS}]`;
// Parentheses in pairs, one pair inside another at most.
const balanced = `\\((?:${inPath}+|(?:${inPath}*\\(${inPath}+\\)${inPath}*))\\)`;
// A full stop after an address belongs to the sentence.
const endOfPath = `[\\+\\-a-z${CYRILLIC}0-9=_#\\/${LATIN_ACCENTS}]|(?:${balanced})`;
const path = `(?:(?:${inPath}*(?:${balanced}${inPath}*)*${endOfPath})|(?:@${inPath}+/))`;
const query = `\\?[a-z0-9!?\\*'@\\(\\);:&=\\+\\$\\/%#\\[\\]\\-_\\.,~|]*[a-z0-9\\-_&=#\\/]`;
const before = `(?:[^A-Za-z0-9@＠$#＃${FORBIDDEN}]|[${DIRECTION_MARKS}]|^)`;

const ADDRESS = new RegExp(
  `(?<before>${before})(?<url>(?<protocol>https?:\\/\\/)?(?<domain>${domain})(?::[0-9]+)?` +
    `(?<path>\\/${path}*)?(?:${query})?)`,
  'gi',
);
const ASCII_DOMAIN = new RegExp(`(?:(?:[\\-a-z0-9${LATIN_ACCENTS}]+)\\.)+${topLevel}`, 'gi');
const TCO = new RegExp(`^https?:\\/\\/t\\.co\\/([a-z0-9]+)(?:${query})?`, 'i');
const NOT_BEFORE_BARE_DOMAIN = /[-_./]$/;

/** No address holds a blank, but one may stand before it. */
const RUN = /[ \n]?[^ \n]+/g;
/** Searching takes time by the square of the length; nothing readable is this long. */
const LONGEST_SEARCHED = 2 * MAX_URL_LENGTH;

/**
 * Finds what X shortens to an address of its own: with a protocol, or a bare domain under a known
 * top-level domain (so `README.md` is one). The rules are those of twitter-text 3; only in a run of
 * more than 8,192 characters without a blank nothing is found.
 */
export function findAddresses(text: string): Address[] {
  const found: Address[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length > LONGEST_SEARCHED || !run.includes('.')) continue;
    for (const { start, length } of addressesIn(run)) found.push({ start: index + start, length });
  }
  return found;
}

function addressesIn(run: string): Address[] {
  const found: Address[] = [];
  // Not matchAll: it would copy a pattern of 15,000 characters for every run.
  ADDRESS.lastIndex = 0;
  for (let match = ADDRESS.exec(run); match !== null; match = ADDRESS.exec(run)) {
    const parts = match.groups ?? {};
    const url = parts['url'] ?? '';
    const start = match.index + match[0].length - url.length;
    const protocol = parts['protocol'] ?? '';
    const host = parts['domain'] ?? '';
    if (!isResolvable(url, protocol === '' ? DEFAULT_PROTOCOL : protocol, host)) continue;
    if (protocol === '') {
      if (NOT_BEFORE_BARE_DOMAIN.test(parts['before'] ?? '')) continue;
      found.push(...bareAddresses(url, host, parts['path'] ?? '', start));
    } else {
      const length = protocolAddressLength(url);
      if (length !== null) found.push({ start, length });
    }
  }
  return found;
}

/** Without a protocol only the ASCII parts of a domain count, the last one with its path. */
function bareAddresses(url: string, host: string, pathPart: string, start: number): Address[] {
  const found: Address[] = [];
  let end = 0;
  for (const [name] of host.matchAll(ASCII_DOMAIN)) {
    // twitter-text looks the name up again and may find it earlier, inside a longer one.
    const at = host.indexOf(name, end);
    end = at + name.length;
    found.push({ start: start + at, length: name.length });
  }
  const last = found.at(-1);
  if (last !== undefined && pathPart !== '') last.length += url.length - host.length;
  return found;
}

/** A t.co address ends with its slug, which has a longest form. */
function protocolAddressLength(url: string): number | null {
  const tco = TCO.exec(url);
  if (tco === null) return url.length;
  return (tco[1] ?? '').length > MAX_TCO_SLUG_LENGTH ? null : tco[0].length;
}

function isResolvable(url: string, protocol: string, host: string): boolean {
  if (protocol.length + url.length > MAX_URL_LENGTH) return false;
  if (host.startsWith('xn--') && host.search(ASCII_DOMAIN) === -1) return false;
  return host.split('.').every((label) => {
    const length = asciiLabelLength(label, MAX_LABEL_LENGTH);
    return length >= 1 && length <= MAX_LABEL_LENGTH;
  });
}
