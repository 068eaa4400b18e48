import { Icon, type IconName } from './icons.tsx';
import type { Look } from './look.tsx';

const ways: readonly (readonly [IconName, string, string])[] = [
  [
    'people',
    'Be anybody',
    'Olga, Adam, Mia or Gus: choose above the channels. A second browser can be somebody else.',
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
  const command = look.sandbox.declared.commands[0]?.command ?? '/invite';
  return (
    <section class="beginning welcome" aria-labelledby="welcome">
      <h2 id="welcome">A Slack to try it in</h2>
      <p>
        The Slack around here is pretend, but the app in it is real: it invites people to a
        workspace. Nothing leaves this machine. Begin with <kbd>{command}</kbd> below.
      </p>
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
