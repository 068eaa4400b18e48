import type { Hono } from 'hono';
import { avatarOf } from '../members/use-cases.ts';
import type { Database } from '../platform/database.ts';
import { showPage } from '../platform/web.tsx';
import { requireSession } from './require-session.tsx';
import { AccountPage } from './web-pages.tsx';

export interface SessionWebDeps {
  readonly database: Database;
  readonly publicUrl: string;
}

/** The pages of a signed-in member. */
export function sessionRoutes(web: Hono, deps: SessionWebDeps): void {
  web.get('/account', requireSession(deps), (c) => {
    const { member, workspace } = c.var.signedIn;
    return showPage(
      c,
      200,
      <AccountPage
        displayName={member.displayName}
        email={member.email}
        role={member.role}
        workspaceName={workspace.name}
        avatarUrl={member.hasAvatar ? '/account/avatar' : undefined}
        justJoined={c.req.query('joined') !== undefined}
      />,
    );
  });
  web.get('/account/avatar', requireSession(deps), async (c) => {
    const { member, workspace } = c.var.signedIn;
    const webp = await avatarOf(deps.database, workspace.id, member.id);
    if (!webp) return c.notFound();
    return c.body(webp, 200, { 'Content-Type': 'image/webp' });
  });
}
