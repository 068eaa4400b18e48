import type { Child } from 'hono/jsx';
import { fileUrl, scriptNames, styleNames } from './files.ts';
import type { Look } from './look.tsx';
import { ModalRegion } from './modal.tsx';
import { Notices } from './notices.tsx';
import { Sidebar } from './sidebar.tsx';
import { TourBar } from './tour-bar.tsx';

/** The whole document around a screen. */
export function Frame({
  look,
  title,
  children,
  aside,
}: {
  look: Look;
  title: string;
  children: Child;
  /** What stands beside, such as a thread. */
  aside?: Child;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – ${look.sandbox.slack.state.team.name}`}</title>
        <link rel="icon" type="image/svg+xml" href={fileUrl('favicon.svg')} />
        {styleNames.map((name) => (
          <link rel="stylesheet" href={fileUrl(name)} />
        ))}
        {scriptNames.map((name) => (
          <script type="module" src={fileUrl(name)} />
        ))}
      </head>
      <body data-person={look.person.id}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <div class="app">
          <div id="tour-region" class="tour-region">
            <TourBar look={look} />
          </div>
          <nav id="side" class="side" popover="auto" aria-label="Workspace">
            <Sidebar look={look} />
          </nav>
          <main id="main" tabindex={-1}>
            {children}
          </main>
          <div id="aside-region" class="aside-region">
            {aside}
          </div>
          <div id="toasts" class="toasts" role="status" />
          <div id="notice-region" class="notice-region">
            <Notices look={look} />
          </div>
        </div>
        <div id="modal-region">
          <ModalRegion look={look} />
        </div>
      </body>
    </html>
  );
}
