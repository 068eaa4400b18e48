import { Button, ButtonLink, Facts, Name, Page } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import type { ToldEvent } from '../event-rules.ts';
import { lockedTexts, notMeTexts, placeText, toldCommon, toldTexts } from '../event-texts.ts';
import { type Browser, browserName } from '../rules.ts';

/** What a member is asked about before their account is locked. */
export function NotMePage({
  kind,
  workspaceName,
  at,
  browser,
  hasPassword = true,
  sendsEmail,
  action,
}: {
  kind: ToldEvent;
  workspaceName: string;
  at: Date;
  browser: Browser;
  hasPassword?: boolean;
  sendsEmail: boolean;
  /** Where the form goes: the link's own path. */
  action: string;
}) {
  const { steps } = notMeTexts;
  const { facts } = toldCommon;
  const shut = hasPassword ? [steps.password] : [];
  const then = sendsEmail ? steps.email : steps.admin;
  return (
    <Page title={notMeTexts.title} tone="trouble" scripts={['form.js']}>
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{notMeTexts.title}</h1>
      <p class="lead">{toldTexts[kind].said(<Name>{workspaceName}</Name>)}</p>
      <Facts
        facts={[
          [facts.when, <time datetime={at.toISOString()}>{longDate(at)}</time>],
          [facts.browser, browserName(browser.userAgent)],
          [facts.address, placeText(browser.ipAddress)],
        ]}
      />
      <p>{notMeTexts.lead}</p>
      <ul>
        {[steps.signOut, ...shut, then].map((step) => (
          <li>{step}</li>
        ))}
      </ul>
      <form method="post" action={action}>
        <Button busy={notMeTexts.busy}>{notMeTexts.lock}</Button>
      </form>
      <p class="aside">{notMeTexts.wasMe}</p>
    </Page>
  );
}

/** For whoever has locked their account: how they get back in. */
export function LockedPage({
  email,
  workspaceId,
  sendsEmail,
}: {
  email: string;
  workspaceId: string;
  sendsEmail: boolean;
}) {
  return (
    <Page title={lockedTexts.title}>
      <div class="tile" aria-hidden="true">
        ✓
      </div>
      <h1>{lockedTexts.title}</h1>
      <p class="lead">{lockedTexts.lead}</p>
      <p>{sendsEmail ? lockedTexts.emailed(<Name>{email}</Name>) : lockedTexts.noEmail}</p>
      {sendsEmail && <p>{lockedTexts.advice}</p>}
      {sendsEmail && (
        <p class="aside">
          <a href={`/forgot?workspace=${workspaceId}`}>{lockedTexts.newLink}</a>
        </p>
      )}
    </Page>
  );
}

/** Behind a link that does nothing any more, or that nobody of us made. */
export function DeadNotMePage({ state }: { state: 'ended' | 'unknown' }) {
  const { title, lead } = lockedTexts[state];
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        {state === 'ended' ? '!' : '?'}
      </div>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      {state === 'ended' && <ButtonLink href="/forgot">{lockedTexts.newPassword}</ButtonLink>}
    </Page>
  );
}
