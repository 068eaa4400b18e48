import { createHash } from 'node:crypto';
import type { PretendSlack } from 'pretend-slack';
import type { Person } from 'pretend-slack/driver';
import { expect, vi } from 'vitest';
import { dayLimits } from '../../src/invitations/rules.ts';
import { openListForm } from './list-acts.ts';
import { workspaceIdOf } from './slack-acts.ts';
import type { World } from './world.ts';

/** What people do in the stories about lists of people. */

/** So many addresses, each of its own: few signs, as Slack takes 3,000 in a field. */
export function manyAddresses(count: number, name = 'p'): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}@example.com`);
}

const maxTyped = 2900;

/** The addresses as they are pasted one part after the other. */
function parts(addresses: readonly string[]): string[] {
  const all: string[] = [];
  for (const address of addresses) {
    const last = all.at(-1);
    if (last === undefined || last.length + address.length > maxTyped) all.push(address);
    else all[all.length - 1] = `${last}\n${address}`;
  }
  return all;
}

const field = 'Names and email addresses';

/** Puts addresses in, however many, until the person sees what will happen to them. */
export async function lookAt(
  slack: PretendSlack,
  addresses: readonly string[],
  { user = 'U0ADAM', role = 'Member' } = {},
): Promise<Person> {
  const person = await openListForm({ slack }, user);
  const [first = '', ...more] = parts(addresses);
  await person.submits({ [field]: first, Role: role });
  await person.waitsFor('modal', 'Nothing has been sent yet.');
  for (const part of more) await addMore(person, part);
  return person;
}

/** Adds more people to what is looked at, and looks again. */
export async function addMore(person: Person, list: string): Promise<void> {
  await person.presses('Add more people', { in: 'modal' });
  await person.waitsFor('modal', field);
  await person.submits({ [field]: list });
  await person.waitsFor('modal', 'Nothing has been sent yet.');
}

/** Puts addresses in and sends them; gives the import's id. */
export async function sendAll(
  world: World,
  addresses: readonly string[],
  how: { user?: string; role?: string } = {},
): Promise<{ person: Person; id: string }> {
  const person = await lookAt(world.slack, addresses, how);
  const id = await newestImport(world);
  await person.submits();
  return { person, id };
}

/** The id of the list that was begun last. */
export async function newestImport(world: World): Promise<string> {
  const [row] = await world.database.query(
    'SELECT id FROM imports ORDER BY created_at DESC LIMIT 1',
  );
  return String(row?.id);
}

/** What the database has of a list. */
export async function importOf(world: World, id: string): Promise<Record<string, unknown>> {
  const [row] = await world.database.query('SELECT * FROM imports WHERE id = $1', [id]);
  return row ?? {};
}

/** How many rows of a list are in each state. */
export async function statesOf(world: World, id: string): Promise<Record<string, number>> {
  const rows = await world.database.query(
    'SELECT state::text AS state, count(*)::int AS count FROM import_rows WHERE import_id = $1 GROUP BY 1',
    [id],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
}

/** Waits until nothing of any list is being sent, but for what waits for a limit. */
export async function importsAtRest(world: World, timeoutMs = 60_000): Promise<void> {
  await vi.waitFor(
    async () => {
      const busy = await world.database.query(
        "SELECT id FROM imports WHERE state = 'sending' AND reason IS NULL",
      );
      expect(busy).toEqual([]);
    },
    { timeout: timeoutMs, interval: 50 },
  );
}

/** How many rows a table has. */
export async function countOf(world: World, table: string, where = 'TRUE'): Promise<number> {
  const [row] = await world.database.query(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
  );
  return Number(row?.count);
}

/** From now on an admin, or with `undefined` the workspace, may send so many more invitations within a day. */
export async function leaveRoom(
  world: World,
  user: string | undefined,
  left: number,
): Promise<void> {
  const workspaceId = await workspaceIdOf(world);
  const limits = dayLimits(world.config.inviteLimits);
  const limit = user === undefined ? limits.by_workspace : limits.by_admin;
  const subject = user === undefined ? workspaceId : `${workspaceId}\n${user}`;
  const key = `${limit.name}:${createHash('sha256').update(subject).digest('base64url')}`;
  const endsAt = new Date(Date.now() + world.clock.shiftMs + limit.windowMs);
  await world.database.query(
    `INSERT INTO rate_limits (key, acts, ends_at) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET acts = EXCLUDED.acts, ends_at = EXCLUDED.ends_at`,
    [key, limit.max - left, endsAt],
  );
}
