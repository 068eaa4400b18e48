import { countOf, inText } from '../shared/count-text.ts';
import type { Receipt, ReceiptLine } from './receipt-rules.ts';

/** How what stands on a receipt is said where it is read. */
export interface ReceiptWords {
  /** A moment. */
  readonly moment: (moment: Date) => string;
  /** A tool's name, such that each of its letters is shown. */
  readonly name: (name: string) => string;
  /** The moment at which it is read; undefined where it stays as it is written. */
  readonly now?: Date;
}

/** What came of taking somebody's access, each thing by itself. */
export function receiptTexts({ sessions, lines }: Receipt, words: ReceiptWords): string[] {
  if (lines.length === 0 && sessions === 0) return [nowhereText];
  return [
    ...(sessions ? [`${countOf(sessions, 'session')} ended`] : []),
    ...lines.map((line) => lineText(line, words)),
  ];
}

/** The same in one line. */
export function receiptText(receipt: Receipt, words: ReceiptWords): string {
  return receiptTexts(receipt, words).join(' · ');
}

const nowhereText = "They weren't signed in anywhere.";

function lineText(
  { tool, state, reason = '', until }: ReceiptLine,
  { moment, name, now }: ReceiptWords,
): string {
  const shown = name(tool);
  switch (state) {
    case 'queued':
    case 'sending':
      return `${shown}: signing out…`;
    case 'sent':
      return `${shown} signed out`;
    case 'retrying': {
      const why = `${shown} ${aboutTool(reason)}`;
      return until ? `${why}: trying until ${moment(until)}` : `${why}: trying again`;
    }
    case 'failed':
      return `⚠️ ${shown} couldn't be told: it ${aboutTool(reason)}`;
    case 'cancelled':
      return `${shown}: nobody to tell any more`;
    case undefined:
      return `${shown}: ${byItselfText(until, moment, now)}`;
  }
}

/** What a tool did, without naming it: reasons begin with it. */
function aboutTool(reason: string): string {
  return reason.startsWith('the tool ')
    ? reason.slice('the tool '.length)
    : `wasn't told (${reason})`;
}

function byItselfText(
  until: Date | undefined,
  moment: ReceiptWords['moment'],
  now: Date | undefined,
): string {
  if (!until) return "when its own session ends, as it can't be told";
  if (!now) return `by ${moment(until)} at the latest`;
  return now < until ? `at the latest ${inText(until.getTime() - now.getTime())}` : 'by now';
}
