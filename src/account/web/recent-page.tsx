import { longDate } from '../../shared/date-text.ts';
import type { AccountEvent } from '../../sign-in/event-rules.ts';
import { recentText, recentTexts, whereText } from '../../sign-in/event-texts.ts';

/** What happened last at somebody's account: sign-ins, tries that failed, and changes. */
export function RecentEvents({ events }: { events: readonly AccountEvent[] }) {
  if (events.length === 0) return null;
  return (
    <section>
      <h2>{recentTexts.title}</h2>
      <p class="hint">{recentTexts.lead}</p>
      <ul class="sessions">
        {events.map((event) => (
          <li>
            <p>
              <strong>{recentText(event)}</strong>
              <br />
              <span class="hint">
                {event.times > 1 && `${recentTexts.lastFrom} `}
                {whereText(event)} ·{' '}
                <time datetime={event.at.toISOString()}>
                  {longDate(event.at).replace(/^\w+, /, '')}
                </time>
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
