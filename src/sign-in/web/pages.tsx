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
import {
  commonTexts,
  deadResetTexts,
  forgotTexts,
  passwordHint,
  resetSentTexts,
  resetTexts,
  type ShapeProblems,
  signInTexts,
  withProblem,
} from '../texts.ts';
import { PasskeySignIn } from './passkey-pages.tsx';
import { SlackWay } from './slack-pages.tsx';

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
  /** Whether passkeys work at this server's address. */
  hasPasskeys: boolean;
  notice?: string | undefined;
  /** The way to Slack; undefined where people don't sign in with it. */
  slackHref?: string | undefined;
};

/** Where members sign in. Holds nothing about anybody, so search engines may show it. */
export function SignInPage(props: SignInPageProps) {
  const { returnTo, values, problems = {}, notice } = props;
  const workspace = shownIn(props, values, problems);
  const title = signInTexts.heading(workspace?.name).join('');
  return (
    <Page
      title={props.problems ? withProblem(title) : title}
      scripts={props.hasPasskeys ? ['form.js', 'passkeys.js'] : ['form.js']}
      description={signInTexts.description}
      indexable
    >
      <WorkspaceTile workspace={workspace} />
      <h1>{signInTexts.heading(workspace && <Name>{workspace.name}</Name>)}</h1>
      {notice && <Notice>{notice}</Notice>}
      {props.slackHref !== undefined && <SlackWay href={props.slackHref} />}
      <form method="post" action="/sign-in">
        {returnTo !== undefined && <input type="hidden" name="return" value={returnTo} />}
        <ProblemSummary problems={problems} />
        <WorkspaceField
          workspace={workspace}
          value={values.slackDomain}
          problem={problems.slackDomain}
        />
        <EmailField value={values.email} problem={problems.email} takesPasskey />
        <Field
          label={signInTexts.password}
          name="password"
          type="password"
          autocomplete="current-password"
        />
        <Button busy={commonTexts.busy}>{commonTexts.signIn}</Button>
      </form>
      {props.hasPasskeys && <PasskeySignIn returnTo={returnTo} workspace={workspace} />}
      <Aside>
        <a href={withWorkspace('/forgot', workspace)}>{signInTexts.forgot}</a>
        <OtherWorkspace {...props} workspace={workspace} path="/sign-in" />
      </Aside>
    </Page>
  );
}

type ForgotPageProps = WorkspaceProps & {
  /** Whether this server can send emails at all. */
  sendsEmail: boolean;
  /** What was typed before an error. */
  values?: { email: string; slackDomain: string };
  problems?: ShapeProblems;
};

/** Where a link for a new password is asked for. */
export function ForgotPage(props: ForgotPageProps) {
  const { sendsEmail, values, problems = {} } = props;
  const workspace = shownIn(props, values, problems);
  const { title } = forgotTexts;
  const isWrong = Object.keys(problems).length > 0;
  return (
    <Page
      title={isWrong ? withProblem(title) : title}
      description={forgotTexts.description}
      scripts={['form.js']}
    >
      <WorkspaceTile workspace={undefined} />
      <h1>{title}</h1>
      {sendsEmail ? (
        <>
          <p class="lead">{forgotTexts.lead(workspace && <Name>{workspace.name}</Name>)}</p>
          <form method="post" action="/forgot">
            <ProblemSummary problems={problems} />
            <WorkspaceField
              workspace={workspace}
              value={values?.slackDomain ?? ''}
              problem={problems.slackDomain}
            />
            <EmailField value={values?.email ?? ''} problem={problems.email} />
            <Button busy={commonTexts.busy}>{forgotTexts.send}</Button>
          </form>
        </>
      ) : (
        <p class="lead">{forgotTexts.noEmail}</p>
      )}
      <Aside>
        <a href={withWorkspace('/sign-in', workspace)}>{commonTexts.backToSignIn}</a>
        <OtherWorkspace {...props} workspace={workspace} path="/forgot" />
      </Aside>
    </Page>
  );
}

/** The answer to whoever asked for a link; the same whether the address is a member's or not. */
export function ResetSentPage({ email }: { email: string }) {
  return (
    <Page title={resetSentTexts.title}>
      <div class="tile" aria-hidden="true">
        ✉
      </div>
      <h1>{resetSentTexts.title}</h1>
      <p class="lead">{resetSentTexts.lead(<Name>{email}</Name>)}</p>
      <p class="lead">{resetSentTexts.nothingThere}</p>
      <Aside>
        <a href="/sign-in">{commonTexts.backToSignIn}</a>
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
  const { title } = resetTexts;
  return (
    <Page title={props.problem ? withProblem(title) : title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{title}</h1>
      <p class="lead">
        {resetTexts.lead(
          <Name>{workspaceName}</Name>,
          <time datetime={props.endsAt.toISOString()}>{longDate(props.endsAt)}</time>,
        )}
      </p>
      <form method="post" action={props.action}>
        <ProblemSummary problems={{ password: props.problem }} />
        <Field
          label={commonTexts.email}
          name="username"
          value={email}
          autocomplete="username"
          readonly
        />
        <Field
          label={resetTexts.password}
          name="password"
          type="password"
          hint={passwordHint(props.passwordMinLength)}
          problem={props.problem}
          autocomplete="new-password"
          minlength={props.passwordMinLength}
          personal={{ email, displayName, workspaceName }}
        />
        <Button busy={commonTexts.busy}>{resetTexts.save}</Button>
      </form>
    </Page>
  );
}

/** The page behind a reset link that ended, or that nobody of us made. */
export function DeadResetPage({ state }: { state: 'ended' | 'unknown' }) {
  const { title, lead } = deadResetTexts[state];
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        {state === 'ended' ? '!' : '?'}
      </div>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <ButtonLink href="/forgot">{deadResetTexts.newLink}</ButtonLink>
      <Aside>
        <a href="/sign-in">{commonTexts.backToSignIn}</a>
      </Aside>
    </Page>
  );
}

function WorkspaceTile({ workspace }: { workspace: KnownWorkspace | undefined }) {
  return workspace ? (
    <Monogram name={workspace.name} />
  ) : (
    <div class="tile" aria-hidden="true">
      →
    </div>
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
      label={commonTexts.team}
      name="slackDomain"
      value={value}
      problem={problem}
      hint={commonTexts.teamHint}
      autocomplete="organization"
    />
  );
}

function EmailField({
  value,
  problem,
  takesPasskey = false,
}: {
  value: string;
  problem: string | undefined;
  /** Whether browsers may offer passkeys in it. */
  takesPasskey?: boolean;
}) {
  return (
    <Field
      label={commonTexts.email}
      name="email"
      value={value}
      problem={problem}
      autocomplete={takesPasskey ? 'username webauthn' : 'username'}
      inputmode="email"
    />
  );
}

function OtherWorkspace({ workspace, hasOthers, path }: WorkspaceProps & { path: string }) {
  return workspace && hasOthers ? (
    <a href={`${path}?workspace=other`}>{commonTexts.otherWorkspace}</a>
  ) : null;
}

function withWorkspace(path: string, workspace: KnownWorkspace | undefined): string {
  return workspace ? `${path}?workspace=${workspace.id}` : path;
}

/** The way to other pages, below the one thing to do. */
function Aside({ children }: { children: Child }) {
  return <p class="aside">{children}</p>;
}
