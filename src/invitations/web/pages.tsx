import { type Role, roleExplanation, roleName } from '../../members/rules.ts';
import {
  Button,
  Facts,
  Field,
  Monogram,
  Name,
  Page,
  ProblemSummary,
} from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';

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
    <Page
      title={failed ? `Please check: ${title}` : title}
      scripts={['form.js']}
      description="A personal invitation: it lets one person in, once."
      wide
    >
      <Invitation {...props} />
      <form method="post" action={props.action} enctype="multipart/form-data">
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

function SignUpFields({
  workspaceName,
  email,
  passwordMinLength,
  values,
  problems,
}: JoinPageProps) {
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
        personal={{ email, displayName: values.displayName, workspaceName }}
      />
      <Field
        label="Picture"
        name="avatar"
        type="file"
        hint="PNG, JPEG or WebP, up to 20 MB."
        problem={problems.avatar}
        accept="image/png,image/jpeg,image/webp"
        optional
      />
    </>
  );
}
