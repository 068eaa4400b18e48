import type { Context, Hono } from 'hono';
import { readForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { waysInOf } from '../../sign-in/api.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { askingBrowser, type SignInWebDeps } from '../../sign-in/web/browser.ts';
import { browserCookie, sessionCookie } from '../../sign-in/web/cookies.ts';
import { signInFirst } from '../../sign-in/web/fresh.ts';
import { requireSession } from '../../sign-in/web/require-session.tsx';
import { leaveTexts } from '../leave-texts.ts';
import { type LeaveDeps, leave } from '../use-cases/leave.ts';
import { LeavePage, LeftPage } from './leave-pages.tsx';

const leavePath = '/account/leave';

/** Where a member leaves and has their account deleted. */
export function leaveRoutes(web: Hono, deps: SignInWebDeps & LeaveDeps): void {
  web.get(leavePath, requireSession(deps), async (c) => {
    const { signedIn } = c.var;
    const first = signInFirst(c, signedIn, leavePath);
    if (first) return first;
    const { hasPassword } = await waysInOf(deps.database, signedIn.member);
    return leavePage(c, 200, signedIn, { hasPassword });
  });
  web.post(leavePath, requireSession(deps), async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const { signedIn } = c.var;
    // The page showed another account: somebody has signed in anew in another tab.
    if (form.text('member') !== signedIn.member.id) return c.redirect(leavePath, 303);
    const left = await leave(deps, signedIn, form.text('password'), askingBrowser(c, deps));
    if (!left.ok) {
      const { refusal } = left;
      if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
      if (refusal.kind === 'not_fresh') {
        return signInFirst(c, signedIn, leavePath) ?? c.redirect(leavePath, 303);
      }
      const { hasPassword } = await waysInOf(deps.database, signedIn.member);
      if (refusal.kind === 'wrong_password') {
        return leavePage(c, 400, signedIn, { hasPassword, problem: leaveTexts.wrong });
      }
      return leavePage(c, 409, signedIn, { hasPassword, refused: refusal.kind });
    }
    sessionCookie.clear(c, deps);
    browserCookie.clear(c, deps);
    return c.redirect('/left', 303);
  });
  web.get('/left', (c) => showPage(c, 200, <LeftPage />));
}

function leavePage(
  c: Context,
  status: 200 | 400 | 409,
  { member, workspace }: SignedIn,
  why: Pick<Parameters<typeof LeavePage>[0], 'problem' | 'refused' | 'hasPassword'>,
): Response {
  return showPage(
    c,
    status,
    <LeavePage workspaceName={workspace.name} email={member.email} memberId={member.id} {...why} />,
  );
}
