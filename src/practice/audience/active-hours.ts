const HOUR_MS = 3_600_000;

/** How awake the audience is in each hour of its day; the mean is 1. */
const WEIGHTS = normalised([
  0.25, 0.15, 0.1, 0.1, 0.15, 0.35, 0.8, 1.1, 1.2, 1.15, 1.1, 1.3, 1.35, 1.1, 1.0, 1.0, 1.05, 1.15,
  1.3, 1.6, 1.9, 1.85, 1.4, 0.7,
]);
const CUMULATIVE = WEIGHTS.map((_, hour) => WEIGHTS.slice(0, hour).reduce((a, b) => a + b, 0));

/**
 * Hours that the audience was awake for between two instants, as time of day counts in its zone:
 * an hour at night is worth little, an hour in the evening much.
 */
export function activeHoursBetween(from: number, to: number, zone: string): number {
  if (to <= from) return 0;
  // The offset at the start is kept: a change of summer time must not make figures run back.
  const offset = zoneOffsetMs(from, zone);
  return weightUntil(to + offset) - weightUntil(from + offset);
}

function weightUntil(local: number): number {
  const hours = local / HOUR_MS;
  const whole = Math.floor(hours);
  const ofDay = ((whole % 24) + 24) % 24;
  return (
    Math.floor(hours / 24) * 24 + (CUMULATIVE[ofDay] ?? 0) + (WEIGHTS[ofDay] ?? 0) * (hours - whole)
  );
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zoneOffsetMs(at: number, zone: string): number {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formatters.set(zone, formatter);
  const part = Object.fromEntries(
    formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
  );
  return local - Math.floor(at / 60_000) * 60_000;
}

function normalised(weights: number[]): number[] {
  const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
