import type { KnownBlock, ModalView } from '@slack/types';
import { context, exact, plain, section } from '../../shared/blocks.ts';
import type { AuditEntryId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import type { ListedEntry } from '../../workspaces/audit-rules.ts';
import type { Receipt } from '../../workspaces/receipt-rules.ts';
import { receiptText, receiptTexts } from '../../workspaces/receipt-texts.ts';
import { auditSentence } from '../../workspaces/texts.ts';
import type { Ended, Member } from '../rules.ts';
import { endedSentence, memberDialogTexts, receiptModalTexts } from '../texts.ts';

/** Somebody who was removed, with what ended of the invitations, and the entry that has the receipt. */
export interface Removed extends Ended {
  readonly member: Pick<Member, 'displayName'>;
  readonly entryId: AuditEntryId | undefined;
}

const words = { moment: (moment: Date) => slackDate(moment), name: escapeMrkdwn };

/** While somebody is being removed. */
export function removingModal(): ModalView {
  return {
    type: 'modal',
    title: plain(memberDialogTexts.removeTitle, 24),
    close: plain(receiptModalTexts.done, 24),
    blocks: [section(plain(receiptModalTexts.working))],
  };
}

/** What came of removing somebody; undefined where there is nothing more to say. */
export function removedModal(
  removed: Removed,
  shown: { readonly receipt: Receipt; readonly now: Date } | undefined,
): ModalView {
  const lines = shown ? receiptTexts(shown.receipt, { ...words, now: shown.now }) : [];
  return {
    type: 'modal',
    title: plain(receiptModalTexts.title, 24),
    close: plain(receiptModalTexts.done, 24),
    blocks: [
      section(
        plain(`${receiptModalTexts.removed(removed.member.displayName)}${endedSentence(removed)}`),
      ),
      ...(lines.length > 0 ? [section(exact(cut(listText(lines), 3000)))] : []),
      ...(shown ? [context(plain(receiptModalTexts.kept))] : []),
    ],
  };
}

function listText(lines: readonly string[]): string {
  return lines.length === 1 ? lines.join() : lines.map((line) => `• ${line}`).join('\n');
}

/** Who went of late, with what came of it; above the members, in whose list they don't stand any more. */
export function goneBlocks(gone: readonly ListedEntry[]): KnownBlock[] {
  return gone.map(({ receipt, ...entry }) =>
    context(
      exact(slackDate(entry.at)),
      plain(auditSentence(entry), 1000),
      ...(receipt ? [exact(cut(receiptText(receipt, words), 1900))] : []),
    ),
  );
}
