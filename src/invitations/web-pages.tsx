import type { Child } from 'hono/jsx';
import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import {
  Button,
  ButtonLink,
  Facts,
  Field,
  Monogram,
  Name,
  Page,
  ProblemSummary,
} from '../platform/page.tsx';
import { longDate } from '../shared/date-text.ts';
import type { JoinRefusal } from './rules.ts';

type JoinPageProps = {
  workspaceName: string;
  invitedBy: string;
  /** The invited address, as the inviter typed it. */
  email: string;
  role: Role;
  expiresAt: Date;
  passwordMinLength: number;
  /** Where the form goes: the invite link's own path. */
  action: string;
  /** What was typed before an error. Never the password. */
  values: { displayName: string };
  problems: Partial<Record<'displayName' | 'password' | 'avatar' | 'form', string>>;
};

/** The sign-up page behind a live invite link. The address is shown, never asked for. */
export function JoinPage(props: JoinPageProps) {
  const { workspaceName, problems } = props;
  const title = `Join ${workspaceName}`;
  const failed = Object.values(problems).some(Boolean);
  return (
    <Page title={failed ? `Please check: ${title}` : title} scripts={['join.js']} wide>
      <Invitation {...props} />
      <form
        method="post"
        action={props.action}
        enctype="multipart/form-data"
        data-workspace={workspaceName}
      >
        <ProblemSummary
          problems={problems}
          note="We never keep a password or a picture after an error, so please enter them again."
        />
        <SignUpFields {...props} />
        <Button busy="One moment…">
          Join <Name>{workspaceName}</Name>
        </Button>
      </form>
    </Page>
  );
}

function Invitation({ workspaceName, invitedBy, email, role, expiresAt }: JoinPageProps) {
  return (
    <div class="about">
      <Monogram name={workspaceName} />
      <h1>
        Join <Name>{workspaceName}</Name>
      </h1>
      <p class="lead">
        <Name>{invitedBy}</Name> invited you. You'll join as <Name>{email}</Name>.
      </p>
      <Facts
        facts={[
          ['Your role', <RoleText role={role} />],
          [
            'Your link',
            <>
              Works once, until{' '}
              <time datetime={expiresAt.toISOString()}>{longDate(expiresAt)}</time>. It is personal:
              please don't share it.
            </>,
          ],
        ]}
      />
    </div>
  );
}

function RoleText({ role }: { role: Role }) {
  return (
    <>
      <strong>{roleName(role)}</strong>
      <br />
      {roleExplanation(role)}
    </>
  );
}

function SignUpFields({ email, passwordMinLength, values, problems }: JoinPageProps) {
  return (
    <>
      <Field
        label="Your name"
        name="displayName"
        value={values.displayName}
        hint="This is how the others will see you."
        problem={problems.displayName}
        autocomplete="name"
        maxlength={80}
      />
      <Field
        label="Email address"
        name="username"
        value={email}
        hint="Your invitation is for this address, so it can't be changed."
        autocomplete="username"
        readonly
      />
      <Field
        label="Password"
        name="password"
        type="password"
        hint={`At least ${passwordMinLength} characters, any you like. A few random words are easy to remember. Best avoid well-known passwords, your name and your address.`}
        problem={problems.password}
        autocomplete="new-password"
        minlength={passwordMinLength}
      />
      <Field
        label="Picture"
        name="avatar"
        type="file"
        hint="PNG, JPEG or WebP, up to 5 MB."
        problem={problems.avatar}
        accept="image/png,image/jpeg,image/webp"
        optional
      />
    </>
  );
}

type DeadLinkProps = {
  state: JoinRefusal;
  workspaceName?: string | undefined;
  invitedBy?: string | undefined;
  /** Where members sign in; offered when the address may belong to one. */
  signInUrl?: string | undefined;
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
      {isMember && props.signInUrl !== undefined && (
        <ButtonLink href={props.signInUrl}>Sign in</ButtonLink>
      )}
    </Page>
  );
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
