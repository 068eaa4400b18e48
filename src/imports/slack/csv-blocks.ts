import type { ModalView } from '@slack/types';
import { actions, button, codeBlock, context, plain } from '../../shared/blocks.ts';
import { csvLine } from '../../shared/csv-line.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { csvNoteText, nextCsvText, progressTexts } from '../progress-texts.ts';
import type { ImportRow } from '../rules.ts';

export const nextCsvButton = 'imports.copy_csv_next';

const maxCsvBlocks = 40;
const csvBlockLength = 2900;
/** A view may have 250,000 bytes (https://docs.slack.dev/reference/methods/views.open), and signs of some scripts take three. */
const csvBlockBytes = 5500;

/** Which part of which import's rows is to be shown next. */
export interface CsvPart {
  readonly id: ImportId | undefined;
  readonly part: number;
}

export function readCsvPart(value: string | undefined): CsvPart {
  const { id, part } = parsedObject(value ?? '');
  return { id: parseImportId(id), part: Number.isSafeInteger(part) ? Number(part) : 0 };
}

/** Rows to be copied: one part of them where Slack takes no more in a dialog, with the way to the next. */
export function csvModal(id: ImportId, rows: readonly ImportRow[], part: number): ModalView {
  const all = chunks(csvLines(rows));
  const parts = Math.ceil(all.length / maxCsvBlocks);
  const shown = Math.min(Math.max(part, 0), parts - 1);
  const blocks = all.slice(shown * maxCsvBlocks, (shown + 1) * maxCsvBlocks);
  const value = JSON.stringify({ id, part: shown + 1 });
  const next = button(nextCsvButton, nextCsvText(shown + 2, parts), { value });
  return {
    type: 'modal',
    title: plain(progressTexts.csvTitle),
    close: plain(progressTexts.close),
    blocks: [
      context(plain(csvNoteText(shown + 1, parts))),
      ...blocks.map(codeBlock),
      ...(shown + 1 < parts ? [actions('next', next)] : []),
    ],
  };
}

function chunks(lines: readonly string[]): string[] {
  const all: string[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    const both = `${last}\n${line}`;
    if (last === undefined || both.length > csvBlockLength || bytesOf(both) > csvBlockBytes)
      all.push(line);
    else all[all.length - 1] = both;
  }
  return all;
}

/** As it is sent to Slack. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** The rows of an import as CSV (RFC 4180); nothing in it is a formula to a spreadsheet. */
function csvLines(rows: readonly ImportRow[]): string[] {
  return [
    'line,file,email,name,role,result',
    ...rows.map((row) =>
      csvLine([
        String(row.line),
        row.file ?? '',
        row.to?.email ?? row.typed ?? '',
        row.suggestedName ?? '',
        row.role ?? '',
        row.reason ?? row.state,
      ]),
    ),
  ];
}
