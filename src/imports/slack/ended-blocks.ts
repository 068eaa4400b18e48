import { actions, button, plain, section } from '../../shared/blocks.ts';
import type { ImportId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { Progress } from '../rules.ts';
import { endedDmTexts, endedText, joinedDigestText, progressTexts } from '../texts.ts';
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
