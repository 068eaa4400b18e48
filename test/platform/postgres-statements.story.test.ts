import { setTimeout as pause } from 'node:timers/promises';
import * as oidc from 'openid-client';
import pg from 'pg';
import { menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { invitationMenu } from '../../src/invitations/slack/act-blocks.ts';
import { copyLinkButton } from '../../src/invitations/slack/copy-link-blocks.ts';
import {
  deliveriesAtRest,
  forwardCookie,
  goodPassword,
  invite,
  joinAs,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { importsAtRest, lookAt, manyAddresses } from '../support/import-acts.ts';
import { homeAfter, openHome, typeCommand } from '../support/slack-acts.ts';
import { connectTool, discover, follow, sendToSignIn } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// How many round trips to the database each act takes: each is a wait for whoever acts. What is asked before the answer
// to the one before has come is none. What the worker asks by itself is left out.

const adam = 'U0ADAM';
// Also what Home and direct messages look up once something has been delivered, and whether a request or a list is due.
const ofWorker =
  /^\s*(?:WITH RECURSIVE turns|WITH busy|UPDATE (?:deliveries|(?:requests r|imports i) SET due_at)|LISTEN|SELECT pg_(?:notify|advisory)|SELECT "public"\."(?:home_tabs|workspaces|requests|imports))/;

let world: World;
/** What was asked on each connection, in order, and whether it waited for the answers before. */
interface Asked {
  readonly on: unknown;
  readonly text: string;
  readonly hasWaited: boolean;
}
const asked: Asked[] = [];
beforeAll(async () => {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  const unanswered = new Map<unknown, number>();
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: unknown,
    ...args: unknown[]
  ) {
    const [first] = args;
    const text = typeof first === 'string' ? first : String(Object(first).text);
    const before = unanswered.get(this) ?? 0;
    asked.push({ on: this, text, hasWaited: before === 0 });
    unanswered.set(this, before + 1);
    const onAnswer = () => unanswered.set(this, (unanswered.get(this) ?? 1) - 1);
    const callback: unknown = args.at(-1);
    const onCallback = (...answers: unknown[]): void => {
      onAnswer();
      if (typeof callback === 'function') callback(...answers);
    };
    const withCallback = [...args.slice(0, -1), onCallback];
    const answer = query.apply(this, typeof callback === 'function' ? withCallback : args);
    if (answer instanceof Promise) answer.then(onAnswer, onAnswer);
    return answer as never;
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
  const quietMs = 500;
  do {
    asked.length = 0;
    await pause(quietMs);
  } while (asked.some(({ text }) => !ofWorker.test(text)));
  asked.length = 0;
}

const tripsOf = (texts: readonly Asked[]) => texts.filter(({ hasWaited }) => hasWaited).length;

/** How often an act waits for the database, without what the worker does. */
async function during(act: () => Promise<unknown>): Promise<number> {
  await atRest();
  await act();
  return tripsOf(asked.filter(({ text }) => !ofWorker.test(text)));
}

/** How often the act's one transaction waits for the database, from its beginning to its end. */
async function transactionOf(act: () => Promise<unknown>): Promise<number> {
  await atRest();
  await act();
  // What the worker has begun is not at its end yet.
  const [only, ...more] = transactions().filter(
    (own) => own.length > 0 && !own.some(({ text }) => ofWorker.test(text)),
  );
  expect(more).toEqual([]);
  return tripsOf(only ?? []);
}

/** What was asked in each transaction, from its beginning to its end; nothing of those that haven't ended. */
function transactions(): Asked[][] {
  const begins = asked.flatMap(({ on, text }, index) =>
    text.startsWith('BEGIN') ? [{ on, index }] : [],
  );
  return begins.map(({ on, index }) => {
    const own = asked.slice(index).filter((each) => each.on === on);
    const end = own.findIndex(({ text }) => text === 'COMMIT');
    return own.slice(0, end + 1);
  });
}

test('the dialog opens after one', async () => {
  expect(await during(() => openDialog(world))).toBe(1);
});

test('an invitation is one transaction of two', async () => {
  await openDialog(world);

  const first = await transactionOf(() => sendDialog(world, adam, { email: 'ana@example.com' }));
  const again = await transactionOf(() => typeCommand(world, 'bo@example.com'));

  expect(first).toBe(2);
  expect(again).toBe(2);
});

test('a resend is one transaction of three', async () => {
  world.clock.shiftMs += 3_600_000;
  const value = menuOf(await openHome(world, adam, 'first@'), 'first@').Resend ?? '';
  const press = { user: adam, actionId: invitationMenu, in: 'home', value };

  const transaction = await transactionOf(() =>
    homeAfter(world, adam, () => world.slack.press(press)),
  );

  expect(transaction).toBe(3);
});

test('a link is shown after two, of which one ends the transaction', async () => {
  const home = await openHome(world, adam, 'first@');
  const value = /invitation_([0-9a-f-]{36})/.exec(JSON.stringify(home))?.[1] ?? '';
  const act = async () => {
    const before = world.slack.calls.length;
    await world.slack.press({ user: adam, actionId: copyLinkButton, in: 'home', value });
    await world.slack.until(() =>
      world.slack.calls.slice(before).some(({ method }) => method === 'views.open'),
    );
  };

  expect(await transactionOf(act)).toBe(2);
});

test('Home opens after four, and what was published is noted when it is there', async () => {
  const statements = await during(() => openHome(world));

  const notes = asked.filter(({ text }) =>
    /^UPDATE "public"\."home_tabs" SET "view_hash"/.test(text),
  );
  expect(notes).toHaveLength(1);
  expect(statements - notes.length).toBeLessThanOrEqual(4);
});

test('a link opens after one', async () => {
  const { path } = await invite(world, 'link@example.com');

  expect(await during(() => world.get(path))).toBe(1);
});

test('25 rows of a list are sent in one transaction of eight, as many as for one row', async () => {
  const trips: number[] = [];
  for (const list of [manyAddresses(25, 'chunk'), ['only@example.com']]) {
    const person = await lookAt(world.slack, list);
    await atRest();
    await person.submits();
    await importsAtRest(world);
    await deliveriesAtRest(world);
    const [sending, ...more] = transactions().filter((own) =>
      own.some(({ text }) => text.includes('UPDATE import_rows')),
    );
    expect(more).toEqual([]);
    trips.push(tripsOf(sending ?? []));
  }

  expect(trips).toEqual([8, 8]);
});

test('joining takes two, and one transaction of one', async () => {
  const { path } = await invite(world, 'join@example.com');
  const form = new FormData();
  form.set('displayName', 'Joe');
  form.set('password', goodPassword);

  const transaction = await transactionOf(() => world.post(path, form));

  expect(transaction).toBe(1);
  const texts = asked.map(({ text }) => text);
  const before = texts.slice(
    0,
    texts.findIndex((text) => text.startsWith('BEGIN')),
  );
  expect(before.filter((text) => /invitations i|rate_limits/.test(text))).toHaveLength(2);
});

test('a proxy is answered after one, and the use of its tool is noted in another now and then', async () => {
  const { cookie } = await joinAs(world, 'proxied@example.com');
  const shown = await forwardCookie(world, cookie);
  const ask = (headers: Record<string, string>) =>
    during(() => world.get('/auth/verify', { ...headers, 'x-original-url': 'https://tv.test/' }));

  expect(await ask({})).toBe(0);
  expect(await ask({ cookie })).toBe(0);
  expect(await ask({ cookie: shown })).toBe(1);
  await world.database.query(
    `INSERT INTO tools (id, workspace_id, name, address, preset, access, host, created_at)
     SELECT gen_random_uuid(), id, 'TV', 'https://tv.test', 'forward', 'everybody', 'tv.test', now() FROM workspaces`,
  );
  // That something is listed, who may use it, and that they did.
  expect(await ask({ cookie: shown })).toBe(3);
  expect(await ask({ cookie: shown })).toBe(1);
});

test('who opens a tool again gets a code after four, and the tool gets tokens for it after three', async () => {
  const tool = await connectTool(world);
  await joinAs(world, 'again@example.com');
  const browser = new Visitor(world);
  await browser.signIn('again@example.com', goodPassword);
  const config = await discover(world, tool);
  await follow(world, browser, (await sendToSignIn(world, config, tool.redirectUri)).path);
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  let code = '';

  const way = await during(async () => {
    code = String((await follow(world, browser, sent.path)).away);
  });
  // Which keys there are, who the browser is, all that the request is about, and the code.
  expect(way).toBeLessThanOrEqual(4);

  const exchanged = await during(() =>
    oidc.authorizationCodeGrant(config, new URL(code), sent.checks),
  );
  // The keys, what the request is about, and one transaction that uses the code up and keeps the tokens.
  expect(exchanged).toBeLessThanOrEqual(3);
});
