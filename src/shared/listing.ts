/** How many rows of a list a page has. */
export const pageSize = 10;

/** Counting stops here: beyond it a number tells people nothing and costs time. */
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
  /** How many rows the whole list has; at most {@link maxCounted} + 1. */
  readonly total: number;
}

/** The number of rows as people read it. */
export function countText(count: number): string {
  return count > maxCounted ? `${maxCounted.toLocaleString('en')}+` : count.toLocaleString('en');
}

/** Which rows a page shows, as in "21–30 of 134". */
export function rangeText(page: ListPage<unknown>): string {
  const first = page.place.before + 1;
  const last = page.place.before + page.rows.length;
  return `${first}–${last} of ${countText(Math.max(page.total, last))}`;
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

/** How a list's rows are found. Rows are sorted by moment and id, newest first. */
export interface ListQueries<Row extends { id: string; at: Date }> {
  /** The rows from `start` (the newest when undefined) on, at most `limit`. */
  from(start: RowPlace | undefined, limit: number): Promise<Row[]>;
  /** The rows that stand before `start`, the nearest first, at most `limit`. */
  before(start: RowPlace, limit: number): Promise<Row[]>;
  /** How many there are, counted up to `limit`. */
  count(limit: number): Promise<number>;
}

/** Loads one page and finds out which pages lie beside it; the one before when all of its rows are gone. */
export async function loadListPage<Row extends { id: string; at: Date }>(
  place: ListPlace,
  queries: ListQueries<Row>,
): Promise<ListPage<Row>> {
  const found = await queries.from(place.start, pageSize + 1);
  const newer = place.start ? await queries.before(place.start, pageSize) : [];
  const isWhole = newer.length === pageSize;
  const before = isWhole ? Math.max(place.before, pageSize) : newer.length;
  const previous = newer.length === 0 ? undefined : pageBefore(newer, before);
  if (found.length === 0 && previous) return await loadListPage(previous, queries);
  const following = found[pageSize];
  return {
    rows: found.slice(0, pageSize),
    place: { ...place, before },
    next: following && { start: rowPlace(following), before: before + pageSize },
    previous,
    total: await queries.count(maxCounted + 1),
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
