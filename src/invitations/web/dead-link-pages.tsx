import type { Child } from 'hono/jsx';
import { Button, ButtonLink, Monogram, Name, Page } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import type { JoinRefusal } from '../rules.ts';

type DeadLinkProps = {
  state: JoinRefusal;
  workspaceName?: string | undefined;
  invitedBy?: string | undefined;
  /** Where members sign in; offered when the address may belong to one. */
  signInUrl?: string | undefined;
  /** Where somebody who is signed in as that very member goes on. */
  accountUrl?: string | undefined;
  /** Where a new invitation is asked for, and when that was done last; undefined when it can't be. */
  askAgain?: { readonly action: string; readonly askedAt: Date | undefined } | undefined;
};

/** The page behind a link that is used up, too old, withdrawn, replaced or unknown. Tells no more than it is given. */
export function DeadLinkPage(props: DeadLinkProps) {
  const { sign, title, text } = deadLinkTexts[props.state](props);
  const isMember = props.state === 'accepted' || props.state === 'already_member';
  return (
    <Page title={title} tone={isMember ? 'good' : 'trouble'}>
      <div class="tile" aria-hidden="true">
        {sign}
      </div>
      <h1>{title}</h1>
      {text.map((paragraph) => (
        <p class="lead">{paragraph}</p>
      ))}
      {props.askAgain && <AskAgain {...props} {...props.askAgain} />}
      {isMember && <WayIn {...props} />}
    </Page>
  );
}

function WayIn({ accountUrl, signInUrl }: DeadLinkProps) {
  if (accountUrl !== undefined)
    return <ButtonLink href={accountUrl}>Go to your account</ButtonLink>;
  return signInUrl === undefined ? null : <ButtonLink href={signInUrl}>Sign in</ButtonLink>;
}

function AskAgain({
  action,
  askedAt,
  ...props
}: DeadLinkProps & { action: string; askedAt: Date | undefined }) {
  return askedAt === undefined ? (
    <form method="post" action={action}>
      <Button busy="One moment…">Ask for a new invitation</Button>
    </form>
  ) : (
    <p class="notice" role="status">
      We told {inviter(props)} on <time datetime={askedAt.toISOString()}>{longDate(askedAt)}</time>{' '}
      that you would like a new invitation. It comes by e-mail; you can ask once a day.
    </p>
  );
}

/** For somebody who opened another person's invitation while signed in. Nothing is used up. */
export function SignedInAlreadyPage({
  workspaceName,
  displayName,
  ownEmail,
  invitedEmail,
  returnTo,
}: {
  workspaceName: string;
  displayName: string;
  ownEmail: string;
  invitedEmail: string;
  /** The invite link's own path, to come back to after signing out. */
  returnTo: string;
}) {
  return (
    <Page title="You're signed in already">
      <Monogram name={workspaceName} />
      <h1>You're signed in already</h1>
      <p class="lead">
        On this browser you are <Name>{displayName}</Name> (<Name>{ownEmail}</Name>) in{' '}
        <Name>{workspaceName}</Name>. This invitation is for another address:{' '}
        <Name>{maskedEmail(invitedEmail)}</Name>.
      </p>
      <p class="lead">The link still works. To use it, sign out first; you come back to it.</p>
      <form method="post" action="/sign-out">
        <input type="hidden" name="return" value={returnTo} />
        <Button busy="One moment…">Sign out and use the invitation</Button>
      </form>
      <p class="aside">
        <a href="/account">Stay signed in</a>
      </p>
    </Page>
  );
}

/** An address that its owner recognises and nobody else learns. */
function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${email.slice(at)}`;
}

const deadLinkTexts = {
  accepted: (props) => ({
    sign: '✓',
    title: 'This invitation was already used',
    text: [
      <>If that was you, all is well: you are a member{ofWorkspace(props)}.</>,
      <>If it wasn't, please tell {inviter(props)}: each link lets one person in, once.</>,
    ],
  }),
  expired: (props) => ({
    sign: '!',
    title: 'This invitation has expired',
    text: [
      <>Invite links{toWorkspace(props)} only work for a limited time.</>,
      <>
        Ask {inviter(props)} to send it again. It takes them one click, and you get a new e-mail.
      </>,
    ],
  }),
  revoked: (props) => ({
    sign: '×',
    title: 'This invitation was withdrawn',
    text: [
      <>This link{toWorkspace(props)} no longer works.</>,
      <>If you think that is a mistake, ask {inviter(props)} for a new invitation.</>,
    ],
  }),
  replaced: (props) => ({
    sign: '↻',
    title: 'There is a newer link',
    text: [
      <>This link{toWorkspace(props)} was replaced by a newer one.</>,
      <>
        Look for the newest invitation e-mail, also among spam, and use its link. If you can't find
        it, ask {inviter(props)} to send it again.
      </>,
    ],
  }),
  unknown: () => ({
    sign: '?',
    title: "We don't know this link",
    text: [
      <>Links are long and easily cut off. Please check that the whole link was copied.</>,
      <>
        Best open it straight from the invitation e-mail. If that doesn't help, ask the person who
        invited you for a new link.
      </>,
    ],
  }),
  already_member: (props) => ({
    sign: '✓',
    title: "You're a member already",
    text: [
      <>The invited address already belongs to a member{ofWorkspace(props)}.</>,
      <>There is nothing left to do here. If you can't get in, tell {inviter(props)}.</>,
    ],
  }),
  domain_not_allowed: (props) => ({
    sign: '×',
    title: 'This address can not join any more',
    text: [
      <>
        The team{toWorkspace(props)} now only takes people with certain e-mail addresses, and yours
        is not one of them.
      </>,
      <>Ask {inviter(props)} for an invitation to your work address.</>,
    ],
  }),
  seats_full: (props) => ({
    sign: '!',
    title: 'No seat is free at the moment',
    text: [
      <>The team{toWorkspace(props)} has as many members as it allows itself.</>,
      <>
        Tell {inviter(props)}. Once a seat is free, this link works again, as long as it hasn't
        expired.
      </>,
    ],
  }),
  not_installed: (props) => ({
    sign: '!',
    title: 'Nobody can join at the moment',
    text: [
      <>The team{toWorkspace(props)} has removed this app from its Slack, so joining is paused.</>,
      <>
        Tell {inviter(props)}. Once the app is installed again, this link works, as long as it
        hasn't expired.
      </>,
    ],
  }),
} satisfies Record<
  JoinRefusal,
  (props: DeadLinkProps) => { sign: string; title: string; text: Child[] }
>;

function inviter({ invitedBy }: DeadLinkProps): Child {
  return invitedBy === undefined ? 'the person who invited you' : <Name>{invitedBy}</Name>;
}

function ofWorkspace({ workspaceName }: DeadLinkProps): Child {
  return workspaceName === undefined ? null : (
    <>
      {' of '}
      <Name>{workspaceName}</Name>
    </>
  );
}

function toWorkspace({ workspaceName }: DeadLinkProps): Child {
  return workspaceName === undefined ? null : (
    <>
      {' to '}
      <Name>{workspaceName}</Name>
    </>
  );
}
