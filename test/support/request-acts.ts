import { linesOf, type Person, personIn, pressablesOf } from 'pretend-slack/driver';
import { joinAs } from './acts.ts';
import { modalAfter } from './slack-acts.ts';
import type { World } from './world.ts';

/** What people do in the stories about requests. */

const patienceMs = 45_000;

/** The people whom the stories are about: two admins, and a member who may not invite. */
export const [adam, olga, mia] = ['U0ADAM', 'U0OLGA', 'U0MIA'];

/** Mia gets an account with the role Member. */
export async function letMiaJoin(world: World): Promise<void> {
  await joinAs(world, 'mia@example.com', { displayName: 'Mia Member' });
}

/** Somebody asks for an address by the command, and sends the dialog. */
export async function ask(
  world: World,
  email: string,
  { by = mia, why = '' }: { by?: string; why?: string } = {},
): Promise<Person> {
  const person = personIn(world.slack, by);
  await modalAfter(world, by, () => person.types(`/invite ${email}`, { channel: 'C0GENERAL' }));
  await person.submits(why ? { 'Why?': why } : {});
  return person;
}

/** Each message about the address to this person or in this conversation, oldest first, as the lines of each. */
export function messagesAbout(world: World, email: string, to: string): string[][] {
  const all = to.startsWith('C') ? world.slack.messages(to) : world.slack.dms(to);
  return all
    .map(({ blocks }) => linesOf(blocks))
    .filter((lines) => lines.join(' ').includes(email));
}

/** Waits until the newest message about the address says these words, and gives its lines. */
export async function messageAbout(
  world: World,
  email: string,
  to: string,
  words: string,
): Promise<string[]> {
  return await world.slack.until(() => {
    const last = messagesAbout(world, email, to).at(-1);
    return last?.join('\n').includes(words) && last;
  }, patienceMs);
}

/** The requests for an address as they are kept, oldest first. */
export async function requestsFor(
  world: World,
  email: string,
): Promise<{ id: string; state: string; reason: string | null }[]> {
  const rows = await world.database.query(
    'SELECT id, state::text AS state, reason FROM requests WHERE address = $1 ORDER BY created_at',
    [email],
  );
  return rows.map(({ id, state, reason }) => ({
    id: String(id),
    state: String(state),
    reason: reason === null ? null : String(reason),
  }));
}

/** What stands in the record about the address: who did what, oldest first. */
export async function recordOf(world: World, email: string): Promise<string[]> {
  const rows = await world.database.query(
    'SELECT actor, act FROM audit_entries WHERE subject = $1 ORDER BY at, act',
    [email],
  );
  return rows.map(({ actor, act }) => `${actor} ${act}`);
}

/** Presses a button of the newest message about the address that this person reads, or everybody in a conversation. */
export async function pressOn(
  world: World,
  email: string,
  { by, label, to = by }: { by: string; label: string; to?: string },
): Promise<Person> {
  const all = to.startsWith('C') ? world.slack.messages(to) : world.slack.dms(to);
  const message = all.findLast(({ blocks }) => linesOf(blocks).join(' ').includes(email));
  const found = pressablesOf({ blocks: message?.blocks ?? [] }).find((one) => one.label === label);
  if (!message || !found) throw new Error(`no ${label} about ${email} for ${to}`);
  const { channel, ts } = message;
  await world.slack.press({ user: by, ...found, in: { channel, ts } });
  return personIn(world.slack, by);
}

/** What a message quotes, without the signs that keep words in it from becoming mentions. */
export function quotedIn(message: { readonly blocks?: unknown } | undefined): string {
  return JSON.stringify(message?.blocks ?? '').replace(/[\u200B-\u200D\u2060]/g, '');
}
