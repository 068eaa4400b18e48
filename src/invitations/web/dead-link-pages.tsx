import { Button, ButtonLink, Monogram, Name, Page } from '../../platform/web/page.tsx';
import type { Words } from '../../shared/words.ts';
import type { JoinRefusal } from '../rules.ts';
import {
  askedWords,
  type DeadLinkFacts,
  type DeadLinkText,
  deadLinkTexts,
  signedInTexts,
  wayOnTexts,
} from '../texts/dead-links.ts';

type DeadLinkProps = DeadLinkFacts & {
  state: JoinRefusal;
  /** Where members sign in; offered when the address may belong to one. */
  signInUrl?: string | undefined;
  /** Where somebody who is signed in as that very member goes on. */
  accountUrl?: string | undefined;
  /** Where a new invitation is asked for, and whether that was done already; undefined when it can't be. */
  askAgain?: { readonly action: string; readonly isAsked: boolean } | undefined;
};

const signs = {
  accepted: '✓',
  expired: '!',
  revoked: '×',
  declined: '×',
  replaced: '↻',
  moved: '↻',
  unknown: '?',
  already_member: '✓',
  domain_not_allowed: '×',
  seats_full: '!',
  not_installed: '!',
} as const satisfies Record<JoinRefusal, string>;

/** The page behind a link that is used up, too old, withdrawn, replaced or unknown. Tells no more than it is given. */
export function DeadLinkPage(props: DeadLinkProps) {
  const { title, text, untilAsked }: DeadLinkText = deadLinkTexts[props.state](props);
  const isAsked = props.askAgain?.isAsked === true;
  const paragraphs = untilAsked && !isAsked ? [...text, untilAsked] : text;
  const isMember = props.state === 'accepted' || props.state === 'already_member';
  return (
    <Page title={title} tone={isMember ? 'good' : 'trouble'}>
      <div class="tile" aria-hidden="true">
        {signs[props.state]}
      </div>
      <h1>{title}</h1>
      {paragraphs.map((paragraph) => (
        <p class="lead">
          <Sentence words={paragraph} />
        </p>
      ))}
      {props.askAgain && <AskAgain facts={props} {...props.askAgain} />}
      {isMember && <WayIn {...props} />}
    </Page>
  );
}

/** A sentence whose names may be in any language. */
export function Sentence({ words }: { words: Words }) {
  return <>{words.map((word) => (typeof word === 'string' ? word : <Name>{word.strong}</Name>))}</>;
}

function WayIn({ accountUrl, signInUrl }: DeadLinkProps) {
  if (accountUrl !== undefined)
    return <ButtonLink href={accountUrl}>{wayOnTexts.account}</ButtonLink>;
  return signInUrl === undefined ? null : (
    <ButtonLink href={signInUrl}>{wayOnTexts.signIn}</ButtonLink>
  );
}

function AskAgain({
  facts,
  action,
  isAsked,
}: {
  facts: DeadLinkFacts;
  action: string;
  isAsked: boolean;
}) {
  return isAsked ? (
    <p class="notice" role="status">
      <Sentence words={askedWords(facts)} />
    </p>
  ) : (
    <form method="post" action={action}>
      <Button busy={wayOnTexts.busy}>{wayOnTexts.askAgain}</Button>
    </form>
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
  const invited = maskedEmail(invitedEmail);
  return (
    <Page title={signedInTexts.title}>
      <Monogram name={workspaceName} />
      <h1>{signedInTexts.title}</h1>
      <p class="lead">
        <Sentence words={signedInTexts.who(displayName, ownEmail, workspaceName, invited)} />
      </p>
      <p class="lead">{signedInTexts.howTo}</p>
      <form method="post" action="/sign-out">
        <input type="hidden" name="return" value={returnTo} />
        <Button busy={signedInTexts.busy}>{signedInTexts.signOut}</Button>
      </form>
      <p class="aside">
        <a href="/account">{signedInTexts.stay}</a>
      </p>
    </Page>
  );
}

/** An address that its owner recognises and nobody else learns. */
function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${email.slice(at)}`;
}
