import { ButtonLink, Name, Page } from '../../platform/web/page.tsx';
import {
  byHandTexts,
  installedTexts,
  notInstalledTexts,
  otherTeamTexts,
  startAgain,
} from '../texts.ts';

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
    <Page title={installedTexts.title} tone="good">
      <div class="tile" aria-hidden="true">
        ✓
      </div>
      <h1>{installedTexts.title}</h1>
      <p class="lead">{installedTexts.next(<Name>{name}</Name>, <strong>{command}</strong>)}</p>
      <ButtonLink href={url}>{installedTexts.open}</ButtonLink>
    </Page>
  );
}

/** The page after an installation that came to nothing: why (`detail` is what Slack calls it), and the way to try again. */
export function NotInstalledPage({
  reason,
  detail,
}: {
  reason: keyof typeof notInstalledTexts;
  detail: string;
}) {
  const { title, message: told } = notInstalledTexts[reason];
  const message = typeof told === 'string' ? told : told(detail);
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{message}</p>
      <ButtonLink href="/slack/install">{startAgain}</ButtonLink>
    </Page>
  );
}

/** The page for whoever tried to install the app in a team that isn't let in: what that team is, and what to do. */
export function OtherTeamPage({ name, slackId }: { name: string; slackId: string }) {
  const { title, lead, wrongTeam, ask } = otherTeamTexts;
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{lead(<Name>{name}</Name>)}</p>
      <p class="lead">{wrongTeam}</p>
      <ButtonLink href="/slack/install">{startAgain}</ButtonLink>
      <p class="hint">{ask(<strong>{slackId}</strong>)}</p>
    </Page>
  );
}

/** The page for whoever looks for the way to install an app that is connected by a bot token. */
export function ByHandPage() {
  return (
    <Page title={byHandTexts.title}>
      <div class="tile" aria-hidden="true">
        →
      </div>
      <h1>{byHandTexts.title}</h1>
      <p class="lead">{byHandTexts.lead}</p>
    </Page>
  );
}
