/** How many rows of a list a page has. */
export const pageSize = 20;

/** Counting what a search finds stops here: beyond it a number tells people nothing and costs time. */
export const maxCounted = 1000;

/** The place of a row in a list that is sorted by moment and id, newest first. */
export interface RowPlace {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly id: string;
}

/** Where in a list somebody is. Held to a row, not to a number, so that it stays while rows come and go. */
export interface ListPlace {
  /** The first row of the page; undefined for the newest. */
  readonly start: RowPlace | undefined;
  /** How many rows stood before it when it was turned to. */
  readonly before: number;
}

/** One page of a list. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly place: ListPlace;
  /** Where the pages beside this one begin, if there are any. */
  readonly next: ListPlace | undefined;
  readonly previous: ListPlace | undefined;
  /** How many rows the whole list has; undefined when more than {@link maxCounted} are found by a search. */
  readonly total: number | undefined;
}

/** A number that was counted up to one more than {@link maxCounted}; undefined when it is beyond. */
export function uncounted(count: number): number | undefined {
  return count > maxCounted ? undefined : count;
}

/** The number of rows as people read it; undefined when there are more than {@link maxCounted}. */
export function countText(count: number | undefined): string {
  return count === undefined ? `${maxCounted.toLocaleString('en')}+` : count.toLocaleString('en');
}

/** Which rows a page shows, as in "21–30 of 134". */
export function rangeText(page: ListPage<unknown>): string {
  const first = page.place.before + 1;
  const last = page.place.before + page.rows.length;
  return `${first}–${last} of ${countText(page.total && Math.max(page.total, last))}`;
}

/** ECMA-262 §21.4.1.1: no Date lies beyond. */
const latestMoment = 8.64e15;

/** The newest page. */
export const firstPage: ListPlace = { start: undefined, before: 0 };

/** Reads a place that came back from a button or a view; the newest page when it is none. */
export function parseListPlace(value: unknown): ListPlace {
  const { start, before } = Object(value) as { start?: unknown; before?: unknown };
  const { at, id } = Object(start) as { at?: unknown; id?: unknown };
  const isPlace =
    typeof at === 'number' &&
    Number.isInteger(at) &&
    at >= 0 &&
    at <= latestMoment &&
    typeof id === 'string' &&
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) &&
    typeof before === 'number' &&
    Number.isSafeInteger(before) &&
    before >= 0;
  return isPlace ? { start: { at, id }, before } : firstPage;
}

/** What a page is made of. Rows are sorted by moment and id, newest first. */
export interface PageRows<Row> {
  /** The rows from its beginning on, one more than a page has. */
  readonly found: readonly Row[];
  /** The rows before it, the nearest first, as many as a page has; none of the newest page. */
  readonly newer: readonly Row[];
  readonly total: number | undefined;
}

/** Loads one page and finds out which pages lie beside it; the one before when all of its rows are gone. */
export async function loadListPage<Row extends { id: string; at: Date }>(
  place: ListPlace,
  load: (start: RowPlace | undefined) => Promise<PageRows<Row>>,
): Promise<ListPage<Row>> {
  const { found, newer, total } = await load(place.start);
  const isWhole = newer.length === pageSize;
  const before = isWhole ? Math.max(place.before, pageSize) : newer.length;
  const previous = newer.length === 0 ? undefined : pageBefore(newer, before);
  if (found.length === 0 && previous) return await loadListPage(previous, load);
  const following = found[pageSize];
  return {
    rows: found.slice(0, pageSize),
    place: { ...place, before },
    next: following && { start: rowPlace(following), before: before + pageSize },
    previous,
    total,
  };
}

/** The page that ends where these rows begin; the newest when they are less than a page. */
function pageBefore(newer: readonly { id: string; at: Date }[], before: number): ListPlace {
  const farthest = newer[pageSize - 1];
  return farthest ? { start: rowPlace(farthest), before: before - pageSize } : firstPage;
}

function rowPlace(row: { id: string; at: Date }): RowPlace {
  return { at: row.at.getTime(), id: row.id };
}
