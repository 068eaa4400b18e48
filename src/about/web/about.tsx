import type { Hono } from 'hono';
import { showPage } from '../../platform/web/server.tsx';
import { privacyPath, supportPath } from '../../shared/site-paths.ts';
import type { Contact, Keeping } from '../texts.ts';
import { PrivacyPage, SupportPage } from './pages.tsx';

interface AboutDeps {
  readonly command: string;
  readonly keeping: Keeping;
  readonly contact: Contact | undefined;
  /** The privacy policy of whoever runs the app. */
  readonly policyUrl: string | undefined;
}

/** The pages that every other one leads to: what is kept about people, and where help is found. */
export function aboutRoutes(web: Hono, { command, keeping, contact, policyUrl }: AboutDeps): void {
  web.get(privacyPath, (c) =>
    showPage(c, 200, <PrivacyPage keeping={keeping} contact={contact} policyUrl={policyUrl} />),
  );
  web.get(supportPath, (c) =>
    showPage(c, 200, <SupportPage command={command} contact={contact} />),
  );
}
