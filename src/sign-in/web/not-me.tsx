import type { Context, Hono } from 'hono';
import { cleanLink } from '../../platform/web/clean-link.ts';
import { readForm } from '../../platform/web/form.ts';
import { showPage } from '../../platform/web/server.tsx';
import { notMeTokenLength, type ToldEvent } from '../event-rules.ts';
import { type DeadNotMe, type DisownDeps, disown, openNotMe } from '../use-cases/disown.ts';
import { clearSession, type SignInWebDeps } from './browser.ts';
import { DeadNotMePage, LockedPage, NotMePage } from './not-me-pages.tsx';

/** What stands behind "This wasn't me". Opening it, however often, changes nothing. */
export function notMeRoutes(web: Hono, deps: SignInWebDeps & DisownDeps): void {
  web.get('/not-me/:token', cleanLink('not-me', notMeTokenLength), async (c) => {
    const opened = await openNotMe(deps, c.req.param('token'));
    if (!opened.ok) return dead(c, opened.refusal);
    const { event, email, hasPassword } = opened.value;
    const { workspaceId, workspaceName, at } = event;
    const { sendsEmail } = deps;
    if (event.disownedAt)
      return showPage(c, 200, <LockedPage {...{ email, workspaceId, sendsEmail }} />);
    const page = { workspaceName, at, hasPassword, sendsEmail, browser: event, action: c.req.path };
    // Links are made of those only.
    return showPage(c, 200, <NotMePage {...page} kind={event.kind as ToldEvent} />);
  });
  web.post('/not-me/:token', async (c) => {
    const token = c.req.param('token');
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const locked = await disown(deps, token);
    if (!locked.ok) return dead(c, locked.refusal);
    clearSession(c, deps);
    return c.redirect(`/not-me/${token}`, 303);
  });
}

function dead(c: Context, state: DeadNotMe): Response {
  return showPage(c, state === 'ended' ? 410 : 404, <DeadNotMePage state={state} />);
}
