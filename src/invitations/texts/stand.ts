import { roleName } from '../../members/rules.ts';
import { inText } from '../../shared/count-text.ts';
import { boldLetters, cut, escapeMrkdwn, letters, slackDate } from '../../shared/mrkdwn.ts';
import { listedStatus } from '../act-rules.ts';
import type { EmailDelivery, ListedInvitation } from '../rules.ts';
import { failureText, invitedByText, standTexts, unknownReason } from './home.ts';

const day = (moment: Date): string => slackDate(moment, '{date_short_pretty}');

/** Whom an invitation is for, as what, and how it stands, in Slack's formatting: what is healthy is left out. */
export function invitationLine(invitation: ListedInvitation, now: Date, viewerId: string): string {
  const { email, role, invitedBySlackUser, invitedByName } = invitation;
  const parts = [
    boldLetters(cut(email, 320)),
    roleName(role),
    standOf(invitation, now),
    ...(invitedBySlackUser === viewerId ? [] : [invitedByText(letters(invitedByName))]),
  ];
  return parts.join(' · ');
}

/** How an invitation stands, in Slack's formatting. */
export function standOf(invitation: ListedInvitation, now: Date): string {
  const { acceptedAt, revokedAt, declinedAt, expiresAt, sentAt } = invitation;
  const { askedAgainAt, joinedAs, removedAt } = invitation;
  const joined = standTexts.joined(day(acceptedAt ?? now), joinedAs && letters(joinedAs));
  switch (listedStatus(invitation, now)) {
    case 'accepted':
      return joined;
    case 'removed':
      return standTexts.removed(joined, day(removedAt ?? now));
    case 'revoked':
      return standTexts.revoked(day(revokedAt ?? now));
    case 'declined':
      return standTexts.declined(day(declinedAt ?? now));
    case 'expired':
      return askedAgainAt
        ? standTexts.asking(day(askedAgainAt))
        : standTexts.expired(day(expiresAt));
    case 'pending': {
      const asking = askedAgainAt && standTexts.asking(day(askedAgainAt));
      const waiting = standTexts.waiting(day(sentAt), inText(expiresAt.getTime() - now.getTime()));
      return troubleOf(invitation.emailDelivery) ?? asking ?? waiting;
    }
  }
}

/** What is wrong with the email, or that it is about to be sent; undefined when nothing is to be said of it. */
function troubleOf(delivery: EmailDelivery | undefined): string | undefined {
  if (!delivery || delivery.state === 'sent') return undefined;
  const reason = escapeMrkdwn(cut(failureText(delivery.reason ?? unknownReason), 200));
  const texts = {
    queued: standTexts.sending,
    sending: standTexts.sending,
    retrying: standTexts.delayed(reason),
    failed: standTexts.undelivered(reason),
    cancelled: standTexts.notSent(reason),
  } as const satisfies Record<Exclude<EmailDelivery['state'], 'sent'>, string>;
  return texts[delivery.state];
}
