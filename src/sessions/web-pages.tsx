import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import { ButtonLink, Facts, Monogram, Name, Page } from '../platform/page.tsx';
import { initial } from '../shared/letter.tsx';

/** A member's own account; with `justJoined`, the welcome right after signing up. */
export function AccountPage({
  displayName,
  email,
  role,
  workspaceName,
  avatarUrl,
  justJoined,
}: {
  displayName: string;
  email: string;
  role: Role;
  workspaceName: string;
  avatarUrl?: string | undefined;
  justJoined: boolean;
}) {
  return (
    <Page
      title={justJoined ? `You're in: ${workspaceName}` : `Your account: ${workspaceName}`}
      tone={justJoined ? 'good' : 'calm'}
    >
      {justJoined ? (
        <>
          <Monogram name={workspaceName} />
          <h1>You're in</h1>
          <p class="lead">
            Welcome to <Name>{workspaceName}</Name>, <Name>{displayName}</Name>! Your account is
            ready, and you are signed in on this browser.
          </p>
        </>
      ) : (
        <>
          <Monogram name={workspaceName} />
          <h1>Your account</h1>
          <p class="lead">
            This is how <Name>{workspaceName}</Name> knows you.
          </p>
        </>
      )}
      <div class="person">
        <Portrait displayName={displayName} avatarUrl={avatarUrl} />
        <p>
          <strong>
            <Name>{displayName}</Name>
          </strong>
          <br />
          <Name>{email}</Name>
        </p>
      </div>
      <Facts
        facts={[
          ['Workspace', <Name>{workspaceName}</Name>],
          [
            'Your role',
            <>
              <strong>{roleName(role)}</strong>
              <br />
              {roleExplanation(role)}
            </>,
          ],
        ]}
      />
    </Page>
  );
}

function Portrait({
  displayName,
  avatarUrl,
}: {
  displayName: string;
  avatarUrl: string | undefined;
}) {
  // The name stands beside it, so the picture has nothing to add for screen readers.
  return avatarUrl === undefined ? (
    <span class="portrait" aria-hidden="true">
      {initial(displayName)}
    </span>
  ) : (
    <img class="portrait" src={avatarUrl} alt="" width={64} height={64} />
  );
}

/** For a browser whose session has ended, or that never had one. */
export function SignedOutPage({ signInUrl }: { signInUrl?: string | undefined } = {}) {
  return (
    <Page title="You're signed out">
      <div class="tile" aria-hidden="true">
        →
      </div>
      <h1>You're signed out</h1>
      <p class="lead">No account is signed in on this browser.</p>
      <p class="lead">
        {signInUrl === undefined
          ? "Have an invitation e-mail that you haven't used yet? Open its link. Otherwise ask an admin of your workspace to invite you."
          : 'Sign in again to go on where you left off.'}
      </p>
      {signInUrl !== undefined && <ButtonLink href={signInUrl}>Sign in</ButtonLink>}
    </Page>
  );
}
