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
