import { type Role, roleExplanation, roleName } from '../../members/rules.ts';
import { Button, Facts, Field, Monogram, Page, ProblemSummary } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { quotedLines } from '../../shared/quotation.ts';
import { SlackWay } from '../../sign-in/web/slack-pages.tsx';
import { ToolNames } from '../../tools/web/tiles-page.tsx';
import {
  declineTexts,
  fieldTexts,
  invitedWords,
  joinTexts,
  joinTitle,
  joinWords,
} from '../texts/join.ts';
import { writesWords } from '../texts/notices.ts';
import { Sentence } from './dead-link-pages.tsx';

type JoinPageProps = {
  workspaceName: string;
  invitedBy: string;
  /** What the inviter says, in words of their own. */
  message: string | undefined;
  /** The invited address, as the inviter typed it. */
  email: string;
  role: Role;
  /** What they can open once they have joined. */
  toolNames: readonly string[];
  expiresAt: Date;
  passwordMinLength: number;
  /** Where the form goes: the invite link's own path. */
  action: string;
  /** The way to join by Slack; undefined where there is none. */
  slackHref?: string | undefined;
  /** What was typed before an error, or what is proposed before anything was. Never the password. */
  values: { displayName: string };
  problems: Partial<Record<'displayName' | 'password' | 'avatar' | 'form', string>>;
};

/** The sign-up page behind a live invite link. The address is shown, never asked for. */
export function JoinPage(props: JoinPageProps) {
  const { workspaceName, problems } = props;
  const failed = Object.values(problems).some(Boolean);
  return (
    <Page
      title={joinTitle(workspaceName, failed)}
      scripts={['form.js']}
      description={joinTexts.description}
      wide
    >
      <Invitation {...props} />
      <form method="post" action={props.action} enctype="multipart/form-data">
        {props.slackHref !== undefined && <SlackWay href={props.slackHref} />}
        <ProblemSummary problems={problems} note={joinTexts.enterAgain} />
        <SignUpFields {...props} />
        <Button busy={joinTexts.busy}>
          <Sentence words={joinWords(workspaceName)} />
        </Button>
        <p class="aside">
          <a href={`${props.action}/no`}>{declineTexts.no}</a>
        </p>
      </form>
    </Page>
  );
}

function Invitation({
  workspaceName,
  invitedBy,
  message = '',
  email,
  role,
  toolNames,
  expiresAt,
}: JoinPageProps) {
  return (
    <div class="about">
      <Monogram name={workspaceName} />
      <h1>
        <Sentence words={joinWords(workspaceName)} />
      </h1>
      <p class="lead">
        <Sentence words={invitedWords(invitedBy, email)} />
      </p>
      <Message by={invitedBy} lines={quotedLines(message)} />
      <Facts
        facts={[
          [joinTexts.role, <RoleText role={role} />],
          ...(toolNames.length > 0
            ? [[joinTexts.tools, <ToolNames names={toolNames} />] as const]
            : []),
          [
            joinTexts.link,
            <>
              {joinTexts.linkUntil}
              <time datetime={expiresAt.toISOString()}>{longDate(expiresAt)}</time>
              {joinTexts.linkPersonal}
            </>,
          ],
        ]}
      />
    </div>
  );
}

function Message({ by, lines }: { by: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <figure>
      <figcaption class="lead">
        <Sentence words={writesWords(by)} />
      </figcaption>
      <blockquote>
        {lines.map((line) => (
          <p dir="auto">{line || <br />}</p>
        ))}
      </blockquote>
    </figure>
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
        label={fieldTexts.displayName.label}
        name="displayName"
        value={values.displayName}
        hint={fieldTexts.displayName.hint}
        problem={problems.displayName}
        autocomplete="name"
      />
      <Field
        label={fieldTexts.email.label}
        name="username"
        value={email}
        hint={fieldTexts.email.hint}
        autocomplete="username"
        readonly
      />
      <Field
        label={fieldTexts.password.label}
        name="password"
        type="password"
        hint={fieldTexts.password.hint(passwordMinLength)}
        problem={problems.password}
        autocomplete="new-password"
        minlength={passwordMinLength}
        personal={{ email, displayName: values.displayName, workspaceName }}
      />
      <Field
        label={fieldTexts.avatar.label}
        name="avatar"
        type="file"
        hint={fieldTexts.avatar.hint}
        problem={problems.avatar}
        accept="image/png,image/jpeg,image/webp"
        optional
      />
    </>
  );
}
