import { Button, ButtonLink, Monogram, Name, Notice, Page } from '../../platform/web/page.tsx';
import type { DownloadRefusal } from '../rules.ts';
import { refusedTexts, downloadPageTexts as texts } from '../texts.ts';

/** Where an admin downloads who did what; of one person if there is one. */
export function ActivityPage({
  workspaceName,
  person,
  isGone = false,
}: {
  workspaceName: string;
  /** Whose it is, named as in the address. */
  person?: { readonly text: string; readonly name: string } | undefined;
  /** The address names somebody who isn't there. */
  isGone?: boolean;
}) {
  const workspace = <Name>{workspaceName}</Name>;
  return (
    <Page title={texts.title(workspaceName)}>
      <Monogram name={workspaceName} />
      <h1>{texts.heading}</h1>
      {isGone && <Notice>{texts.gone}</Notice>}
      <p class="lead">
        {person ? texts.leadOf(<Name>{person.name}</Name>, workspace) : texts.lead(workspace)}
      </p>
      <form method="post" action="/activity">
        {person && <input type="hidden" name="person" value={person.text} />}
        <Button>{texts.download}</Button>
      </form>
      <p>{texts.recorded}</p>
      <p>
        {person && (
          <>
            <a href="/activity">{texts.all}</a> ·{' '}
          </>
        )}
        <a href="/account">{texts.account}</a>
      </p>
    </Page>
  );
}

/** Says why somebody can't have it. */
export function NoActivityPage({ refusal }: { refusal: DownloadRefusal }) {
  const { title, lead } = refusedTexts[refusal];
  return (
    <Page title={title} tone="calm">
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <ButtonLink href="/account">{texts.account}</ButtonLink>
    </Page>
  );
}
