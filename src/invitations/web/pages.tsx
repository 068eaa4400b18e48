import { type Role, roleExplanation, roleName } from '../../members/rules.ts';
import { Button, Facts, Field, Monogram, Page, ProblemSummary } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { quotedLines } from '../../shared/quotation.ts';
import { newPasskeyTexts } from '../../sign-in/passkey-texts.ts';
import { PasskeyButton } from '../../sign-in/web/passkey-pages.tsx';
import { SlackWay } from '../../sign-in/web/slack-pages.tsx';
import { ToolNames } from '../../tools/web/tiles-page.tsx';
import {
  declineTexts,
  fieldTexts,
  invitedWords,
  joinTexts,
  joinTitle,
  joinWords,
  waysTexts,
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
  /** Whether passkeys work here, and whether a password was chosen before; undefined where they don't. */
  passkeys: { isByPassword: boolean } | undefined;
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
      scripts={props.passkeys ? ['form.js', 'passkeys.js'] : ['form.js']}
      description={joinTexts.description}
      wide
    >
      <Invitation {...props} />
      <form method="post" action={props.action} enctype="multipart/form-data">
        {props.slackHref !== undefined && <SlackWay href={props.slackHref} />}
        <ProblemSummary
          problems={problems}
          {...(problems.form === undefined && { note: joinTexts.enterAgain })}
        />
        <NameField {...props} />
        <WaysIn {...props} />
        <p class="aside">
          <a href={`${props.action}/no`}>{declineTexts.no}</a>
        </p>
      </form>
      <Details {...props} />
    </Page>
  );
}

function Invitation({ workspaceName, invitedBy, email }: JoinPageProps) {
  return (
    <div class="about">
      <Monogram name={workspaceName} />
      <h1>
        <Sentence words={joinWords(workspaceName)} />
      </h1>
      <p class="lead">
        <Sentence words={invitedWords(invitedBy, email)} />
      </p>
    </div>
  );
}

/** What is good to know: beside the form or, on a phone, below it. */
function Details({ invitedBy, message = '', role, toolNames, expiresAt }: JoinPageProps) {
  return (
    <div class="about more">
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

function NameField({ values, problems }: JoinPageProps) {
  return (
    <Field
      label={fieldTexts.displayName.label}
      name="displayName"
      value={values.displayName}
      hint={fieldTexts.displayName.hint}
      problem={problems.displayName}
      autocomplete="name"
    />
  );
}

/** How they will sign in: with a passkey, where passkeys.js finds that the browser has them, or with a password. */
function WaysIn(props: JoinPageProps) {
  const { passkeys, action } = props;
  if (!passkeys) return <PasswordWay {...props} />;
  return (
    <>
      <div class="ways">
        <div class="way" hidden>
          <PasskeyButton
            act="create"
            options={`${action}/passkey-options`}
            label={newPasskeyTexts.create}
          />
          <p class="hint">{newPasskeyTexts.hint}</p>
        </div>
      </div>
      <details open data-instead={passkeys.isByPassword ? 'chosen' : ''}>
        <summary hidden>{waysTexts.password}</summary>
        <div class="instead">
          <PasswordWay {...props} />
        </div>
      </details>
    </>
  );
}

function PasswordWay({ workspaceName, email, passwordMinLength, values, problems }: JoinPageProps) {
  return (
    <>
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
      <Button busy={joinTexts.busy}>
        <Sentence words={joinWords(workspaceName)} />
      </Button>
    </>
  );
}
