import type { Child } from 'hono/jsx';
import { Facts, Page } from '../../platform/web/page.tsx';
import { type Contact, type Keeping, privacyTexts, supportTexts } from '../texts.ts';

/** What is kept about people, and for how long. */
export function PrivacyPage({
  keeping,
  contact,
  policyUrl,
}: {
  keeping: Keeping;
  contact: Contact | undefined;
  policyUrl: string | undefined;
}) {
  const { kept, seen, cookies, end, rights } = privacyTexts;
  return (
    <Page title={privacyTexts.title} description={privacyTexts.description}>
      <h1>{privacyTexts.title}</h1>
      <p class="lead">{privacyTexts.lead}</p>
      <Part heading={kept.heading}>
        <Facts facts={kept.facts} />
      </Part>
      <Part heading={seen.heading}>
        <Paragraphs texts={seen.paragraphs} />
      </Part>
      <Part heading={cookies.heading}>
        <Paragraphs texts={cookies.paragraphs} />
      </Part>
      <Part heading={end.heading}>
        <p>{end.paragraph(keeping)}</p>
      </Part>
      <Part heading={rights.heading}>
        <p>{rights.account(<a href="/account">{rights.accountLink}</a>)}</p>
        <p>{rights.ask(contact && <ContactLink {...contact} />)}</p>
        {policyUrl !== undefined && (
          <p>{rights.policy(<a href={policyUrl}>{shownUrl(policyUrl)}</a>)}</p>
        )}
      </Part>
    </Page>
  );
}

/** Where help is found. */
export function SupportPage({
  command,
  contact,
}: {
  command: string;
  contact: Contact | undefined;
}) {
  const { invitation, account, admins, contact: last } = supportTexts;
  return (
    <Page title={supportTexts.title} description={supportTexts.description}>
      <h1>{supportTexts.title}</h1>
      <p class="lead">{supportTexts.lead}</p>
      <Part heading={invitation.heading}>
        <Paragraphs texts={invitation.paragraphs} />
      </Part>
      <Part heading={account.heading}>
        <p>{account.forgot(<a href="/forgot">{account.forgotLink}</a>)}</p>
        <p>{account.removed}</p>
      </Part>
      <Part heading={admins.heading}>
        <p>{admins.help(<strong>{admins.command(command)}</strong>)}</p>
      </Part>
      <Part heading={last.heading}>
        <p>{contact ? last.known(<ContactLink {...contact} />) : last.unknown}</p>
      </Part>
    </Page>
  );
}

function Part({ heading, children }: { heading: string; children: Child }) {
  return (
    <section>
      <h2>{heading}</h2>
      {children}
    </section>
  );
}

function Paragraphs({ texts }: { texts: readonly string[] }) {
  return (
    <>
      {texts.map((text) => (
        <p>{text}</p>
      ))}
    </>
  );
}

function ContactLink({ shown, href }: Contact) {
  return <a href={href}>{shown}</a>;
}

function shownUrl(url: string): string {
  return url.replace(/^https?:\/\//i, '');
}
