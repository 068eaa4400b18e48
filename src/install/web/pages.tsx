import { ButtonLink, Name, Page } from '../../platform/web/page.tsx';
import type { InstallRefusal } from '../rules.ts';

/** The page after an installation that worked. */
export function InstalledPage({
  name,
  url,
  command,
}: {
  name: string;
  url: string;
  command: string;
}) {
  return (
    <Page title="The app is installed" tone="good">
      <div class="tile" aria-hidden="true">
        ✓
      </div>
      <h1>The app is installed</h1>
      <p class="lead">
        <Name>{name}</Name> is ready. Back in Slack, type <strong>{command}</strong> in any channel
        to invite the first person.
      </p>
      <ButtonLink href={url}>Open Slack</ButtonLink>
    </Page>
  );
}

const refusalTexts = {
  denied: {
    title: 'The app was not installed',
    message:
      'Slack says that it was not allowed. Nothing has changed. If you need an approval in your workspace, ask one of its owners.',
  },
  bad_state: {
    title: 'Please start once more',
    message:
      'This page can be used once, within ten minutes, and in the browser in which you started. Nothing has changed.',
  },
  code_refused: {
    title: 'Please start once more',
    message: 'Slack says that its answer was used already, or is too old. Nothing has changed.',
  },
  slack_down: {
    title: "Slack can't be reached",
    message: 'Nothing has changed. Please wait a few minutes, and then start once more.',
  },
} as const satisfies Record<InstallRefusal, { title: string; message: string }>;

/** The page after an installation that came to nothing: why, and the way to try again. */
export function NotInstalledPage({ reason }: { reason: InstallRefusal }) {
  const { title, message } = refusalTexts[reason];
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{message}</p>
      <ButtonLink href="/slack/install">Start again</ButtonLink>
    </Page>
  );
}
