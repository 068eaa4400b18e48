import type { Hono } from 'hono';
import { readForm } from '../../platform/web/form.ts';
import { isFromOwnPage } from '../../platform/web/protection.ts';
import { statusPage } from '../../platform/web/server.tsx';
import { signedInWith } from '../../sign-in/api.ts';
import { slackBackTexts } from '../../sign-in/slack-texts.ts';
import { askingBrowser, type SignInWebDeps } from '../../sign-in/web/browser.ts';
import { sessionCookie } from '../../sign-in/web/cookies.ts';
import { signInFirst } from '../../sign-in/web/fresh.ts';
import { requireSession } from '../../sign-in/web/require-session.tsx';
import { refuseSlack, type SlackEnds } from '../../sign-in/web/slack.tsx';
import { goToSlack } from '../../sign-in/web/slack-begun.ts';
import { connectSlack, disconnectSlack } from '../use-cases/slack-connection.ts';

const account = '/account';
const back = { href: account, label: slackBackTexts.account };

/** Connecting the account to Slack, and ending that; for whoever has signed in just now. */
export function slackAccountRoutes(web: Hono, deps: SignInWebDeps): void {
  const { slackSignIn } = deps;
  if (!slackSignIn) return;
  web.get('/account/slack', requireSession(deps), async (c) => {
    const { signedIn } = c.var;
    // A link of ours, and nobody else's: whose Slack it is that is open in the browser another site may have decided.
    if (!isFromOwnPage(c, new URL(deps.publicUrl).origin)) return c.redirect(account, 303);
    const first = signInFirst(c, signedIn, account);
    if (first) return first;
    const purpose = { kind: 'connect', memberId: signedIn.member.id } as const;
    const { slackTeamId } = signedIn.workspace;
    return await goToSlack(c, { ...deps, slackSignIn }, purpose, { slackTeamId });
  });
  web.post('/account/slack', requireSession(deps), async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const { signedIn } = c.var;
    if (form.text('act') !== 'disconnect') return statusPage(c, 400);
    // The page that it stands in showed another account.
    if (form.text('member') !== signedIn.member.id) return c.redirect(account, 303);
    const first = signInFirst(c, signedIn, account);
    if (first) return first;
    const ended = await disconnectSlack(deps, signedIn, askingBrowser(c, deps));
    return c.redirect(`${account}?done=${ended.ok ? 'slack_disconnected' : 'slack_kept'}`, 303);
  });
}

/** How it ends for whoever comes back from Slack to connect their account. */
export function slackConnectEnd(deps: SignInWebDeps): SlackEnds['connect'] {
  return (c, { memberId }) => ({
    back,
    async finish(identity) {
      const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
      if (signedIn?.member.id !== memberId) return refuseSlack(c, 'signed_out', back);
      const connected = await connectSlack(deps, signedIn, identity, askingBrowser(c, deps));
      if (connected.ok) return c.redirect(`${account}?done=slack_connected`, 303);
      const { refusal } = connected;
      return refuseSlack(c, refusal === 'gone' ? 'signed_out' : refusal, back);
    },
  });
}
