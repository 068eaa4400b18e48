import type { Context, Hono } from 'hono';
import { setSessionCookie } from '../platform/session-cookie.ts';
import { browserAddress, showPage, statusPage } from '../platform/web.tsx';
import { absoluteLimitMs } from '../sessions/rules.ts';
import type { InvitationDeps } from './deps.ts';
import type { JoinRefusal } from './rules.ts';
import { signUpProblemTexts } from './sign-up-texts.ts';
import {
  joinWorkspace,
  type OpenedInvitation,
  openInvitation,
  type SignUpForm,
  type SignUpProblems,
} from './use-cases/join.ts';
import { DeadLinkPage, JoinPage } from './web-pages.tsx';

export interface InvitationWebDeps extends InvitationDeps {
  readonly trustProxy: number;
}

/** The sign-up page behind every invite link. Opening it, however often, changes nothing. */
export function invitationRoutes(web: Hono, deps: InvitationWebDeps): void {
  web.get('/join/:token', async (c) => {
    const opened = await openInvitation(deps, c.req.param('token'));
    if (!opened.ok) return deadLink(c, opened.refusal.state, opened.refusal.opened);
    return joinPage(c, deps, 200, opened.value, '', {});
  });
  web.post('/join/:token', async (c) => {
    const form = await readForm(c);
    if (!form) {
      return statusPage(c, 400, {
        title: 'The form could not be read',
        message: 'Please open your invite link again and fill it in once more.',
      });
    }
    const joined = await joinWorkspace(deps, c.req.param('token'), form, {
      userAgent: c.req.header('user-agent') ?? '',
      ipAddress: browserAddress(c, deps.trustProxy),
    });
    if (joined.ok) {
      const session = { token: joined.value, maxAgeMs: absoluteLimitMs };
      setSessionCookie(c, deps.publicUrl, session);
      return c.redirect('/account?joined', 303);
    }
    const failure = joined.refusal;
    return failure.kind === 'link'
      ? deadLink(c, failure.state, failure.opened)
      : joinPage(c, deps, 400, failure.opened, form.displayName, failure.problems);
  });
}

const deadLinkStatus = {
  unknown: 404,
  accepted: 410,
  expired: 410,
  revoked: 410,
  replaced: 410,
  already_member: 409,
} as const satisfies Record<JoinRefusal, number>;

function deadLink(c: Context, state: JoinRefusal, opened: OpenedInvitation | undefined): Response {
  const known = opened && {
    workspaceName: opened.workspaceName,
    invitedBy: opened.invitation.invitedByName,
  };
  return showPage(c, deadLinkStatus[state], <DeadLinkPage state={state} {...known} />);
}

function joinPage(
  c: Context,
  deps: InvitationWebDeps,
  status: 200 | 400,
  { invitation, workspaceName }: OpenedInvitation,
  displayName: string,
  problems: SignUpProblems,
): Response {
  return showPage(
    c,
    status,
    <JoinPage
      workspaceName={workspaceName}
      invitedBy={invitation.invitedByName}
      email={invitation.email}
      role={invitation.role}
      expiresAt={invitation.expiresAt}
      passwordMinLength={deps.passwordMinLength}
      action={c.req.path}
      values={{ displayName }}
      problems={signUpProblemTexts(problems, deps.passwordMinLength)}
    />,
  );
}

async function readForm(c: Context): Promise<SignUpForm | undefined> {
  const fields = await c.req.formData().catch(() => undefined);
  if (!fields) return undefined;
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const file = fields.get('avatar');
  const avatar =
    file instanceof File && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined;
  return { displayName: text('displayName'), password: text('password'), avatar };
}
