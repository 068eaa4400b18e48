import { actions, button, plain, section } from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { Progress } from '../rules.ts';
import { endedDmTexts, endedText, progressTexts } from '../texts.ts';
import { openImportButton } from './progress-blocks.ts';

/** The DM to whoever began an import: what became of it. */
export function importEndedDm(progress: Progress): SlackNote {
  const { import: found } = progress;
  const first = found.state === 'stopped' ? endedDmTexts.stopped : endedDmTexts.done;
  const text = `${first} ${endedText(progress)}`;
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      actions('import', button(openImportButton, progressTexts.open, { value: found.id })),
    ],
  };
}
