import { csvLine } from '../shared/csv-line.ts';
import type { ListedEntry } from '../workspaces/audit-rules.ts';
import { receiptText } from '../workspaces/receipt-texts.ts';
import { auditSentence } from '../workspaces/texts.ts';

/** The columns; programs go by them, so they stay as they are and new ones come at the end. */
const columns = ['time', 'actor', 'act', 'subject', 'before', 'after', 'sentence', 'id'];

/** With it, spreadsheets know that the file is UTF-8. */
const byteOrderMark = '\uFEFF';

/** How the file begins. */
export const csvHead = `${byteOrderMark}${csvLine(columns)}\r\n`;

/** The rows of these entries: moments as ISO 8601 in UTC. */
export function csvRows(entries: readonly ListedEntry[]): string {
  return entries.map((entry) => `${csvLine(cellsOf(entry))}\r\n`).join('');
}

function cellsOf(entry: ListedEntry): string[] {
  const { id, at, actor, act, subject, detail } = entry;
  const isMoved = act === 'invited_address_changed';
  const after = detail.now ?? detail.role ?? (isMoved ? subject : '');
  return [at.toISOString(), actor, act, subject, detail.was ?? '', after, sentenceOf(entry), id];
}

/** What was done, and what came of it as far as it is known. */
function sentenceOf(entry: ListedEntry): string {
  const words = { moment: (moment: Date) => moment.toISOString(), name: (name: string) => name };
  const came = entry.receipt ? receiptText(entry.receipt, words) : '';
  return [auditSentence(entry), came].filter((part) => part !== '').join(' · ');
}

/** What the file is called. */
export function csvFileName(now: Date): string {
  return `activity-${now.toISOString().slice(0, 10)}.csv`;
}
