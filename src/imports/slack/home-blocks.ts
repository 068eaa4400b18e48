import type { KnownBlock } from '@slack/types';
import { button, mrkdwn, section } from '../../shared/blocks.ts';
import { escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import { importRowText, progressTexts } from '../progress-texts.ts';
import type { RecentImport } from '../rules.ts';
import { openImportButton } from './progress-blocks.ts';

/** The imports of late, in Home. */
export function importRows(imports: readonly RecentImport[]): KnownBlock[] {
  return imports.map((each) => {
    const text = importRowText(each);
    const open = button(openImportButton, progressTexts.open, { value: each.id, spoken: text });
    // Several may be as long as each other.
    const when = slackDate(new Date(each.at));
    return section(mrkdwn(`${escapeMrkdwn(text)} · ${when}`), open);
  });
}
