import { Button, Monogram, Name, Page } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import type { DeadSignInLink } from '../sign-in-link-rules.ts';
import { deadSignInLinkTexts, signInLinkTexts as texts } from '../sign-in-link-texts.ts';
import { commonTexts } from '../texts.ts';

/** Behind a sign-in link: nothing happens before the button is pressed. */
export function SignInLinkPage({
  workspaceName,
  email,
  endsAt,
  action,
}: {
  workspaceName: string;
  email: string;
  endsAt: Date;
  /** Where the form goes: the link's own path. */
  action: string;
}) {
  const until = <time datetime={endsAt.toISOString()}>{longDate(endsAt)}</time>;
  return (
    <Page title={texts.title(workspaceName).join('')} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{texts.title(<Name>{workspaceName}</Name>)}</h1>
      <p class="lead">{texts.lead(<Name>{email}</Name>, until)}</p>
      <p>{texts.advice}</p>
      <form method="post" action={action}>
        <Button busy={texts.busy}>{texts.submit}</Button>
      </form>
    </Page>
  );
}

/** Behind a link that ended, or that nobody of us made. */
export function DeadSignInLinkPage({ state }: { state: DeadSignInLink }) {
  const { title, lead } = deadSignInLinkTexts[state];
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        {state === 'ended' ? '!' : '?'}
      </div>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <p class="aside">
        <a href="/sign-in">{commonTexts.backToSignIn}</a>
      </p>
    </Page>
  );
}
