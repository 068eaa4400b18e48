import type { OpenView, Reply } from 'pretend-slack';
import { fieldOf } from 'pretend-slack/driver';
import { expect, vi } from 'vitest';
import { rowsSeenBy } from './rows.ts';
import type { World } from './world.ts';

/** What people do in the stories, by the words that they see on the screen. */

export const goodPassword = 'correct horse battery staple';

/** Everything that a view, a message or a list of them says, for looking words up in it. */
export function wordsOf(shown: unknown): string {
  return JSON.stringify(shown ?? '');
}

/** Types the command and waits for its dialog. */
export async function openDialog(world: World, user = 'U0ADAM'): Promise<OpenView> {
  const before = world.slack.modal(user)?.id;
  await world.slack.command({ user, command: '/invite' });
  return await world.slack.until(() => {
    const modal = world.slack.modal(user);
    return modal?.id !== before && modal;
  }, 15_000);
}

/** Fills the open dialog in and presses its button. */
export async function sendDialog(
  world: World,
  user: string,
  { email, role }: { email: string; role?: 'member' | 'admin' | undefined },
): Promise<Reply> {
  const modal = world.slack.modal(user);
  if (!modal) throw new Error(`${user} has no dialog open`);
  const values = {
    [fieldOf(modal, 'Email address')]: email,
    ...(role && { [fieldOf(modal, 'Role')]: role }),
  };
  return await world.slack.submit({ user, values });
}

/** Somebody who was invited, with the path of the link in their email. */
export interface Invited {
  readonly email: string;
  readonly path: string;
  readonly token: string;
}

/** Invites an address by the dialog and waits for the email. */
export async function invite(
  world: World,
  email: string,
  { role, by = 'U0ADAM' }: { role?: 'member' | 'admin'; by?: string } = {},
): Promise<Invited> {
  await openDialog(world, by);
  const reply = await sendDialog(world, by, { email, role });
  expect(world.slack.modal(by)?.errors, reply.body).toEqual({});
  for (;;) {
    const { parsed } = await world.letterTo(email.trim());
    // Whoever had an account before may have been told something about that.
    if (!isAboutAccount(parsed.text)) return { email, ...linkIn(parsed.text ?? '') };
  }
}

/** Whether it is one of the emails about one's own account. */
function isAboutAccount(text = ''): boolean {
  return /\/(?:not-me|reset)\//.test(text);
}

/** The invite link that stands in a text. */
export function linkIn(text: string): { path: string; token: string } {
  const [, path, token] = /https?:\/\/[^/\s]+(\/join\/([\w-]+))/.exec(text) ?? [];
  if (!path || !token) throw new Error(`no invite link in: ${text}`);
  return { path, token };
}

/** The sign-up form as somebody fills it in. */
export function signUpForm(fields: Record<string, string | File> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({
    displayName: 'Ana',
    password: goodPassword,
    ...fields,
  })) {
    form.set(name, value);
  }
  return form;
}

/** The session cookies that an answer sets, with their attributes. */
export function sessionCookies(response: Response): string[] {
  return response.headers.getSetCookie().filter((cookie) => /^[\w-]*session=[^;]/.test(cookie));
}

/** What a browser keeps of an answer's session cookie. */
export function cookieOf(response: Response): string {
  const [cookie] = sessionCookies(response);
  if (!cookie) throw new Error(`no session cookie; status ${response.status}`);
  return cookie.slice(0, cookie.indexOf(';'));
}

/** What the browser that this cookie signs in shows proxies in front of other tools. */
export async function forwardCookie(world: World, cookie: string): Promise<string> {
  const entered = await world.get('/auth/enter', { cookie });
  const [set = ''] = entered.headers.getSetCookie();
  const [pair = ''] = set.split(';');
  if (!/^(?:__\w+-)?invitations-forward=/.test(pair)) throw new Error(`${entered.status}: ${set}`);
  return pair;
}

/** Invites somebody who joins at once; gives their browser's cookie. */
export async function joinAs(
  world: World,
  email: string,
  options: { role?: 'member' | 'admin'; by?: string; displayName?: string; avatar?: File } = {},
): Promise<Invited & { cookie: string }> {
  const { displayName = 'Ana', avatar, ...how } = options;
  const invited = await invite(world, email, how);
  const form = signUpForm({ displayName, ...(avatar && { avatar }) });
  const joined = await world.post(invited.path, form);
  expect(joined.status).toBe(303);
  return { ...invited, cookie: cookieOf(joined) };
}

/** Waits until no delivery is about to be sent, so that no row changes by itself any more. */
export async function deliveriesAtRest(world: World): Promise<void> {
  await vi.waitFor(
    async () => {
      const busy = await world.database.query(
        "SELECT id FROM deliveries WHERE state IN ('queued', 'sending')",
      );
      expect(busy).toEqual([]);
    },
    { timeout: 15_000, interval: 20 },
  );
}

/**
 * Every row of every table, as text, for telling whether anything changed, once the deliveries of what was done
 * before are through. Without the counters of tries: that something was tried is all that they say; and without
 * what Slack called the view that was shown last.
 */
export async function allRows(world: World): Promise<string[]> {
  await deliveriesAtRest(world);
  return await rowsSeenBy(world.database.query, ['view_hash']);
}

/** The emails to an address, oldest first. */
export async function deliveriesTo(
  world: World,
  email: string,
): Promise<{ id: string; state: string; reason: string | null; attempts: number }[]> {
  const rows = await world.database.query(
    `SELECT id, state::text AS state, reason, attempts FROM deliveries
     WHERE channel = 'email' AND recipient = $1 ORDER BY created_at, id`,
    [email],
  );
  return rows.map((row) => ({
    id: String(row.id),
    state: String(row.state),
    reason: row.reason === null ? null : String(row.reason),
    attempts: Number(row.attempts),
  }));
}

/** The invitations of an address, oldest first. */
export async function invitationsOf(
  world: World,
  email: string,
): Promise<Record<string, unknown>[]> {
  return await world.database.query(
    'SELECT * FROM invitations WHERE address = $1 ORDER BY created_at, id',
    [email.trim().toLowerCase()],
  );
}

/** Somebody more in the Slack team. */
export function addPerson(
  world: World,
  person: { id: string } & Partial<World['slack']['state']['users'][number]>,
): string {
  const name = person.id.toLowerCase();
  world.slack.state.users.push({
    name,
    realName: person.name ?? name,
    email: `${name}@people.example`,
    tz: 'Etc/UTC',
    ...person,
  });
  return person.id;
}
