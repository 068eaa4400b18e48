/** A tool at which somebody's access ended, and how telling it fares. */
export interface ReceiptLine {
  /** What it was called then. */
  readonly tool: string;
  /** Undefined of a tool that can't be told. */
  readonly state: 'queued' | 'sending' | 'sent' | 'retrying' | 'failed' | 'cancelled' | undefined;
  /** Why it wasn't told yet, or won't be. */
  readonly reason: string | undefined;
  /** Until when it is tried; of a tool that can't be told, by when it notices by itself, if it does. */
  readonly until: Date | undefined;
}

/** What came of taking somebody's access away. */
export interface Receipt {
  /** How many browsers were signed out; undefined where that isn't what was taken. */
  readonly sessions: number | undefined;
  /** The tools, each once. */
  readonly lines: readonly ReceiptLine[];
}

/** A line as the database gives it, also within JSON. */
export interface ReceiptRow {
  readonly tool: string;
  readonly state: ReceiptLine['state'] | null;
  readonly reason: string | null;
  readonly until: Date | string | null;
}

/** What is most in need of somebody comes first. */
const byNeed: readonly ReceiptLine['state'][] = [
  'failed',
  'retrying',
  'queued',
  'sending',
  undefined,
  'sent',
  'cancelled',
];

/** The receipt of an entry; undefined of one that took no access away. */
export function receiptOf(
  detail: Readonly<Record<string, string>>,
  rows: readonly ReceiptRow[] | null | undefined,
): Receipt | undefined {
  const { sessions } = detail;
  const lines = (rows ?? []).map(({ tool, state, reason, until }) => ({
    tool,
    state: state ?? undefined,
    reason: reason ?? undefined,
    until: until === null ? undefined : new Date(until),
  }));
  if (sessions === undefined && lines.length === 0) return undefined;
  return {
    sessions: sessions === undefined ? undefined : Number(sessions),
    lines: eachToolOnce(lines),
  };
}

/** With several browsers somebody is signed in to a tool several times: it is as far as the last of them. */
function eachToolOnce(lines: readonly ReceiptLine[]): ReceiptLine[] {
  const sorted = lines.toSorted(
    (one, other) => byNeed.indexOf(one.state) - byNeed.indexOf(other.state),
  );
  const first = new Map<string, ReceiptLine>();
  for (const line of sorted) if (!first.has(line.tool)) first.set(line.tool, line);
  return [...first.values()].sort((one, other) => one.tool.localeCompare(other.tool));
}

/** Whether a receipt changes by itself soon: a tool is being told. */
export function isFillingIn({ lines }: Receipt): boolean {
  return lines.some(({ state }) => state === 'queued' || state === 'sending');
}

/** Whether somebody waits for a tool at all: it may yet answer, or be given up. */
export function isOpen({ lines }: Receipt): boolean {
  return lines.some(
    ({ state }) => state === 'queued' || state === 'sending' || state === 'retrying',
  );
}
