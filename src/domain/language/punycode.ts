const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_CODE_POINT = 128;
const PREFIX_LENGTH = 'xn--'.length;

const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]/;
/** Full stops of other scripts, which also end a label. */
const SEPARATORS = /[.\u3002\uff0e\uff61]/;

/**
 * The length of a part of a domain name as the name servers know it (RFC 3492). Counting stops
 * early, with some number above it, when the length passes `limit`.
 */
export function asciiLabelLength(label: string, limit: number): number {
  // An encoded label is never shorter than the number of its characters.
  if (label.length > 2 * limit) return label.length;
  const parts = label.split(SEPARATORS);
  const dots = parts.length - 1;
  return parts.reduce((sum, part) => sum + encodedLength(part), dots);
}

function encodedLength(part: string): number {
  if (!NOT_PRINTABLE_ASCII.test(part)) return part.length;
  const points = Array.from(part, (character) => character.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < INITIAL_CODE_POINT).length;
  let length = PREFIX_LENGTH + basic + (basic > 0 ? 1 : 0);
  let handled = basic;
  let next = INITIAL_CODE_POINT;
  let delta = 0;
  let bias = INITIAL_BIAS;
  while (handled < points.length) {
    const smallest = Math.min(...points.filter((point) => point >= next));
    delta += (smallest - next) * (handled + 1);
    next = smallest;
    for (const point of points) {
      if (point < next) delta += 1;
      if (point !== next) continue;
      length += digitsOf(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    next += 1;
  }
  return length;
}

function threshold(k: number, bias: number): number {
  return Math.min(Math.max(k - bias, T_MIN), T_MAX);
}

function digitsOf(delta: number, bias: number): number {
  let digits = 1;
  let rest = delta;
  for (let k = BASE; rest >= threshold(k, bias); k += BASE) {
    const t = threshold(k, bias);
    rest = Math.floor((rest - t) / (BASE - t));
    digits += 1;
  }
  return digits;
}

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
