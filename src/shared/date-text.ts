/**
 * A moment in words for pages and emails: `Sunday, 29 November 2026 at 18:55 UTC`. Takes any IANA zone and
 * always names it, so that nobody has to guess. Never reads the clock; throws RangeError for an unknown zone.
 */
export function longDate(date: Date, timeZone = 'UTC'): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  // Put together here, because the commas between the parts differ from one version of Node to the next.
  const day = `${part('weekday')}, ${part('day')} ${part('month')} ${part('year')}`;
  return `${day} at ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

/** Making one takes longer than all else about an email; there are only so many zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
      timeZoneName: 'short',
    });
  formats.set(timeZone, format);
  return format;
}
