import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { neededAlone, openListForm } from '../support/list-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.slack.heal());
afterAll(() => world.stop());

const list = 'Name;E-Mail;Role\nAna Lima;ana@example.com;admin\nBo;bo@example.com;\n';

/** Chooses the file, waits for what is said of it, and closes the dialog. */
async function reads(bytes: Uint8Array | string, words: string | string[], name = 'people.csv') {
  const person = await openListForm(world);
  await person.submits({ 'A file': { name, bytes } });
  const lines = await person.waitsFor('modal', words);
  await person.closes();
  return lines;
}

test('takes the people of a file, beside those who were typed, each once', async () => {
  const person = await openListForm(world);
  await person.submits({
    'A file': { name: 'people.csv', bytes: Buffer.from(`\uFEFF${list}`, 'utf16le') },
    'Names and email addresses': 'bo@example.com, cy@example.com',
  });
  await person.waitsFor('modal', ['3 people will be invited', '1 as Admin', '2 as Member']);
  await person.submits();
  await person.waitsFor('modal', '3 people invited');
  await world.letterTo('ana@example.com');
  const rows = await world.database.query(
    "SELECT suggested_name, role::text FROM import_rows WHERE address = 'ana@example.com'",
  );
  expect(rows).toEqual([{ suggested_name: 'Ana Lima', role: 'admin' }]);
});

test('says what a file is that is no list, and what to do', async () => {
  await reads('', 'The file is empty');
  await reads('PK\u0003\u0004 xl/workbook.xml', 'This is a workbook', 'people.xlsx');
  await reads('%PDF-1.7', "This file isn't a list");
  await reads('Name;E-Mail\nAna;none\n', 'No email address in the file');
  await reads('name,email\n"Ana,ana@example.com\nBo,bo@example.com', 'In line 2 of the file');
  const many = Array.from({ length: 5001 }, (_, index) => `p${index}@example.com`).join('\n');
  await reads(many, 'more than 5,000 people');
});

test('keeps all that was typed and chosen when a file can’t be read', async () => {
  const person = await openListForm(world);
  await person.submits({
    'A file': { name: 'people.csv', bytes: '' },
    'Names and email addresses': 'cy@example.com',
    'People in your Slack': ['Mia Member'],
    Channels: ['#general'],
    'Message to all of them': 'Welcome!',
  });
  await person.waitsFor('modal', 'The file is empty');
  const again = JSON.stringify(world.slack.modal(person.id)?.view);
  expect(again).toContain('"initial_value":"cy@example.com"');
  expect(again).toContain('"initial_users":["U0MIA"]');
  expect(again).toContain('"initial_conversations":["C0GENERAL"]');
  expect(again).toContain('"initial_value":"Welcome!"');
  await person.closes();
});

test('shows its token to nobody but Slack', async () => {
  const asked: (string | undefined)[] = [];
  const elsewhere = createServer(({ headers }, response) => {
    asked.push(headers.authorization);
    response.end(list);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { port } = elsewhere.address() as AddressInfo;
  world.slack.fail('file', { redirectTo: `http://127.0.0.1:${port}/people.csv` });
  await reads(list, "Slack doesn't have this file");
  expect(asked).toEqual([]);
  await new Promise((resolve) => elsewhere.close(resolve));
  const logged = JSON.stringify(world.logs);
  expect(logged).not.toContain('files-pri');
  expect(logged).not.toContain('xoxb-');
});

test('takes no more than it said, whatever is sent', async () => {
  world.slack.fail('file', { moreBytes: 11 * 1_048_576 });
  await reads(list, 'larger than 10 MB');
});

test('asks for another try when Slack doesn’t give the file', async () => {
  world.slack.fail('file', { retryAfter: 30 });
  await reads(list, 'Try again');
  world.slack.fail('file', { status: 503 });
  await reads(list, 'Try again');
  await reads('dora@example.com', '1 person will be invited');
});

test('whoever took the permission away meanwhile is told, and is offered no file any more', async () => {
  const person = await openListForm(world);
  const { state } = world.slack;
  const before = [...state.scopes];
  state.scopes.splice(0, Number.POSITIVE_INFINITY, ...neededAlone.scopes);
  await person.submits({ 'A file': { name: 'people.csv', bytes: list } });
  const lines = await person.waitsFor('modal', 'allow "files:read"');
  expect(lines.join('\n')).not.toContain('A file');
  await person.closes();
  state.scopes.splice(0, Number.POSITIVE_INFINITY, ...before);
});

test('says in which file a line stands, and gives that along with the rest', async () => {
  const person = await openListForm(world);
  await person.submits({
    'A file': { name: 'team <!channel> & *co*.csv', bytes: 'Name,Email\nKim,kim@' },
    'Names and email addresses': 'lea@\nmax@example.com',
  });
  const look = await person.waitsFor('modal', '2 need a look');
  expect(look).toEqual(expect.arrayContaining(['Line 2 of team <!channel> & *co*.csv', 'Line 1']));
  await person.submits();
  await person.waitsFor('modal', [
    '1 person invited',
    'Line 2 of team &lt;!channel&gt; &amp; *co*.csv: kim@',
  ]);
  await person.presses('Copy as CSV', { in: 'modal' });
  await person.waitsFor('modal', 'Copy it into a file');
  const csv = JSON.stringify(world.slack.modal('U0ADAM')?.view);
  expect(csv).toContain('2,team <!channel> & *co*.csv,kim@,');
});
