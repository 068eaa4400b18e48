/** Every moment on the page as it is where the browser is; the server only knows UTC. */
export function showLocalTimes() {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  for (const time of document.querySelectorAll('time')) {
    const parts = new Map(
      format.formatToParts(new Date(time.dateTime)).map(({ type, value }) => [type, value]),
    );
    const before = time.textContent;
    // As the server writes it: in lists without the day of the week.
    const weekday = /^\w+, /.test(before) ? `${parts.get('weekday')}, ` : '';
    const day = `${parts.get('day')} ${parts.get('month')} ${parts.get('year')}`;
    const hour = `${parts.get('hour')}:${parts.get('minute')} ${parts.get('timeZoneName')}`;
    time.textContent = `${weekday}${day} at ${hour}`;
    time.title = before;
  }
}
