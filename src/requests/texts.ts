import { inviteRefusalText } from '../invitations/texts/refusals.ts';
import { type Role, roleName } from '../members/rules.ts';
import { byCount, countOf, waitText } from '../shared/count-text.ts';
import { escapeMrkdwn, slackDate } from '../shared/mrkdwn.ts';
import {
  type Asker,
  type AskKind,
  type AskRefusal,
  asksByMember,
  type ClosedReason,
  closedReasons,
  type DecideRefusal,
  type Ending,
  maxOpen,
  type Request,
} from './rules.ts';

/** The dialog in which a member asks; a title holds 24 characters. */
export const askTexts = {
  title: 'Ask for an invitation',
  /** The button that leads there. */
  button: 'Ask for an invitation',
  email: { label: 'Email address', placeholder: 'ana@example.com' },
  why: { label: 'Why?', placeholder: 'Ana starts on Monday and needs our tools.' },
  submit: 'Send request',
  cancel: 'Cancel',
  close: 'Close',
  whatHappens:
    'An admin decides. If they say yes, the person joins as a Member. You get a message either way.',
} as const;

/** When somebody named several people after the command. */
export function oneByOneText(others: number): string {
  return `Ask for one person at a time. ${byCount(others, {
    one: 'Then ask for the other one you named.',
    other: `Then ask for the other ${others.toLocaleString('en')} you named.`,
  })}`;
}

/** What came of asking. */
export function askedText(kind: AskKind, email: string): string {
  const texts = {
    asked: `✅ Sent. You'll get a message as soon as an admin has decided about ${email}.`,
    joined: `✅ Someone has already asked for ${email}, so you've joined their request. You'll both get a message.`,
    asked_before: `You've already asked for ${email}. You'll get a message as soon as an admin has decided.`,
    invited: `✅ ${email} has been invited. Your team approves their domain right away.`,
  } as const satisfies Record<AskKind, string>;
  return texts[kind];
}

type PlainAskRefusal = Extract<AskRefusal, string>;

const askRefusalTexts = {
  empty: 'Enter an email address.',
  too_long: inviteRefusalText('too_long'),
  not_an_address: inviteRefusalText('not_an_address'),
  not_a_member:
    "Only members of the team account can ask. If you're an admin, you can invite people yourself.",
  requests_off: "Your team doesn't take requests right now. Please ask an admin directly.",
  already_member: 'Already a member.',
  already_invited: 'Already invited. Their link is in their inbox.',
  domain_not_allowed: "Your team doesn't allow addresses at this domain.",
  too_many_open: `You have ${countOf(maxOpen, 'request')} open. Wait until an admin has decided about one of them.`,
} as const satisfies Record<PlainAskRefusal, string>;

/** Why somebody can't ask for it. */
export function askRefusalText(refusal: AskRefusal): string {
  return typeof refusal === 'string'
    ? askRefusalTexts[refusal]
    : `You can ask ${asksByMember.max} times an hour. Try again in ${waitText(refusal.tooOftenMs)}.`;
}

/** What stands around a request in the messages to admins and in their dialogs. */
export const requestTexts = {
  approve: 'Approve',
  approveAs: 'Approve as…',
  deny: 'Deny…',
  approveAsTitle: 'Approve as',
  denyTitle: 'Deny this request',
  denySubmit: 'Deny',
  cancel: 'Cancel',
  close: 'Close',
  reason: {
    label: 'Reason',
    hint: 'The person who asked will see it.',
    placeholder: 'We use the shared account for this.',
  },
  reviewTitle: 'Requests',
  noneOpen: 'No requests are open.',
  reminder: 'Still waiting for a decision:',
} as const;

/** Who asks for whom; `more` is how many ask beside those who are named. */
export function requestText(
  askers: readonly Pick<Asker, 'name'>[],
  email: string,
  more: number,
): string {
  const others = more > 0 ? [`${more.toLocaleString('en')} more`] : [];
  const names = new Intl.ListFormat('en').format([...askers.map(({ name }) => name), ...others]);
  return byCount(askers.length + more, {
    one: `${names} asks to have ${email} invited as a Member.`,
    other: `${names} ask to have ${email} invited as a Member.`,
  });
}

