import { actions, button, plain, section } from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { Progress } from '../rules.ts';
import { endedDmTexts, endedText, progressTexts } from '../texts.ts';
import { openImportButton } from './progress-blocks.ts';

/** The DM to whoever began imports: what became of each. */
export function importEndedDm(ended: readonly Progress[]): SlackNote {
  const told = ended.map((progress) => ({ id: progress.import.id, text: toldOf(progress) }));
  return {
    text: escapeMrkdwn(told.map(({ text }) => text).join('\n')),
    blocks: told.flatMap(({ id, text }) => [
      section(plain(text)),
      actions(`import_${id}`, button(openImportButton, progressTexts.open, { value: id })),
    ]),
  };
}

function toldOf(progress: Progress): string {
  const isStopped = progress.import.state === 'stopped';
  return `${isStopped ? endedDmTexts.stopped : endedDmTexts.done} ${endedText(progress)}`;
}
