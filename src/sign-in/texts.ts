import { parseEmailAddress } from '../shared/email-address.ts';
import type { EmailProblem } from '../shared/plain-address.ts';
import { parseSlackDomain } from '../workspaces/rules.ts';

const notAnAddress = "This doesn't look like an email address. It should be like name@example.com.";

const emailTexts = {
  empty: 'Please type your email address.',
  too_long: notAnAddress,
  not_an_address: notAnAddress,
} as const satisfies Record<EmailProblem, string>;

/** What is wrong, by field, in words. */
export type ShapeProblems = {
  readonly slackDomain?: string;
  readonly email?: string;
};

/**
 * What can't be right, whoever it is, in who somebody says they are; in words. It goes by the shape alone, so it tells
 * nothing about members. `slackDomain` is undefined where it isn't asked for.
 */
export function shapeProblems(typed: {
  readonly email: string;
  readonly slackDomain: string | undefined;
}): ShapeProblems {
  const email = parseEmailAddress(typed.email);
  const slackDomain = typed.slackDomain === undefined ? undefined : teamProblem(typed.slackDomain);
  return {
    ...(slackDomain !== undefined && { slackDomain }),
    ...(!email.ok && { email: emailTexts[email.refusal] }),
  };
}

function teamProblem(typed: string): string | undefined {
  if (typed.trim() === '') return "Please type your team's address in Slack.";
  return parseSlackDomain(typed) === undefined
    ? "This is not a team's own address; app.slack.com is the same for all. In Slack, click the name of your workspace to see yours, such as corp.slack.com."
    : undefined;
}
