import { type Role, roleExplanation, roleName } from '../../members/rules.ts';
import {
  Button,
  ButtonLink,
  Facts,
  Field,
  Monogram,
  Name,
  Page,
  ProblemSummary,
  Refusal,
} from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { initial } from '../../shared/letter.tsx';
import type { AccountEvent } from '../../sign-in/event-rules.ts';
import type { ListedPasskey } from '../../sign-in/passkey-rules.ts';
import { browserName, type ListedSession } from '../../sign-in/rules.ts';
import type { SecondStepState } from '../../sign-in/second-step-rules.ts';
import { withProblem } from '../../sign-in/texts.ts';
import { SecondStepSection } from '../../sign-in/web/second-step-pages.tsx';
import type { OwnTool } from '../../tools/given-rules.ts';
import { ownToolsTexts } from '../../tools/given-texts.ts';
import { ToolTiles } from '../../tools/web/tiles-page.tsx';
import { leaveTexts } from '../leave-texts.ts';
import type { SlackConnection } from '../rules.ts';
import {
  nextTexts,
  openingTexts,
  otherAccountTexts,
  personTexts,
  profileTexts,
  sessionTexts,
} from '../texts.ts';
import { Passkeys } from './passkeys-pages.tsx';
import { PasswordForm } from './password-pages.tsx';
import { RecentEvents } from './recent-page.tsx';
import { AccountForm, Section } from './section-pages.tsx';
import { SlackSection } from './slack-pages.tsx';

/** The fields of the account page that can have a problem. */
export type AccountField =
  | 'displayName'
  | 'avatar'
  | 'current'
  | 'password'
  | 'passkeys'
  | 'passkeyName'
  | 'form';

/** What the account page shows. */
export type AccountPageProps = {
  memberId: string;
  displayName: string;
  email: string;
  role: Role;
  workspaceName: string;
  /** Whether the workspace has uninstalled the app. */
  hasLeft?: boolean;
  avatarUrl?: string | undefined;
  /** Right after signing up: a welcome, and where to go from there. */
  justJoined: boolean;
  /** What they may open. */
  tools?: readonly OwnTool[];
  /** Where the team is opened in Slack, for whoever comes from there. */
  slackUrl?: string | undefined;
  /** What was done just now, in words. */
  notice?: string | undefined;
  /** What was sent stood on a page of another account, so nothing was done. */
  isOfAnother?: boolean;
  passwordMinLength?: number;
  /** Whether they may choose another without the one that they have. */
  forgotPassword?: boolean;
  secondStep?: SecondStepState;
  /** How they stand with Slack; undefined where people don't sign in with it. */
  slack?: SlackConnection | undefined;
  /** How they sign in. */
  waysIn?: { readonly hasPassword: boolean; readonly passkeys: readonly ListedPasskey[] };
  /** Whether passkeys work at this server's address. */
  hasPasskeys?: boolean;
  /** The passkey whose new name has a problem, and what is shown again of that. */
  renamed?: { readonly id: string; readonly typed: string } | undefined;
  sessions?: readonly ListedSession[];
  /** What happened last at the account. */
  recent?: readonly AccountEvent[];
  /** Where admins manage the team in Slack; undefined for others. */
  teamUrl?: string | undefined;
  /** What was typed before an error. */
  values?: { displayName: string } | undefined;
  problems?: Readonly<Partial<Record<AccountField, string>>>;
};

/** A member's own account: what others see, the password, and where they are signed in. */
export function AccountPage(props: AccountPageProps) {
  const { workspaceName, justJoined, problems = {} } = props;
  const scripts = ['form.js', ...(props.hasPasskeys ? ['passkeys.js' as const] : [])] as const;
  return (
    <Page title={pageTitle(props)} tone={justJoined ? 'good' : 'calm'} scripts={scripts} wide>
      {props.isOfAnother && <OtherAccount {...props} />}
      <div class="about">
        <Opening {...props} />
        {props.notice && (
          <p class="notice" role="status">
            {props.notice}
          </p>
        )}
        {props.hasLeft && (
          <p class="notice">{openingTexts.hasLeft(<Name>{workspaceName}</Name>)}</p>
        )}
        <ProblemSummary problems={problems} />
        <Person {...props} />
        <ManageTeam {...props} />
        {!justJoined && (
          <form class="aside" method="post" action="/sign-out">
            <Button look="small">{openingTexts.signOut}</Button>
          </form>
        )}
      </div>
      <div class="forms">
        <Tools {...props} />
        {justJoined && <NextSteps {...props} />}
        {(!justJoined || problems.avatar) && <ProfileForms {...props} />}
        {!justJoined && <Passkeys {...props} />}
        {!justJoined && props.slack && <SlackSection connection={props.slack} {...props} />}
        {!justJoined && <PasswordForm {...props} />}
        {!justJoined && props.secondStep && <SecondStepSection state={props.secondStep} />}
        {!justJoined && <SessionList {...props} />}
        {!justJoined && <RecentEvents events={props.recent ?? []} />}
        {!justJoined && (
          <Section title={leaveTexts.linkTitle}>
            <p>
              <a href="/account/leave">{leaveTexts.link}</a>
            </p>
          </Section>
        )}
      </div>
    </Page>
  );
}

