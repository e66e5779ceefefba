const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant of a date-and-time field in a zone. `skipped` when the zone's clocks never show that
 * time; null when it is no time at all. The server decides with the same rule.
 */
export function readLocalTime(text: string, zone: string): Date | 'skipped' | null {
  const asUtc = Date.parse(`${text.slice(0, 16)}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset before and the one after a change of clocks are the only two that can be meant.
  for (const near of [asUtc - 86_400_000, asUtc + 86_400_000]) {
    const instant = asUtc - offsetMs(near, zone);
    if (instant + offsetMs(instant, zone) === asUtc) return new Date(instant);
  }
  return 'skipped';
}

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(instant: number, zone: string): number {
  const shown = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (name: string): number => shown[name] ?? 0;
  const local = Date.UTC(
    at('year'),
    at('month') - 1,
    at('day'),
    at('hour'),
    at('minute'),
    at('second'),
  );
  return local - Math.floor(instant / 1000) * 1000;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(zone, made);
  return made;
}
