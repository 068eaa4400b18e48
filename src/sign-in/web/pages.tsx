import type { Child } from 'hono/jsx';
import {
  Button,
  ButtonLink,
  Field,
  Monogram,
  Name,
  Notice,
  Page,
  ProblemSummary,
} from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import type { ShapeProblems } from '../texts.ts';

/** The workspace of a form: known, or to be asked for by its domain in Slack. */
export interface KnownWorkspace {
  readonly id: string;
  readonly name: string;
}

type WorkspaceProps = {
  /** Undefined when it must be asked for. */
  workspace: KnownWorkspace | undefined;
  /** Whether this server has others, so that somebody may mean another one. */
  hasOthers: boolean;
};

/** What is wrong: in a field by its shape, or all of it together. */
export type SignInProblems = ShapeProblems & { readonly form?: string };

type SignInPageProps = WorkspaceProps & {
  /** Where to go afterwards; undefined for the account. */
  returnTo: string | undefined;
  /** What was typed before an error. Never the password. */
  values: { email: string; slackDomain: string };
  problems?: SignInProblems;
  notice?: string | undefined;
};

/** Where members sign in. Holds nothing about anybody, so search engines may show it. */
export function SignInPage(props: SignInPageProps) {
  const { returnTo, values, problems = {}, notice } = props;
  const workspace = shownIn(props, values, problems);
  const title = workspace ? `Sign in to ${workspace.name}` : 'Sign in';
  return (
    <Page
      title={props.problems ? `Please check: ${title}` : title}
      scripts={['form.js']}
      description="Members sign in here with their e-mail address and password."
      indexable
    >
      <Heading workspace={workspace} act="Sign in" />
      {notice && <Notice>{notice}</Notice>}
      <form method="post" action="/sign-in">
        {returnTo !== undefined && <input type="hidden" name="return" value={returnTo} />}
        <ProblemSummary problems={problems} />
        <WorkspaceField
          workspace={workspace}
          value={values.slackDomain}
          problem={problems.slackDomain}
        />
        <EmailField value={values.email} problem={problems.email} />
        <Field label="Password" name="password" type="password" autocomplete="current-password" />
        <Button busy="One moment…">Sign in</Button>
      </form>
      <Aside>
        <a href={withWorkspace('/forgot', workspace)}>Forgot your password?</a>
        <OtherWorkspace {...props} workspace={workspace} path="/sign-in" />
      </Aside>
    </Page>
  );
}

type ForgotPageProps = WorkspaceProps & {
  /** Whether this server can send e-mails at all. */
  sendsEmail: boolean;
  /** What was typed before an error. */
  values?: { email: string; slackDomain: string };
  problems?: ShapeProblems;
};

/** Where a link for a new password is asked for. */
export function ForgotPage(props: ForgotPageProps) {
  const { sendsEmail, values, problems = {} } = props;
  const workspace = shownIn(props, values, problems);
  const title = 'Forgot your password?';
  const isWrong = Object.keys(problems).length > 0;
  return (
    <Page title={isWrong ? `Please check: ${title}` : title} scripts={['form.js']}>
      <Heading workspace={undefined} act={title} />
      {sendsEmail ? (
        <>
          <p class="lead">
            No problem. Tell us your e-mail address
            {workspace && (
              <>
                {' in '}
                <Name>{workspace.name}</Name>
              </>
            )}
            , and you get a link for choosing a new one.
          </p>
          <form method="post" action="/forgot">
            <ProblemSummary problems={problems} />
            <WorkspaceField
              workspace={workspace}
              value={values?.slackDomain ?? ''}
              problem={problems.slackDomain}
            />
            <EmailField value={values?.email ?? ''} problem={problems.email} />
            <Button busy="One moment…">Send me a link</Button>
          </form>
        </>
      ) : (
        <p class="lead">
          This server sends no e-mail, so it can't send you a link. Please ask an admin of your
          workspace: they can remove your account and invite you again.
        </p>
      )}
      <Aside>
        <a href={withWorkspace('/sign-in', workspace)}>Back to sign-in</a>
        <OtherWorkspace {...props} workspace={workspace} path="/forgot" />
      </Aside>
    </Page>
  );
}

/** The answer to whoever asked for a link; the same whether the address is a member's or not. */
export function ResetSentPage({ email }: { email: string }) {
  return (
    <Page title="Check your e-mail">
      <div class="tile" aria-hidden="true">
        ✉
      </div>
      <h1>Check your e-mail</h1>
      <p class="lead">
        If <Name>{email}</Name> belongs to a member, an e-mail with a link is on its way. The link
        works once, for 30 minutes.
      </p>
      <p class="lead">
        Nothing there after a few minutes? Look among spam, and check that the address is the one
        that you were invited with.
      </p>
      <Aside>
        <a href="/sign-in">Back to sign-in</a>
      </Aside>
    </Page>
  );
}

