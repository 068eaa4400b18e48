import { context, plain, section } from '../shared/blocks.ts';
import { longDate } from '../shared/date-text.ts';
import { type Letter, oneLine, shortened, unlinked, writeLetter } from '../shared/letter.tsx';
import { cut, escapeMrkdwn } from '../shared/mrkdwn.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { linkNoticeTexts } from './sign-in-link-texts.ts';
import { resetEmailTexts, newPasswordEmailTexts as texts } from './texts.ts';

/** The email with a link for choosing a new password. */
export function resetEmail(reset: { workspaceName: string; link: string; endsAt: Date }): Letter {
  const workspaceName = oneLine(reset.workspaceName);
  const workspace = unlinked(workspaceName);
  const until = longDate(reset.endsAt);
  return writeLetter({
    subject: resetEmailTexts.subject(shortened(workspaceName, 60)),
    preheader: resetEmailTexts.preheader(until),
    from: workspaceName,
    heading: resetEmailTexts.heading,
    paragraphs: [resetEmailTexts.asked({ strong: workspace }), [resetEmailTexts.wasYou(until)]],
    button: { label: resetEmailTexts.button, url: reset.link },
    notes: resetEmailTexts.notes,
    site: new URL(reset.link).origin,
  });
}

/** The email that tells a member of their new password, in case it wasn't them. */
export function newPasswordEmail(change: {
  workspaceName: string;
  at: Date;
  /** Where a new password is asked for. */
  forgotUrl: string;
}): Letter {
  const workspaceName = oneLine(change.workspaceName);
  const workspace = unlinked(workspaceName);
  return writeLetter({
    subject: texts.subject(shortened(workspaceName, 60)),
    preheader: texts.preheader,
    from: workspaceName,
    heading: texts.heading,
    paragraphs: [
      texts.changed({ strong: workspace }, longDate(change.at)),
      [texts.wasYou],
      [texts.wasNotYou],
    ],
    button: { label: texts.button, url: change.forgotUrl },
    notes: texts.notes,
    site: new URL(change.forgotUrl).origin,
  });
}

/** What the letter and the message with a sign-in link are made of. */
export interface LinkAbout {
  readonly workspaceName: string;
  readonly link: string;
  readonly endsAt: Date;
}

/** The email with a sign-in link. */
export function linkEmail(about: LinkAbout): Letter {
  const workspaceName = oneLine(about.workspaceName);
  const until = longDate(about.endsAt);
  return writeLetter({
    subject: linkNoticeTexts.subject(shortened(workspaceName, 60)),
    preheader: linkNoticeTexts.preheader(until),
    from: workspaceName,
    heading: linkNoticeTexts.heading,
    paragraphs: [
      linkNoticeTexts.made({ strong: unlinked(workspaceName) }),
      [linkNoticeTexts.works(until)],
    ],
    button: { label: linkNoticeTexts.button, url: about.link },
    notes: linkNoticeTexts.notes,
    site: new URL(about.link).origin,
  });
}

/** The direct message with one. */
export function linkDm({ workspaceName, link, endsAt }: LinkAbout): SlackNote {
  const made = linkNoticeTexts.made(cut(oneLine(workspaceName), 80)).join('');
  return {
    text: escapeMrkdwn(made),
    blocks: [
      section(plain(`${made} ${linkNoticeTexts.works(longDate(endsAt))}`)),
      section(plain(link)),
      context(plain(linkNoticeTexts.notes.join(' '))),
    ],
  };
}