function pageTitle(props: AccountPageProps): string {
  const title = openingTexts.title(props.workspaceName, props.justJoined);
  if (props.isOfAnother) return otherAccountTexts.pageTitle(title);
  return Object.values(props.problems ?? {}).some(Boolean) ? withProblem(title) : title;
}

/** Says whose page this is now, to whoever sent a form from a page of another account. */
function OtherAccount({ email, values }: AccountPageProps) {
  return (
    <Refusal title={otherAccountTexts.title}>
      <p>{otherAccountTexts.lead(<Name>{email}</Name>)}</p>
      {values && (
        <p>{otherAccountTexts.nameKept(<a href="#displayName">{otherAccountTexts.saveIt}</a>)}</p>
      )}
    </Refusal>
  );
}

function Opening({ justJoined, workspaceName, displayName }: AccountPageProps) {
  return (
    <>
      <Monogram name={workspaceName} />
      <h1>{openingTexts.heading(justJoined)}</h1>
      {justJoined && (
        <p class="lead">
          {openingTexts.welcome(<Name>{workspaceName}</Name>, <Name>{displayName}</Name>)}
        </p>
      )}
    </>
  );
}

function Person({ displayName, email, avatarUrl, workspaceName, role }: AccountPageProps) {
  return (
    <>
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
          [personTexts.workspace, <Name>{workspaceName}</Name>],
          [
            personTexts.role,
            <>
              <strong>{roleName(role)}</strong>
              <br />
              {roleExplanation(role)}
            </>,
          ],
        ]}
      />
    </>
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

function Tools({ tools = [] }: AccountPageProps) {
  if (tools.length === 0) return null;
  return (
    <Section title={ownToolsTexts.title}>
      <ToolTiles tools={tools} />
    </Section>
  );
}

/** Where whoever has just joined goes from here. */
function NextSteps({ slackUrl, tools = [] }: AccountPageProps) {
  return (
    <div class="next">
      {tools.length === 0 && <p>{nextTexts.noTools}</p>}
      {slackUrl !== undefined && (
        <ButtonLink href={slackUrl} look={tools.length > 0 ? 'other' : 'main'}>
          {nextTexts.slack}
        </ButtonLink>
      )}
      <p class="hint">
        {nextTexts.before}
        <a href="/account">{nextTexts.account}</a>
        {nextTexts.after}
      </p>
    </div>
  );
}

function ManageTeam({ teamUrl }: AccountPageProps) {
  return teamUrl === undefined ? null : (
    <p>
      {openingTexts.manageTeam} <a href={teamUrl}>{openingTexts.openHomeTab}</a>.
    </p>
  );
}

function ProfileForms({
  memberId,
  displayName,
  avatarUrl,
  values,
  problems = {},
}: AccountPageProps) {
  return (
    <Section title={profileTexts.title}>
      <AccountForm memberId={memberId} act="name">
        <Field
          label={profileTexts.name}
          name="displayName"
          value={values?.displayName ?? displayName}
          hint={profileTexts.nameHint}
          problem={problems.displayName}
          autocomplete="name"
        />
        <Button look="other" busy={profileTexts.busy}>
          {profileTexts.saveName}
        </Button>
      </AccountForm>
      <AccountForm memberId={memberId} act="avatar" hasFile>
        <Field
          label={avatarUrl === undefined ? profileTexts.picture : profileTexts.changePicture}
          name="avatar"
          type="file"
          hint={profileTexts.pictureHint}
          problem={problems.avatar}
          accept="image/png,image/jpeg,image/webp"
        />
        <Button look="other" busy={profileTexts.busy}>
          {profileTexts.savePicture}
        </Button>
      </AccountForm>
      {avatarUrl !== undefined && (
        <AccountForm memberId={memberId} act="remove_avatar">
          <Button look="other">{profileTexts.removePicture}</Button>
        </AccountForm>
      )}
    </Section>
  );
}

function SessionList({ memberId, sessions = [] }: Pick<AccountPageProps, 'memberId' | 'sessions'>) {
  return (
    <Section title={sessionTexts.title}>
      <ul class="sessions">
        {sessions.map((session) => (
          <li>
            <p>
              <strong>{browserName(session.userAgent)}</strong>
              {session.isThisOne && <span class="mark">{sessionTexts.thisOne}</span>}
              <br />
              <span class="hint">
                {session.ipAddress} · {sessionTexts.lastSeen}{' '}
                <time datetime={session.lastSeenAt.toISOString()}>
                  {longDate(session.lastSeenAt).replace(/^\w+, /, '')}
                </time>
              </span>
            </p>
            {!session.isThisOne && (
              <AccountForm memberId={memberId} act="end" named={{ session: session.handle }}>
                <Button look="small">
                  {sessionTexts.end}
                  <span class="hidden-status">
                    {' '}
                    {sessionTexts.endSpoken(browserName(session.userAgent), session.ipAddress)}
                  </span>
                </Button>
              </AccountForm>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <AccountForm memberId={memberId} act="end_others">
          <Button look="other">{sessionTexts.endOthers}</Button>
        </AccountForm>
      )}
    </Section>
  );
}
