import { ButtonLink, Name, Page } from '../../platform/web/page.tsx';
import type { InstallRefusal } from '../rules.ts';
import { installedTexts, notInstalledTexts, startAgain } from '../texts.ts';

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

/** The page after an installation that came to nothing: why, and the way to try again. */
export function NotInstalledPage({ reason }: { reason: InstallRefusal }) {
  const { title, message } = notInstalledTexts[reason];
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