/** Whose reason follows, where several ask. */
export function whyText(name: string): string {
  return `${name} writes:`;
}

/** How many people somebody has had invited before. */
export function invitedBeforeText({ name, invitedBefore }: Asker): string {
  return invitedBefore === 0
    ? `${name} hasn't had anyone invited before.`
    : `${name} has had ${countOf(invitedBefore, 'person')} invited so far.`;
}

/** Why nobody decided, in the middle of a sentence. */
export const closedReasonTexts = {
  no_decision: 'nobody decided within 14 days',
  already_member: 'they are a member already',
  already_invited: 'they have been invited already',
  askers_gone: 'whoever asked is no longer a member',
} as const satisfies Record<ClosedReason, string>;

function closedText(reason: string | undefined): string {
  const known = closedReasons.find((each) => each === reason) ?? 'no_decision';
  return closedReasonTexts[known];
}

/** With which role somebody is let in, where it isn't the one that was asked for; for the end of a sentence. */
function asRole(role: Role | undefined): string {
  return role === undefined || role === 'member' ? '' : `, as an ${roleName(role)}`;
}

/** How a request ended, and when; text for mrkdwn. Undefined while it is open. */
export function endedText(request: Request): string | undefined {
  const { state, reason, decidedBy, decidedAt, approvedRole } = request;
  const who = escapeMrkdwn(decidedBy ?? 'An admin');
  const when = decidedAt ? ` · ${slackDate(decidedAt)}` : '';
  const texts = {
    open: undefined,
    approved: `✅ ${who} approved this${asRole(approvedRole)}${when}`,
    denied: `🚫 ${who} denied this${when}`,
    closed: `Closed: ${closedText(reason)}${when}`,
  } as const satisfies Record<Request['state'], string | undefined>;
  return texts[state];
}

/** What whoever asked reads when it has ended. */
export function answeredText(request: Ending & Pick<Request, 'email'>): string {
  const { state, email, reason, decidedBy, approvedRole } = request;
  const who = decidedBy ?? 'An admin';
  if (state === 'approved') {
    return `✅ ${who} approved your request: ${email} has been invited${asRole(approvedRole)}.`;
  }
  if (state === 'denied') return `${who} denied your request to invite ${email}.`;
  const askAgain = reason === 'no_decision' ? ' You can ask again.' : '';
  return `Your request to invite ${email} was closed: ${closedText(reason)}.${askAgain}`;
}

/** What came of a decision, to the admin. */
export const decidedTexts = {
  approved: (email: string, role: Role | undefined) =>
    `✅ ${email} has been invited${asRole(role)}.`,
  denied: (email: string) => `Denied. Whoever asked for ${email} gets a message.`,
} as const;

type PlainDecideRefusal = Extract<DecideRefusal, string>;

const decideRefusalTexts = {
  not_an_admin: 'Only admins can decide about requests.',
  gone: 'This request no longer exists.',
  seats_full: inviteRefusalText('seats_full'),
  domain_not_allowed: inviteRefusalText('domain_not_allowed'),
  oneself_as_member:
    "That's you. As a Member you couldn't manage your team any more, so approve it as Admin.",
} as const satisfies Record<PlainDecideRefusal, string>;

/** Why a request wasn't decided. */
export function decideRefusalText(refusal: DecideRefusal): string {
  if (typeof refusal === 'string') return decideRefusalTexts[refusal];
  return 'decided' in refusal ? decidedBeforeText(refusal.decided) : inviteRefusalText(refusal);
}

function decidedBeforeText({ state, reason, decidedBy, approvedRole }: Ending): string {
  const who = decidedBy ?? 'Another admin';
  if (state === 'approved') return `${who} has already approved this${asRole(approvedRole)}.`;
  if (state === 'denied') return `${who} has already denied this.`;
  return `This request is closed: ${closedText(reason)}.`;
}

/** Under the first ones, when there are more. */
export function firstShownText(count: number): string {
  return `These are the ${count.toLocaleString('en')} that have waited longest.`;
}

/** What screen readers say in place of a button's label. */
export function aboutText(label: string, email: string): string {
  return `${label} ${email}`;
}

/** Why a notice isn't sent any more. */
export const cancelReasons = {
  gone: 'the request no longer exists',
  ended: 'the request was decided first',
} as const;
