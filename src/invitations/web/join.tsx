import type { Context, Hono } from 'hono';
import { largestAvatarBytes } from '../../account/rules.ts';
import type { SlackOpenId } from '../../platform/slack/openid.ts';
import { cleanLink } from '../../platform/web/clean-link.ts';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { browserAddress, showPage, tooManyPage } from '../../platform/web/server.tsx';
import { parseDisplayName, shownDisplayName } from '../../shared/display-name.ts';
import { signedInWith } from '../../sign-in/api.ts';
import { relyingPartyOf } from '../../sign-in/passkey-rules.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { askingBrowser, giveSession } from '../../sign-in/web/browser.ts';
import { sessionCookie } from '../../sign-in/web/cookies.ts';
import { giveOptions } from '../../sign-in/web/passkey-options.ts';
import { inviteTokenLength, type JoinRefusal, mayAskAgain } from '../rules.ts';
import { signUpProblemTexts } from '../texts/join.ts';
import { askAgain } from '../use-cases/ask-again.ts';
import { declineInvitation, openToDecline } from '../use-cases/decline.ts';
import type { InvitationDeps } from '../use-cases/deps.ts';
import {
  type ClosedInvitation,
  countUnknownLink,
  type Joined,
  type JoinFailure,
  joinWorkspace,
  type OpenedInvitation,
  openInvitation,
  openToJoin,
} from '../use-cases/join.ts';
import { optionsToJoin } from '../use-cases/join-options.ts';
import type { SignUpForm, SignUpProblems } from '../use-cases/sign-up.ts';
import { DeadLinkPage, SignedInAlreadyPage } from './dead-link-pages.tsx';
import { DeclinePage } from './decline-page.tsx';
import { JoinPage } from './pages.tsx';

export interface InvitationWebDeps extends InvitationDeps {
  readonly trustProxy: number;
  readonly authCookieDomain: string | undefined;
  readonly sendsEmail: boolean;
  /** How people say who they are by Slack; undefined where the app has no ID for that. */
  readonly slackSignIn: SlackOpenId | undefined;
}

/** The sign-up page behind every invite link. Opening it, however often, changes nothing. */
export function invitationRoutes(web: Hono, deps: InvitationWebDeps): void {
  web.get('/join/:token', cleanLink('join', inviteTokenLength), async (c) => {
    const opened = await openInvitation(deps, c.req.param('token'));
    const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
    if (!opened.ok) return await closed(c, deps, opened.refusal, signedIn);
    return isSomebodyElse(signedIn, opened.value)
      ? signedInAlready(c, 200, signedIn, opened.value)
      : joinPage(c, deps, 200, opened.value, { displayName: proposedName(opened.value) });
  });
  web.post('/join/:token', async (c) => {
    const token = c.req.param('token');
    const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
    const ipAddress = browserAddress(c, deps.trustProxy);
    // Nothing is read of what somebody sends who holds no link that works.
    const opened = await openToJoin(deps, token, ipAddress);
    if (!opened.ok) return await notJoined(c, deps, opened.refusal, signedIn);
    const before = opened.value;
    if (isSomebodyElse(signedIn, before)) return signedInAlready(c, 409, signedIn, before);
    const form = await readForm(c, { largestFile: largestAvatarBytes });
    if (form instanceof Response) return form;
    const browser = askingBrowser(c, deps);
    const joined = await joinWorkspace(deps, { token, before }, typedIn(form), browser);
    if (joined.ok) return welcome(c, deps, joined.value);
    const typed = {
      displayName: shownDisplayName(form.text('displayName')),
      isByPassword: form.text('passkey') === '',
    };
    return await notJoined(c, deps, joined.refusal, signedIn, typed);
  });
  web.post('/join/:token/passkey-options', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const asked = { token: c.req.param('token'), displayName: form.text('displayName') };
    return await giveOptions(c, deps, (browser) => optionsToJoin(deps, asked, browser));
  });
  declineRoutes(web, deps);
  web.post('/join/:token/again', async (c) => {
    const token = c.req.param('token');
    const asked = await askAgain(deps, token);
    if (asked.ok || asked.refusal !== 'unknown') return c.redirect(`/join/${token}`, 303);
    return await closed(c, deps, { state: 'unknown', opened: undefined });
  });
}

/** The page on which an invitation is declined: only what is sent from it does so. */
function declineRoutes(web: Hono, deps: InvitationWebDeps): void {
  web.get('/join/:token/no', async (c) => {
    const opened = await openToDecline(deps, c.req.param('token'));
    if (!opened.ok) return await closed(c, deps, opened.refusal);
    const { invitation, workspaceName } = opened.value;
    const { email, invitedByName: invitedBy } = invitation;
    const page = { workspaceName, invitedBy, email, action: c.req.path };
    return showPage(c, 200, <DeclinePage {...page} joinUrl={`/join/${c.req.param('token')}`} />);
  });
  web.post('/join/:token/no', async (c) => {
    const token = c.req.param('token');
    const declined = await declineInvitation(deps, token);
    if (declined.ok || declined.refusal.opened) return c.redirect(`/join/${token}`, 303);
    return await closed(c, deps, declined.refusal);
  });
}

