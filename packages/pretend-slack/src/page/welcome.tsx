import { Icon, type IconName } from './icons.tsx';
import type { Look } from './look.tsx';

const ways: readonly (readonly [IconName, string, string])[] = [
  [
    'people',
    'Be anyone',
    'Pick a person above the channels. Open a second browser to be someone else.',
  ],
  ['mail', 'Read the mail', 'Every email lands in the Mailbox, and its links work.'],
  [
    'clock',
    'Break things',
    'Skip a week, take the mail server down, watch every request in the Inspector.',
  ],
];

/** What this is, for somebody who sees it for the first time. */
export function Welcome({ look }: { look: Look }) {
  return (
    <section class="beginning welcome" aria-labelledby="welcome">
      <h2 id="welcome">Try it in a pretend Slack</h2>
      <p>{look.sandbox.texts.welcome}</p>
      <ul>
        {ways.map(([icon, title, text]) => (
          <li>
            <Icon name={icon} />
            <strong>{title}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
