import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countText,
  firstPage,
  type ListPage,
  type ListPlace,
  loadListPage,
  type PageRows,
  pageSize,
  parseListPlace,
  type RowPlace,
  rangeText,
} from '../../src/shared/listing.ts';

interface Row {
  readonly id: string;
  readonly at: Date;
}

function row(number: number): Row {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  // Several rows share a moment, so that the id has to decide.
  return { id, at: new Date(Math.floor(number / 3) * 1000) };
}

function isBefore(a: RowPlace, b: RowPlace): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}

function place(each: Row): RowPlace {
  return { at: each.at.getTime(), id: each.id };
}

/** What a page is made of, over a list in memory. */
function over(rows: readonly Row[]) {
  const sorted = [...rows].sort((a, b) => (isBefore(place(a), place(b)) ? -1 : 1));
  return async (start: RowPlace | undefined): Promise<PageRows<Row>> => ({
    found: sorted.filter((each) => !start || !isBefore(place(each), start)).slice(0, pageSize + 1),
    newer: start
      ? sorted
          .filter((each) => isBefore(place(each), start))
          .reverse()
          .slice(0, pageSize)
      : [],
    total: sorted.length,
  });
}

function rowsTo(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

async function turnTo(rows: readonly Row[], number: number): Promise<ListPage<Row>> {
  let page = await loadListPage(firstPage, over(rows));
  for (let turned = 1; turned < number; turned += 1) {
    if (!page.next) throw new Error('no next page');
    page = await loadListPage(page.next, over(rows));
  }
  return page;
}

function rangeOf(page: ListPage<Row> | undefined): string | undefined {
  return page && rangeText(page);
}

test('says which rows a page shows', async () => {
  expect(rangeText(await turnTo(rowsTo(134), 1))).toBe('1–20 of 134');
  expect(rangeText(await turnTo(rowsTo(134), 3))).toBe('41–60 of 134');
  expect(rangeText(await turnTo(rowsTo(134), 7))).toBe('121–134 of 134');
  expect(rangeText(await turnTo(rowsTo(1), 1))).toBe('1–1 of 1');
});

test('shows every row once on the way there and back', async () => {
  const rows = rowsTo(57);
  const pages: ListPage<Row>[] = [];
  let at: ListPlace | undefined = firstPage;
  while (at) {
    const page: ListPage<Row> = await loadListPage(at, over(rows));
    pages.push(page);
    at = page.next;
  }
  const ids = pages.flatMap((page) => page.rows.map(({ id }) => id));
  expect(ids).toEqual([...rows].reverse().map(({ id }) => id));
  for (const [index, page] of pages.entries()) {
    const back = page.previous && (await loadListPage(page.previous, over(rows)));
    expect(back?.rows).toEqual(pages[index - 1]?.rows);
    expect(rangeOf(back)).toBe(rangeOf(pages[index - 1]));
  }
});

test('stays on its rows when newer ones come', async () => {
  const page = await turnTo(rowsTo(40), 2);
  const again = await loadListPage(page.place, over(rowsTo(45)));
  expect(again.rows).toEqual(page.rows);
  expect(again.previous).toBeDefined();
});

test('goes on behind rows that went', async () => {
  const rows = rowsTo(80);
  const page = await turnTo(rows, 2);
  const [first, ...others] = page.rows;
  const left = rows.filter((each) => each.id !== first?.id);
  const again = await loadListPage(page.place, over(left));
  expect(again.rows.slice(0, 19)).toEqual(others);
  expect(again.rows).toHaveLength(20);
});

test('counts anew what stands before a page when that is less than a page', async () => {
  const rows = rowsTo(80);
  const page = await turnTo(rows, 3);
  const left = rows.filter((each) => !isBefore(place(each), page.place.start ?? place(each)));
  const newest = rowsTo(84).slice(80);
  expect(rangeText(await loadListPage(page.place, over([...left, ...newest])))).toBe('5–24 of 44');
});

test('turns back when everything on the page went', async () => {
  const rows = rowsTo(64);
  const page = await turnTo(rows, 4);
  expect(page.rows).toHaveLength(4);
  const left = rows.filter((each) => !page.rows.some(({ id }) => id === each.id));
  const again = await loadListPage(page.place, over(left));
  expect(rangeText(again)).toBe('41–60 of 60');
  expect(again.next).toBeUndefined();
  expect((await loadListPage(page.place, over([]))).rows).toEqual([]);
});

test('keeps every place a page long and in order, whatever is asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(80), { maxLength: 60 }),
      fc.nat(80),
      fc.nat(100),
      async (numbers, start, before) => {
        const rows = numbers.map(row);
        const page = await loadListPage({ start: place(row(start)), before }, over(rows));
        expect(page.rows.length > 0).toBe(rows.length > 0);
        expect(page.rows.length).toBeLessThanOrEqual(pageSize);
        if (!page.previous) expect(page.place.before).toBe(0);
        if (rows.length > 0) expect(rangeText(page)).toMatch(/^[\d,]+–[\d,]+ of [\d,]+$/);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

test('counts no further than it helps', () => {
  expect(countText(999)).toBe('999');
  expect(countText(1000)).toBe('1,000');
  expect(countText(100_000)).toBe('100,000');
  expect(countText(undefined)).toBe('1,000+');
});

const id = row(1).id;

test('reads a place back', () => {
  const start = { at: 1_700_000_000_000, id };
  expect(parseListPlace(JSON.parse(JSON.stringify({ start, before: 20 })))).toEqual({
    start,
    before: 20,
  });
});

test.each([
  undefined,
  null,
  7,
  'x',
  [],
  {},
  { start: { at: 1, id } },
  { start: { at: 1.5, id }, before: 0 },
  { start: { at: '1', id }, before: 0 },
  { start: { at: Number.MAX_SAFE_INTEGER, id }, before: 0 },
  { start: { at: 1, id: '-'.repeat(36) }, before: 0 },
  { start: { at: 1, id: `${id}' OR true` }, before: 0 },
  { start: { at: 1, id }, before: -1 },
])('starts from the newest for %j', (value) => {
  expect(parseListPlace(value)).toEqual(firstPage);
});
