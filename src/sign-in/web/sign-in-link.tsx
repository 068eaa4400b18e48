import type { Context, Hono } from 'hono';
import { cleanLink } from '../../platform/web/clean-link.ts';
import { readForm } from '../../platform/web/form.ts';
import { showPage } from '../../platform/web/server.tsx';
import {
  type DeadSignInLink,
  signInLinkFolder,
  signInLinkTokenLength,
} from '../sign-in-link-rules.ts';
import { openSignInLink, signInByLink } from '../use-cases/link-sign-in.ts';
import { askingBrowser, type SignInWebDeps, signInAnswer } from './browser.ts';
import { DeadSignInLinkPage, SignInLinkPage } from './sign-in-link-pages.tsx';

/** What is behind the link that an admin made. Opening it, however often, changes nothing: mail servers do that, too. */
export function signInLinkRoutes(web: Hono, deps: SignInWebDeps): void {
  const path = `/${signInLinkFolder}/:token`;
  web.get(path, cleanLink(signInLinkFolder, signInLinkTokenLength), async (c) => {
    const opened = await openSignInLink(deps, c.req.param('token') ?? '');
    if (!opened.ok) return dead(c, opened.refusal);
    return showPage(c, 200, <SignInLinkPage {...opened.value} action={c.req.path} />);
  });
  web.post(path, async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const signedIn = await signInByLink(deps, c.req.param('token'), askingBrowser(c, deps));
    if (!signedIn.ok) return dead(c, signedIn.refusal);
    deps.countSignIn('done');
    return signInAnswer(c, deps, signedIn.value, '/account?done=link');
  });
}

function dead(c: Context, state: DeadSignInLink): Response {
  return showPage(c, state === 'ended' ? 410 : 404, <DeadSignInLinkPage state={state} />);
}
