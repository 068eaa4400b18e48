import type { Context, Hono } from 'hono';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { signedInWith } from '../../sign-in/api.ts';
import { slackBackTexts } from '../../sign-in/slack-texts.ts';
import type { SignInWebDeps } from '../../sign-in/web/browser.ts';
import { askingBrowser, giveSession } from '../../sign-in/web/browser.ts';
import { sessionCookie } from '../../sign-in/web/cookies.ts';
import { refuseSlack, type SlackEnds } from '../../sign-in/web/slack.tsx';
import { goToSlack } from '../../sign-in/web/slack-begun.ts';
import { inviteToken } from '../invite-link.ts';
import { openInvitation } from '../use-cases/join.ts';
import {
  joinWithSlack,
  type SlackJoinDeps,
  type SlackJoinFailure,
} from '../use-cases/join-with-slack.ts';
import { OtherAddressPage } from './slack-join-pages.tsx';

export type SlackJoinWebDeps = SlackJoinDeps & SignInWebDeps;

/** The way from an invite link to Slack. What isn't as it should be is said by the link's own page. */
export function slackJoinRoutes(web: Hono, deps: SlackJoinWebDeps): void {
  const { slackSignIn } = deps;
  if (!slackSignIn) return;
  web.get('/join/:token/slack', async (c) => {
    const token = c.req.param('token');
    if (c.req.method === 'HEAD') return c.body(null);
    const opened = await openInvitation(deps, token);
    if (!opened.ok) return c.redirect(`/join/${token}`, 303);
    const { invitation, slackTeamId } = opened.value;
    const { id: invitationId, generation } = invitation;
    const purpose = { kind: 'join', invitationId, generation } as const;
    return await goToSlack(c, { ...deps, slackSignIn }, purpose, { slackTeamId });
  });
}

/** How it ends for whoever comes back from there: they have joined, or read why not. */
export function slackJoinEnd(deps: SlackJoinWebDeps): SlackEnds['join'] {
  return (c, { invitationId: id, generation }) => {
    // Slack was never shown the link; it is made again for whoever had it.
    const token = inviteToken(deps.secrets, { id, generation });
    const link = `/join/${token}`;
    const back = { href: link, label: slackBackTexts.invitation };
    return {
      back,
      async finish(identity) {
        const opened = await openInvitation(deps, token);
        const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
        const isSomebodyElse =
          opened.ok && signedIn?.workspace.id === opened.value.invitation.workspaceId;
        // The link's own page says so, as it does of a link that doesn't work.
        if (isSomebodyElse || !opened.ok) return c.redirect(link, 303);
        const joined = await joinWithSlack(deps, { token, identity }, askingBrowser(c, deps));
        if (!joined.ok) return notJoined(c, joined.refusal, back);
        giveSession(c, deps, joined.value);
        return c.redirect('/account?joined', 303);
      },
    };
  };
}

function notJoined(
  c: Context,
  failure: SlackJoinFailure,
  back: { readonly href: string; readonly label: string },
): Response {
  switch (failure.kind) {
    case 'too_many':
      return tooManyPage(c, failure.waitMs);
    case 'other_team':
      return refuseSlack(c, 'other_team', back);
    case 'link': {
      if (failure.state !== 'already_member') return c.redirect(back.href, 303);
      const workspace = failure.opened?.invitation.workspaceId;
      const href = workspace ? `/sign-in?workspace=${workspace}` : '/sign-in';
      return refuseSlack(c, 'taken', { href, label: slackBackTexts.signIn });
    }
    default: {
      const { email } = failure.opened.invitation;
      const page = { why: failure.kind, invitedEmail: email, slackEmail: failure.slackEmail ?? '' };
      return showPage(c, 403, <OtherAddressPage {...page} back={back} />);
    }
  }
}