/** Where a new password is chosen, behind a reset link. */
export function ResetPage(props: {
  workspaceName: string;
  displayName: string;
  email: string;
  endsAt: Date;
  passwordMinLength: number;
  /** Where the form goes: the link's own path. */
  action: string;
  problem?: string | undefined;
}) {
  const { email, displayName, workspaceName } = props;
  const title = 'Choose a new password';
  return (
    <Page title={props.problem ? `Please check: ${title}` : title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{title}</h1>
      <p class="lead">
        For your account in <Name>{workspaceName}</Name>. You will be signed out everywhere else.
        This page works until{' '}
        <time datetime={props.endsAt.toISOString()}>{longDate(props.endsAt)}</time>.
      </p>
      <form method="post" action={props.action}>
        <ProblemSummary problems={{ password: props.problem }} />
        <Field
          label="Email address"
          name="username"
          value={email}
          autocomplete="username"
          readonly
        />
        <Field
          label="New password"
          name="password"
          type="password"
          hint={passwordHint(props.passwordMinLength)}
          problem={props.problem}
          autocomplete="new-password"
          minlength={props.passwordMinLength}
          personal={{ email, displayName, workspaceName }}
        />
        <Button busy="One moment…">Save and sign in</Button>
      </form>
    </Page>
  );
}

/** The rules for a password, told beforehand. */
function passwordHint(minLength: number): string {
  return `At least ${minLength} characters, any you like. A few random words are easy to remember.`;
}

/** The page behind a reset link that ended, or that nobody of us made. */
export function DeadResetPage({ state }: { state: 'ended' | 'unknown' }) {
  const title = state === 'ended' ? 'This link has ended' : "We don't know this link";
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        {state === 'ended' ? '!' : '?'}
      </div>
      <h1>{title}</h1>
      <p class="lead">
        {state === 'ended'
          ? 'Links for a new password work once, for 30 minutes, and only the password of the time they were made for. If you chose a new password with this one already, sign in with that.'
          : 'Links are long and easily cut off. Best open it straight from the e-mail.'}
      </p>
      <ButtonLink href="/forgot">Get a new link</ButtonLink>
      <Aside>
        <a href="/sign-in">Back to sign-in</a>
      </Aside>
    </Page>
  );
}

function Heading({ workspace, act }: { workspace: KnownWorkspace | undefined; act: string }) {
  return (
    <>
      {workspace ? (
        <Monogram name={workspace.name} />
      ) : (
        <div class="tile" aria-hidden="true">
          →
        </div>
      )}
      <h1>
        {act}
        {workspace && (
          <>
            {' to '}
            <Name>{workspace.name}</Name>
          </>
        )}
      </h1>
    </>
  );
}

/** Whoever named another team than the browser remembers goes on being asked for it. */
function shownIn(
  { workspace }: WorkspaceProps,
  values: { slackDomain: string } | undefined,
  problems: ShapeProblems = {},
): KnownWorkspace | undefined {
  const isAsked = Boolean(values?.slackDomain) || problems.slackDomain !== undefined;
  return isAsked ? undefined : workspace;
}

function WorkspaceField({
  workspace,
  value,
  problem,
}: {
  workspace: KnownWorkspace | undefined;
  value: string;
  problem: string | undefined;
}) {
  return workspace ? (
    <input type="hidden" name="workspace" value={workspace.id} />
  ) : (
    <Field
      label="Your team's address in Slack"
      name="slackDomain"
      value={value}
      problem={problem}
      hint="Such as corp.slack.com: in Slack, click the name of your workspace to see it."
      autocomplete="organization"
    />
  );
}

function EmailField({ value, problem }: { value: string; problem: string | undefined }) {
  return (
    <Field
      label="Email address"
      name="email"
      value={value}
      problem={problem}
      autocomplete="username"
      inputmode="email"
    />
  );
}

function OtherWorkspace({ workspace, hasOthers, path }: WorkspaceProps & { path: string }) {
  return workspace && hasOthers ? <a href={`${path}?workspace=other`}>Another workspace?</a> : null;
}

function withWorkspace(path: string, workspace: KnownWorkspace | undefined): string {
  return workspace ? `${path}?workspace=${workspace.id}` : path;
}

/** The way to other pages, below the one thing to do. */
function Aside({ children }: { children: Child }) {
  return <p class="aside">{children}</p>;
}
