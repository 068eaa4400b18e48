import { ButtonLink, Page } from '../../platform/web/page.tsx';

/** What led to the account page, when it is asked for without a session right after that. */
export type JustDone = 'joined' | 'signed_in' | 'reset';

/** Anybody may open such an address at any time, so nothing is claimed: those who did it know that it is about them. */
const justDoneTexts = {
  joined: "Have you joined just now? That worked: you're in, and your account is ready.",
  signed_in: 'Have you signed in just now? That worked: your password was right.',
  reset: 'Have you chosen a new password just now? That worked: it is saved.',
} as const satisfies Record<JustDone, string>;

/** For a browser whose session has ended, or that never had one, or that keeps none. */
export function SignedOutPage({
  signInUrl,
  justDone,
}: {
  signInUrl?: string | undefined;
  justDone?: JustDone | undefined;
} = {}) {
  return (
    <Page title="You're signed out">
      <div class="tile" aria-hidden="true">
        →
      </div>
      <h1>You're signed out</h1>
      <p class="lead">No account is signed in on this browser.</p>
      {justDone && (
        <p class="lead">
          {justDoneTexts[justDone]} But this browser keeps no cookies, and it needs one to stay
          signed in. Please allow cookies for this site, then sign in.
        </p>
      )}
      {!justDone && (
        <p class="lead">
          {signInUrl === undefined
            ? "Have an invitation e-mail that you haven't used yet? Open its link. Otherwise ask an admin of your workspace to invite you."
            : 'Sign in again to go on where you left off.'}
        </p>
      )}
      {signInUrl !== undefined && <ButtonLink href={signInUrl}>Sign in</ButtonLink>}
    </Page>
  );
}
