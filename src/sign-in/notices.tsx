import { longDate } from '../shared/date-text.ts';
import { type Letter, oneLine, shortened, unlinked, writeLetter } from '../shared/letter.tsx';

/** The e-mail with a link for choosing a new password. */
export function resetEmail(reset: { workspaceName: string; link: string; endsAt: Date }): Letter {
  const workspaceName = oneLine(reset.workspaceName);
  const workspace = unlinked(workspaceName);
  const until = longDate(reset.endsAt);
  return writeLetter({
    subject: `Choose a new password for ${shortened(workspaceName, 60)}`,
    preheader: `Your personal link works once, until ${until}.`,
    from: workspaceName,
    heading: 'Choose a new password',
    paragraphs: [
      ['Somebody asked for a new password for your account in ', { strong: workspace }, '.'],
      [
        `If that was you, follow the link and choose one. It works once, until ${until}. You will then be signed out everywhere else.`,
      ],
    ],
    button: { label: 'Choose a new password', url: reset.link },
    notes: [
      "This link is personal: please don't share it.",
      'It was not you? You can ignore this e-mail; your password stays as it is.',
    ],
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
    subject: `Your password for ${shortened(workspaceName, 60)} was changed`,
    preheader: 'Was it you? Then there is nothing to do.',
    from: workspaceName,
    heading: 'Your password was changed',
    paragraphs: [
      [
        'The password of your account in ',
        { strong: workspace },
        ` was changed on ${longDate(change.at)}. You are signed out everywhere else.`,
      ],
      ['If that was you, there is nothing to do.'],
      [
        'If it was not you, choose a new password at once: follow the link, and you get an email with which you can. Then tell an admin of your workspace, and change the password of this mailbox, too.',
      ],
    ],
    button: { label: "It wasn't me: choose a new password", url: change.forgotUrl },
    notes: ['You get this email whenever the password of your account changes.'],
  });
}
