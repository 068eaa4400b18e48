import type { Hono } from 'hono';
import { Page } from '../../platform/web/page.tsx';
import { showPage } from '../../platform/web/server.tsx';

/** The front page: what this is, for whoever comes here without a link. */
export function welcomeRoutes(web: Hono): void {
  web.get('/', (c) =>
    showPage(
      c,
      200,
      <Page title="Invitations">
        <div class="tile" aria-hidden="true">
          →
        </div>
        <h1>Invitations</h1>
        <p class="lead">This is where people join their team's workspace.</p>
        <p class="lead">
          Have an invitation? Open the link in your e-mail. Admins send invitations from Slack.
        </p>
      </Page>,
    ),
  );
}
