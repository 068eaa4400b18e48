import { exact, plain, section, sentence } from '../shared/blocks.ts';
import { longDate } from '../shared/date-text.ts';
import { type Letter, oneLine, shortened, unlinked, writeLetter } from '../shared/letter.tsx';
import { escapeMrkdwn, slackDate } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import type { ToldEvent } from './event-rules.ts';
import { placeText, toldCommon, toldTexts } from './event-texts.ts';
import { type Browser, browserName } from './rules.ts';
import { linkMessageTexts } from './sign-in-link-texts.ts';
import { lockedResetEmailTexts, resetEmailTexts } from './texts.ts';

/** The email with a link for choosing a new password. */
export function resetEmail(reset: {
  workspaceName: string;
  link: string;
  endsAt: Date;
  /** Whether they said that something wasn't them, so that their password works no longer. */
  isLocked: boolean;
}): Letter {
  const { asked, wasYou, notes } = reset.isLocked ? lockedResetEmailTexts : resetEmailTexts;
  const workspaceName = oneLine(reset.workspaceName);
  const workspace = unlinked(workspaceName);
  const until = longDate(reset.endsAt);
  return writeLetter({
    subject: resetEmailTexts.subject(shortened(workspaceName, 60)),
    preheader: resetEmailTexts.preheader(until),
    from: workspaceName,
    heading: resetEmailTexts.heading,
    paragraphs: [asked({ strong: workspace }), [wasYou(until)]],
    button: { label: resetEmailTexts.button, url: reset.link },
    notes,
    site: new URL(reset.link).origin,
  });
}

/** What a member is told of an event at their account. */
interface EventFacts {
  readonly kind: ToldEvent;
  readonly workspaceName: string;
  readonly at: Date;
  /** Where they say that it wasn't them. */
  readonly link: string;
  /** From where it was done; versions before didn't note that. */
  readonly browser: Browser | undefined;
}

/** The email that tells a member of an event at their account, in case it wasn't them. */
export function eventEmail({ kind, workspaceName, at, link, browser }: EventFacts): Letter {
  const name = oneLine(workspaceName);
  const { subject, title, said } = toldTexts[kind];
  const { when, browser: inBrowser, address } = toldCommon.facts;
  const wasNotYou = browser ? toldCommon.wasNotYou : toldCommon.wasNotYouBefore;
  return writeLetter({
    subject: subject(shortened(name, 60)),
    preheader: toldCommon.preheader,
    from: name,
    heading: title,
    paragraphs: [said({ strong: unlinked(name) }), [toldCommon.wasYou], [wasNotYou]],
    button: { label: toldCommon.notMe, url: link },
    facts: [
      [when, longDate(at)],
      ...(browser
        ? ([
            [inBrowser, browserName(browser.userAgent)],
            [address, placeText(browser.ipAddress)],
          ] as const)
        : []),
    ],
    notes: toldCommon.notes,
    site: new URL(link).origin,
  });
}

/** The same in Slack. */
export function eventDm({
  kind,
  workspaceName,
  at,
  link,
  browser,
}: EventFacts & { browser: Browser }): SlackNote {
  const workspace = shortened(oneLine(workspaceName), 80);
  const { subject, said } = toldTexts[kind];
  const where = `${browserName(browser.userAgent)} · ${placeText(browser.ipAddress)}`;
  return {
    text: escapeMrkdwn(subject(workspace)),
    blocks: [
      sentence(said({ strong: workspace })),
      {
        type: 'context',
        elements: [exact(`${slackDate(at)} · ${escapeMrkdwn(where)}`)],
      },
      section(plain(toldCommon.wasNotYou)),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'sign_in.open_not_me',
            text: plain(toldCommon.notMe),
            url: link,
          },
        ],
      },
    ],
  };
}

/** What a message with a sign-in link says. */
interface LinkFacts {
  readonly workspaceName: string;
  readonly link: string;
  readonly endsAt: Date;
}

/** The email with a link by which an admin lets a member back in. */
export function linkEmail({ workspaceName, link, endsAt }: LinkFacts): Letter {
  const { subject, preheader, heading, made, until, button, notes } = linkMessageTexts;
  const name = oneLine(workspaceName);
  const end = longDate(endsAt);
  return writeLetter({
    subject: subject(shortened(name, 60)),
    preheader: preheader(end),
    from: name,
    heading,
    paragraphs: [made({ strong: unlinked(name) }), [until(end)]],
    button: { label: button, url: link },
    notes,
    site: new URL(link).origin,
  });
}

/** The same in Slack. */
export function linkDm({ workspaceName, link, endsAt }: LinkFacts): SlackNote {
  const { subject, made, until, button, notes } = linkMessageTexts;
  const workspace = shortened(oneLine(workspaceName), 80);
  const text = plain(button);
  return {
    text: escapeMrkdwn(subject(workspace)),
    blocks: [
      sentence(made({ strong: workspace })),
      section(exact(until(slackDate(endsAt)))),
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'sign_in.open_link', text, url: link }],
      },
      { type: 'context', elements: [plain(notes.join(' '))] },
    ],
  };
}
