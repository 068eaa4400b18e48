/** Slack's date words, told in a time zone. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function dateInWords(
  seconds: number,
  format: string,
  reader: { zone: string; now: number },
): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return format;
  return format.replaceAll(/\{(\w+)\}/g, (token, name: string) => {
    const write = writers[name];
    return write ? write(date, reader) : token;
  });
}

type Reader = { zone: string; now: number };
type Writer = (date: Date, reader: Reader) => string;

const writers: Record<string, Writer> = {
  date_num: (date, { zone }) => isoDay(date, zone),
  date_slash: (date, { zone }) => isoDay(date, zone).replaceAll('-', '/'),
  date: (date, { zone }) => withOrdinal(date, zone, { month: 'long' }),
  date_short: shortDate,
  date_long: (date, { zone }) => withOrdinal(date, zone, { weekday: 'long', month: 'long' }),
  date_pretty: pretty((date, { zone }) => withOrdinal(date, zone, { month: 'long' })),
  date_short_pretty: pretty(shortDate),
  date_long_pretty: pretty((date, { zone }) =>
    withOrdinal(date, zone, { weekday: 'long', month: 'long' }),
  ),
  time: (date, { zone }) => formatted(date, zone, { hour: 'numeric', minute: '2-digit' }),
  time_secs: (date, { zone }) =>
    formatted(date, zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (date, { now }) => ago(date, now),
};

function formatted(date: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options }).format(date);
}

function shortDate(date: Date, { zone }: Reader): string {
  return formatted(date, zone, { month: 'short', day: 'numeric', year: 'numeric' });
}

function withOrdinal(date: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  const day = Number(formatted(date, zone, { day: 'numeric' }));
  const start = formatted(date, zone, options);
  const year = formatted(date, zone, { year: 'numeric' });
  if (!options.weekday) return `${start} ${day}${ordinal(day)}, ${year}`;
  const weekday = formatted(date, zone, { weekday: options.weekday });
  const month = formatted(date, zone, { month: options.month });
  return `${weekday}, ${month} ${day}${ordinal(day)}, ${year}`;
}

function ordinal(day: number): string {
  if (day > 10 && day < 14) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** The day as 2026-11-24, in a time zone. */
export function isoDay(date: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(date);
}

const dayMs = 86_400_000;

function pretty(otherwise: Writer): Writer {
  return (date, reader) => {
    const day = isoDay(date, reader.zone);
    for (const [word, shift] of [
      ['today', 0],
      ['yesterday', -dayMs],
      ['tomorrow', dayMs],
    ] as const) {
      if (day === isoDay(new Date(reader.now + shift), reader.zone)) return word;
    }
    return otherwise(date, reader);
  };
}

function ago(date: Date, now: number): string {
  const minutes = Math.round((date.getTime() - now) / 60_000);
  const words = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
}
