import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { copyLinkButton } from '../../src/invitations/slack/copy-link-blocks.ts';
import { invitationMenu } from '../../src/invitations/slack/row-blocks.ts';
import { deliveriesAtRest, goodPassword, invite, openDialog, sendDialog } from '../support/acts.ts';
import { homeAfter, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// How many messages to the database each act takes: each is a wait for whoever acts. What the worker asks by itself
// is left out.

const adam = 'U0ADAM';
// Also what Home and direct messages look up once something has been delivered.
const ofWorker =
  /^\s*(?:WITH RECURSIVE turns|WITH busy|UPDATE deliveries|LISTEN|SELECT pg_(?:notify|advisory)|SELECT "public"\."(?:home_tabs|workspaces))/;

let world: World;
/** What was asked on each connection, in order. */
const asked: { readonly on: unknown; readonly text: string }[] = [];
beforeAll(async () => {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: unknown,
    ...args: unknown[]
  ) {
    const [first] = args;
    asked.push({ on: this, text: typeof first === 'string' ? first : String(Object(first).text) });
    return query.apply(this, args) as never;
  });
  world = await startWorld();
  await invite(world, 'first@example.com');
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

/** Waits until all is delivered, and what Home shows of it is there: nobody but the act asks anything then. */
async function atRest(): Promise<void> {
  await deliveriesAtRest(world);
  const quietMs = 200;
  do {
    asked.length = 0;
    await pause(quietMs);
  } while (asked.some(({ text }) => !ofWorker.test(text)));
  asked.length = 0;
}

/** What an act asks, without what the worker does. */
async function during(act: () => Promise<unknown>): Promise<string[]> {
  await atRest();
  await act();
  return asked.map(({ text }) => text).filter((text) => !ofWorker.test(text));
}

/** The messages of the act's one transaction, from its beginning to its end. */
async function transactionOf(act: () => Promise<unknown>): Promise<string[]> {
  await atRest();
  await act();
  const begins = asked.flatMap(({ on, text }, index) =>
    text.startsWith('BEGIN') ? [{ on, index }] : [],
  );
  const all = begins.map(({ on, index }) => {
    const own = asked.slice(index).filter((each) => each.on === on);
    const end = own.findIndex(({ text }) => text === 'COMMIT');
    return own.slice(0, end + 1).map(({ text }) => text);
  });
  // What the worker has begun is not at its end yet.
  const [only, ...more] = all.filter(
    (texts) => texts.length > 0 && !texts.some((text) => ofWorker.test(text)),
  );
  expect(more).toEqual([]);
  return only ?? [];
}

test('the dialog opens after one', async () => {
  expect(await during(() => openDialog(world))).toHaveLength(1);
});

test('an invitation is one transaction of six', async () => {
  await openDialog(world);

  const first = await transactionOf(() => sendDialog(world, adam, { email: 'ana@example.com' }));
  const again = await transactionOf(() => typeCommand(world, 'bo@example.com'));

  expect(first).toHaveLength(6);
  expect(again).toHaveLength(6);
});

test('a resend is one transaction of six', async () => {
  world.clock.shiftMs += 3_600_000;
  const value = menuOf(await openHome(world, adam, 'first@'), 'first@').Resend ?? '';
  const press = { user: adam, actionId: invitationMenu, in: 'home', value };

  const transaction = await transactionOf(() =>
    homeAfter(world, adam, () => world.slack.press(press)),
  );

  expect(transaction).toHaveLength(6);
});

test('a link is shown after one transaction of six', async () => {
  const home = await openHome(world, adam, 'first@');
  const value = /invitation_([0-9a-f-]{36})/.exec(JSON.stringify(home))?.[1] ?? '';
  const act = async () => {
    const before = world.slack.calls.length;
    await world.slack.press({ user: adam, actionId: copyLinkButton, in: 'home', value });
    await world.slack.until(() =>
      world.slack.calls.slice(before).some(({ method }) => method === 'views.open'),
    );
  };

  expect(await transactionOf(act)).toHaveLength(6);
});

test('Home opens after four, of which one notes what was published', async () => {
  const statements = await during(() => openHome(world));

  expect(statements.length).toBeLessThanOrEqual(4);
});

test('a link opens after one', async () => {
  const { path } = await invite(world, 'link@example.com');

  expect(await during(() => world.get(path))).toHaveLength(1);
});

test('joining takes two, and one transaction of six', async () => {
  const { path } = await invite(world, 'join@example.com');
  const form = new FormData();
  form.set('displayName', 'Joe');
  form.set('password', goodPassword);

  const transaction = await transactionOf(() => world.post(path, form));

  expect(transaction).toHaveLength(6);
  const texts = asked.map(({ text }) => text);
  const before = texts.slice(
    0,
    texts.findIndex((text) => text.startsWith('BEGIN')),
  );
  expect(before.filter((text) => /invitations i|rate_limits/.test(text))).toHaveLength(2);
});
