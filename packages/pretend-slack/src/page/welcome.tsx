import { Icon, type IconName } from './icons.tsx';
import type { Look } from './look.tsx';

const ways: readonly (readonly [IconName, string, string])[] = [
  [
    'people',
    'Be anybody',
    'Choose above the channels who you are. A second browser can be somebody else.',
  ],
  ['mail', 'Read the mail', 'Every e-mail lands in the Mailbox, with links that work.'],
  [
    'clock',
    'Bend the rules',
    'Let a week pass, take the mail server down, watch every request in the Inspector.',
  ],
];

/** What this is, for somebody who sees it for the first time. */
export function Welcome({ look }: { look: Look }) {
  return (
    <section class="beginning welcome" aria-labelledby="welcome">
      <h2 id="welcome">A Slack to try it in</h2>
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
