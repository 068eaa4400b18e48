import type { Hono } from 'hono';
import { ButtonLink, Page } from '../../platform/web/page.tsx';
import { showPage } from '../../platform/web/server.tsx';
import { frontPageTexts as texts } from '../texts.ts';

/** The front page: what this is, and the way in, for whoever comes here without a link. */
export function welcomeRoutes(web: Hono): void {
  web.get('/', (c) =>
    showPage(
      c,
      200,
      <Page title={texts.title} description={texts.description}>
        <div class="tile" aria-hidden="true">
          →
        </div>
        <h1>{texts.title}</h1>
        <p class="lead">{texts.lead}</p>
        <ButtonLink href="/sign-in">{texts.signIn}</ButtonLink>
        <p class="hint">{texts.invited}</p>
      </Page>,
    ),
  );
}
