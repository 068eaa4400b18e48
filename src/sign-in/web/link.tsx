import type { Context, Hono } from 'hono';
import { cleanLink } from '../../platform/web/clean-link.ts';
import { readForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { passwordText } from '../../shared/password.js';
import { signInTokenLength } from '../sign-in-link-rules.ts';
import { linkTexts } from '../sign-in-link-texts.ts';
import { type OpenedLink, openLink, signInByLink } from '../use-cases/use-link.ts';
import { askingBrowser, giveSession, type SignInWebDeps } from './browser.ts';
import { EndedLinkPage, LinkPage } from './link-pages.tsx';

/** Where the links lead that admins make for members who can't sign in any more. Opening one changes nothing. */
export function linkRoutes(web: Hono, deps: SignInWebDeps): void {
  web.get('/link/:token', cleanLink('link', signInTokenLength), async (c) => {
    const opened = await openLink(deps, c.req.param('token'));
    return opened ? linkPage(c, deps, 200, opened) : ended(c);
  });
  web.post('/link/:token', async (c) => {
    const token = c.req.param('token');
    const opened = await openLink(deps, token);
    if (!opened) return ended(c);
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const typed = { code: form.text('code'), password: form.text('password') };
    const browser = askingBrowser(c, deps);
    const answer = await signInByLink(deps, { token, opened }, typed, browser);
    if (answer.ok) {
      giveSession(c, deps, answer.value);
      return c.redirect('/account', 303);
    }
    const { refusal } = answer;
    if (refusal.kind === 'ended') return ended(c);
    if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
    const problems =
      refusal.kind === 'wrong'
        ? { code: linkTexts.wrongCode }
        : { password: passwordText(refusal.problem, deps.passwordMinLength) };
    return linkPage(c, deps, 400, opened, problems);
  });
}

function linkPage(
  c: Context,
  { passwordMinLength }: SignInWebDeps,
  status: 200 | 400,
  { account: { member, passwordHash }, linkId: _, ...opened }: OpenedLink,
  problems?: { code?: string; password?: string },
): Response {
  const { displayName, email } = member;
  const { workspaceName, expiresAt, asksForCode, endsSecondStep } = opened;
  const page = { workspaceName, expiresAt, asksForCode, endsSecondStep, passwordMinLength };
  const hasPassword = passwordHash !== undefined;
  const more = {
    displayName,
    email,
    hasPassword,
    action: c.req.path,
    ...(problems && { problems }),
  };
  return showPage(c, status, <LinkPage {...page} {...more} />);
}

function ended(c: Context): Response {
  return showPage(c, 410, <EndedLinkPage />);
}
