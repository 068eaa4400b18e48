import { ButtonLink, Name, Page } from '../../platform/web/page.tsx';
import { slackJoinTexts } from '../texts/slack-join.ts';

/** The page for an invitee whose address in Slack doesn't prove that the invitation is theirs: what differs, and what to do. */
export function OtherAddressPage({
  why,
  invitedEmail,
  slackEmail,
  back,
}: {
  why: 'other_address' | 'no_address' | 'address_not_verified';
  invitedEmail: string;
  /** Empty when Slack doesn't tell it. */
  slackEmail: string;
  back: { readonly href: string; readonly label: string };
}) {
  const { title, differs } = slackJoinTexts;
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{differs[why](<Name>{invitedEmail}</Name>, <Name>{slackEmail}</Name>)}</p>
      <p class="lead">{slackJoinTexts.instead(<Name>{invitedEmail}</Name>)}</p>
      <ButtonLink href={back.href}>{back.label}</ButtonLink>
    </Page>
  );
}
