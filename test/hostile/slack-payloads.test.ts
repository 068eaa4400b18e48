import fc from 'fast-check';
import { buttonValue } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { invite, joinAs, openDialog, sendDialog } from '../support/acts.ts';
import { modalAfter, openHome, pressHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';
import { casesOf, oddText, report, rowsThatMatter, shortly, sideBySide } from './support.ts';

type Json = Record<string, unknown>;
interface Captured {
  readonly kind: string;
  readonly payload: Json;
}

const adam = 'U0ADAM';

let world: World;
/** What Slack sent while people did what they do; all of it was carried out already. */
let captured: Captured[];
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'there@example.com', { displayName: 'there' });
  const { path } = await invite(world, 'pending@example.com');
  await openDialog(world);
  // Refused, and so would every repetition be.
  await sendDialog(world, adam, { email: 'there@example.com' });
  await world.slack.close({ user: adam, all: true });
  await typeCommand(world, 'list');
  await typeCommand(world, 'there@example.com');
  await typeCommand(world, 'help');
  const home = await openHome(world, adam, 'pending@example.com');
  const value = buttonValue(home, 'Copy link', 'pending@example.com');
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: 'invitations.copy_link', value }),
  );
  await world.slack.close({ user: adam, all: true });
  await pressHome(world, adam, 'home.tab_settings', { words: 'Team settings' });
  await pressHome(world, adam, 'home.tab_members', { words: ['● Members', 'there'] });
  await world.slack.post({
    user: 'U0MIA',
    channel: 'C0GENERAL',
    text: `http://localhost:3000${path}`,
  });
  await vi.waitFor(async () => {
    const find = 'SELECT FROM link_sharings WHERE warning_ts IS NOT NULL';
    expect(await world.database.query(find)).toHaveLength(1);
  }, 15_000);
  captured = world.slack.requests.map(({ kind, payload }) => ({ kind, payload: payload as Json }));
});
afterAll(async () => {
  world.expectFaults();
  await world.stop();
  expect(ourFaults()).toEqual([]);
});

/** What Slack itself says no to (an id, a trigger or a URL that it never gave), or is too slow for here. */
const slacksOwn = ['WebAPIPlatformError', 'RespondError', 'WebAPIRequestError'];

/** Each fault once that isn't Slack's refusal of what it would never have sent. */
function ourFaults(): string[] {
  const faults = world.logs.filter(({ level }) => Number(level) >= 50);
  const ours = faults.filter(({ err }) => !slacksOwn.includes(String((err as Json)?.type)));
  return [
    ...new Set(ours.map(({ err, msg, bolt }) => shortly((err as Json)?.stack ?? bolt ?? msg))),
  ];
}

/** Nothing that anybody could mean: no address, no id of anything that there is. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: oddText.filter((text) => text.length < 20_000 && !/^[\w.+-]+@/.test(text)),
  },
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    [],
    {},
    [[]],
    [null],
    { value: null },
    'T0OTHER',
    'U0NOBODY',
  ),
  fc.constantFrom(
    'W0ELSEWHERE',
    '00000000-0000-4000-8000-000000000000',
    '{"form":1e9}',
    '{"sent":["x"]}',
  ),
  fc.constantFrom('y'.repeat(200_000), 'y'.repeat(400_000)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Something to do to a payload: which field (of all, counted through), and what it becomes. */
const change = fc.record({
  which: fc.nat(1_000_000),
  how: fc.constantFrom('delete' as const, 'replace' as const, 'replace' as const, 'add' as const),
  value: oddValue,
});

const mutation = fc.record({
  of: fc.nat(1_000_000),
  changes: fc.array(change, { minLength: 1, maxLength: 3 }),
});

/** Every place in a payload: who holds it, and under which name. */
function placesIn(holder: Json | unknown[], places: [Json, string][] = []): [Json, string][] {
  for (const [name, value] of Object.entries(holder)) {
    places.push([holder as Json, name]);
    if (typeof value === 'object' && value !== null) placesIn(value as Json, places);
  }
  return places;
}

function mutated(
  payload: Json,
  changes: readonly (typeof change extends fc.Arbitrary<infer C> ? C : never)[],
): Json {
  const copy = structuredClone(payload);
  for (const { which, how, value } of changes) {
    const places = placesIn(copy);
    const [holder, name] = places[which % places.length] ?? [copy, 'type'];
    if (how === 'delete') delete holder[name];
    else if (how === 'replace') holder[name] = value;
    else
      Object.defineProperty(holder, '__proto__', {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}

function requestOf({ kind, payload }: Captured): { body: string; contentType?: string } {
  if (kind === 'command') {
    const fields = Object.entries(payload).map(([name, value]) => [name, formValue(value)]);
    return { body: new URLSearchParams(fields as [string, string][]).toString() };
  }
  const json = JSON.stringify(payload);
  return 'event' in payload || kind === 'event'
    ? { body: json, contentType: 'application/json' }
    : { body: new URLSearchParams({ payload: json }).toString() };
}

function formValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const count = 500;

/** Taken; of no form of Slack's; and nothing here answers to it. */
const calm = [200, 400, 401, 404];
const largest = 256 * 1024;

test('a payload with fields missing, of another type, huge or forged changes nothing and breaks nothing', async () => {
  const before = await rowsThatMatter(world);
  await sideBySide(casesOf(mutation, count), 8, async ({ of, changes }) => {
    const one = captured[of % captured.length];
    if (!one) throw new Error('nothing captured');
    const broken = { changes, kind: one.kind, payload: mutated(one.payload, changes) };
    const request = requestOf(broken);
    const { status } = await world.slack.sendRaw(request);
    const isTooLarge = Buffer.byteLength(request.body) > largest;
    expect(isTooLarge ? [413] : calm, `${status} ${shortly(broken)}`).toContain(status);
  });
  expect((await world.get('/healthz')).status).toBe(200);
  expect(await rowsThatMatter(world)).toEqual(before);
  expect(ourFaults()).toEqual([]);
  expect(new Set(captured.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(5);
  report(`Slack payloads made from ${captured.length} real ones`, count);
}, 120_000);
