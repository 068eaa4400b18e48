import { actions, button, plain, section } from '../../shared/blocks.ts';
import type { ImportId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import { endedDmTexts, endedText, joinedDigestText, progressTexts } from '../progress-texts.ts';
import type { Progress } from '../rules.ts';
import { openImportButton } from './progress-blocks.ts';

/** The DM to whoever began an import: who has joined since the last one. */
export function joinedDigestDm(
  names: readonly string[],
  counts: { joined: number; invited: number },
  importId: ImportId,
): SlackNote {
  const text = joinedDigestText(
    names.map((name) => cut(name, 60)),
    counts,
  );
  return {
    text: escapeMrkdwn(text),
    blocks: [
      section(plain(text)),
      actions('import', button(openImportButton, progressTexts.open, { value: importId })),
    ],
  };
}

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
