import { ButtonLink, Page } from '../../platform/web/page.tsx';
import type { JustDone } from '../rules.ts';
import { commonTexts, signedOutTexts as texts } from '../texts.ts';

/** For a browser whose session has ended, or that never had one, or that keeps none. */
export function SignedOutPage({
  signInUrl,
  justDone,
}: {
  signInUrl?: string | undefined;
  justDone?: JustDone | undefined;
} = {}) {
  return (
    <Page title={texts.title}>
      <div class="tile" aria-hidden="true">
        →
      </div>
      <h1>{texts.title}</h1>
      <p class="lead">{texts.lead}</p>
      {justDone && <p class="lead">{texts.noCookies(justDone)}</p>}
      {!justDone && (
        <p class="lead">{signInUrl === undefined ? texts.invited : texts.signInAgain}</p>
      )}
      {signInUrl !== undefined && <ButtonLink href={signInUrl}>{commonTexts.signIn}</ButtonLink>}
    </Page>
  );
}