/** What stands in the field for the name before anything was typed: what the inviter calls them, if that will do. */
function proposedName({ invitation }: OpenedInvitation): string {
  const name = parseDisplayName(invitation.suggestedName ?? '');
  return name.ok ? name.value : '';
}

function typedIn(form: SentForm): SignUpForm {
  return {
    displayName: form.text('displayName'),
    password: form.text('password'),
    passkey: form.text('passkey'),
    avatar: form.file('avatar'),
  };
}

/** What of a form stays when it is shown again. */
interface TypedBefore {
  readonly displayName: string;
  /** Whether a password was chosen, which has to be typed again. */
  readonly isByPassword?: boolean;
}

async function notJoined(
  c: Context,
  deps: InvitationWebDeps,
  failure: JoinFailure,
  signedIn: SignedIn | undefined,
  typed: TypedBefore = { displayName: '' },
): Promise<Response> {
  if (failure.kind === 'too_many') return tooManyPage(c, failure.waitMs);
  return failure.kind === 'link'
    ? await closed(c, deps, { state: failure.state, opened: failure.opened }, signedIn)
    : joinPage(c, deps, 400, failure.opened, typed, failure.problems);
}

function welcome(c: Context, deps: InvitationWebDeps, joined: Joined): Response {
  giveSession(c, deps, joined);
  const leftOut = joined.leftOut === undefined ? '' : `&picture=${joined.leftOut}`;
  return c.redirect(`/account?joined${leftOut}`, 303);
}

/** Whether the browser is signed in to the invitation's workspace, as another member than the invited one. */
function isSomebodyElse(
  signedIn: SignedIn | undefined,
  { invitation }: OpenedInvitation,
): signedIn is SignedIn {
  return signedIn?.workspace.id === invitation.workspaceId;
}

function signedInAlready(
  c: Context,
  status: 200 | 409,
  { member, workspace }: SignedIn,
  { invitation }: OpenedInvitation,
): Response {
  return showPage(
    c,
    status,
    <SignedInAlreadyPage
      workspaceName={workspace.name}
      displayName={member.displayName}
      ownEmail={member.email}
      invitedEmail={invitation.email}
      returnTo={c.req.path}
    />,
  );
}

const deadLinkStatus = {
  unknown: 404,
  accepted: 410,
  expired: 410,
  revoked: 410,
  declined: 410,
  replaced: 410,
  moved: 410,
  already_member: 409,
  domain_not_allowed: 403,
  seats_full: 403,
  not_installed: 403,
} as const satisfies Record<JoinRefusal, number>;

async function closed(
  c: Context,
  deps: InvitationWebDeps,
  { state, opened }: ClosedInvitation,
  signedIn?: SignedIn,
): Promise<Response> {
  if (!opened) {
    const waitMs = await countUnknownLink(deps, browserAddress(c, deps.trustProxy));
    if (waitMs > 0) return tooManyPage(c, waitMs);
    return showPage(c, 404, <DeadLinkPage state={state} />);
  }
  const { invitation, workspaceName, askedAgainAt } = opened;
  const action = `/join/${c.req.param('token')}/again`;
  const isOwn = isSomebodyElse(signedIn, opened) && signedIn.member.email === invitation.email;
  return showPage(
    c,
    deadLinkStatus[state],
    <DeadLinkPage
      state={state}
      workspaceName={workspaceName}
      invitedBy={invitation.invitedByName}
      signInUrl={`/sign-in?workspace=${invitation.workspaceId}`}
      accountUrl={isOwn ? '/account' : undefined}
      askAgain={mayAskAgain(state) ? { action, isAsked: askedAgainAt !== undefined } : undefined}
    />,
  );
}

function joinPage(
  c: Context,
  deps: InvitationWebDeps,
  status: 200 | 400,
  { invitation, workspaceName, tools }: OpenedInvitation,
  { displayName, isByPassword }: TypedBefore,
  problems: SignUpProblems = {},
): Response {
  return showPage(
    c,
    status,
    <JoinPage
      workspaceName={workspaceName}
      invitedBy={invitation.invitedByName}
      message={invitation.message}
      email={invitation.email}
      role={invitation.role}
      toolNames={tools.map(({ name }) => name)}
      expiresAt={invitation.expiresAt}
      passwordMinLength={deps.passwordMinLength}
      action={c.req.path}
      slackHref={deps.slackSignIn && `${c.req.path}/slack`}
      passkeys={relyingPartyOf(deps.publicUrl) && { isByPassword: isByPassword ?? false }}
      values={{ displayName }}
      problems={signUpProblemTexts(problems, deps.passwordMinLength)}
    />,
  );
}
