import { randomUUID } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { Ephemeral, OpenView } from 'pretend-slack';
import { buttonValue, linesOf, menuOf, textsOf } from 'pretend-slack/driver';
import { type AppOptions, startApp } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { lookEveryMs, type World } from './world.ts';

/** What people do in Slack in the stories about Home, commands and shared links. */

const patienceMs = 30_000;

type Json = Record<string, unknown>;

/**
 * What Slack would turn into something else than letters: mentions, links and dates in mrkdwn, and in the text
 * of a message. Moments in the reader's zone and the links at the end of Home are ours, and left out.
 */
export function livelyIn(shown: unknown): string[] {
  const texts = textsOf(shown)
    .filter(({ type }) => type === 'mrkdwn')
    .map(({ text }) => text);
  const { text } = Object(shown) as { text?: unknown };
  const all = [...texts, ...(typeof text === 'string' ? [text] : [])].join('\n');
  return (all.match(/<[^<>]*>/g) ?? []).filter((token) => !ours.test(token));
}

const ours = /^<(!date\^|http:\/\/localhost:3000\/(privacy\|Privacy|support\|Help)>$)/;

/** Words that a Home tab shows, all of them. */
type Words = string | readonly string[];

/** Waits until the person's Home tab shows the words. */
export async function homeShows(world: World, user: string, words: Words): Promise<HomeView> {
  return (await untilHome(world, user, undefined, words)).view;
}

/** The same while minutes pass. */
export async function homeCatchesUp(world: World, user: string, words: Words): Promise<HomeView> {
  return await whileMinutesPass(world, () => homeShows(world, user, words));
}

/** Waits until the person's Home tab doesn't show the words any more, while minutes pass. */
export async function homeForgets(world: World, user: string, words: string): Promise<void> {
  const isGone = () => !linesOf(world.slack.home(user)).join('\n').includes(words);
  await whileMinutesPass(world, () => world.slack.until(isGone, patienceMs));
}

/** Home tabs are brought up to date without being asked, but each at most once a minute. */
export async function whileMinutesPass<Seen>(
  world: World,
  wait: () => Promise<Seen>,
): Promise<Seen> {
  const pass = setInterval(() => {
    world.clock.shiftMs += 61_000;
  }, 500);
  try {
    return await wait();
  } finally {
    clearInterval(pass);
  }
}

/**
 * Does something, and waits until the person's Home tab was published anew and shows the words. Without words
 * only when nobody else is doing anything: that is published, too.
 */
export async function homeAfter(
  world: World,
  user: string,
  act: () => Promise<unknown>,
  words: Words = [],
): Promise<HomeView> {
  const before = world.slack.openHomeView(user)?.hash;
  await act();
  return (await untilHome(world, user, before, words)).view;
}

function untilHome(world: World, user: string, before: string | undefined, words: Words) {
  return world.slack.until(() => {
    const now = world.slack.openHomeView(user);
    const shown = linesOf(now?.view).join('\n');
    return now?.hash !== before && [words].flat().every((each) => shown.includes(each)) && now;
  }, patienceMs);
}

/** Opens the Home tab. */
export async function openHome(world: World, user = 'U0ADAM', words?: Words): Promise<HomeView> {
  return await homeAfter(world, user, () => world.slack.openHome(user), words);
}

/** Presses something in the Home tab, and gives what it shows then. */
export async function pressHome(
  world: World,
  user: string,
  actionId: string,
  { value, words }: { value?: string; words?: Words } = {},
): Promise<HomeView> {
  const press = { user, actionId, in: 'home', ...(value !== undefined && { value }) };
  return await homeAfter(world, user, () => world.slack.press(press), words);
}

/** Does something, and gives what only this person then sees in the conversation. */
export async function answerAfter(
  world: World,
  user: string,
  act: () => Promise<unknown>,
): Promise<Ephemeral> {
  const seen = new Set(world.slack.ephemerals(user).map(({ id }) => id));
  await act();
  return await world.slack.until(
    () => world.slack.ephemerals(user).find(({ id }) => !seen.has(id)),
    patienceMs,
  );
}

/** Types a command, and gives the answer. */
export async function typeCommand(
  world: World,
  text: string,
  { user = 'U0ADAM', command = '/invite' } = {},
): Promise<Ephemeral> {
  return await answerAfter(world, user, () => world.slack.command({ user, command, text }));
}

/** Does something, and waits for the modal that it opens or changes. */
export async function modalAfter(
  world: World,
  user: string,
  act: () => Promise<unknown>,
): Promise<OpenView> {
  const before = world.slack.modal(user);
  const known = `${before?.id} ${before?.hash}`;
  await act();
  return await world.slack.until(() => {
    const now = world.slack.modal(user);
    return `${now?.id} ${now?.hash}` !== known && now;
  }, patienceMs);
}

/** Opens the question whether to remove somebody from the team; gives it. */
export async function askToRemove(world: World, user: string, of: string): Promise<OpenView> {
  await openHome(world, user, 'Invite people');
  const words = ['● Members', of];
  const home = await pressHome(world, user, 'home.tab_members', { words });
  const value = buttonValue(home, 'Remove…', of);
  const press = { user, in: 'home', actionId: 'home.remove', value };
  return await modalAfter(world, user, () => world.slack.press(press));
}

/** Removes somebody from the team; gives the Home tab that says so. */
export async function removeMember(
  world: World,
  user: string,
  of: string,
  words: Words = 'was removed',
): Promise<HomeView> {
  await askToRemove(world, user, of);
  const home = await homeAfter(world, user, () => world.slack.submit({ user }), words);
  await world.slack.close({ user });
  return home;
}

/** Chooses an entry of somebody's row that asks first, says yes, and gives what Home shows then. */
export async function chooseAndConfirm(
  world: World,
  { user, of, entry }: { user: string; of: string; entry: 'Replace link…' | 'Revoke…' },
  words?: Words,
): Promise<HomeView> {
  const value = menuOf(await openHome(world, user, of), of)[entry] ?? '';
  const press = { user, in: 'home', actionId: 'home.invitation_menu', value };
  await modalAfter(world, user, () => world.slack.press(press));
  return await homeAfter(world, user, () => world.slack.submit({ user }), words);
}

/** Does something, and waits for what the app writes to the person directly. */
export async function dmAfter(world: World, user: string, act: () => Promise<unknown>) {
  const seen = world.slack.dms(user).length;
  await act();
  return await world.slack.until(() => world.slack.dms(user)[seen], patienceMs);
}

/** Everything that a message shows, in the order of reading. */
export function wordsIn(shown: unknown): string {
  return [...JSON.stringify(shown).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text]) => JSON.parse(`"${text}"`) as string)
    .join('');
}

/** So many were inserted already: each is a second newer than the one before, and older than those of people. */
let inserted = 0;

/** The invitations that there would be after a while: written at once, the newest last. */
export async function insertInvitations(
  world: World,
  emails: readonly string[],
  more: { expiresAt?: Date; acceptedAt?: Date; workspaceId?: string; role?: string } = {},
): Promise<string[]> {
  const workspaceId = more.workspaceId ?? (await workspaceIdOf(world));
  const now = Date.now() + world.clock.shiftMs;
  const rows = emails.map((email) => {
    inserted += 1;
    return { id: randomUUID(), email, at: new Date(Date.now() - 7_200_000 + inserted * 1000) };
  });
  await world.database.query(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user,
       invited_by_name, created_at, sent_at, expires_at, accepted_at)
     SELECT id::uuid, $1::uuid, email, lower(email), $2::role, 'U0ADAM', 'adam', at, at, $3, $4
     FROM unnest($5::text[], $6::text[], $7::timestamptz[]) AS new (id, email, at)`,
    [
      workspaceId,
      more.role ?? 'member',
      more.expiresAt ?? new Date(now + 7 * 86_400_000),
      more.acceptedAt ?? null,
      rows.map(({ id }) => id),
      rows.map(({ email }) => email),
      rows.map(({ at }) => at),
    ],
  );
  return rows.map(({ id }) => id);
}

/** The id of the team's workspace, which is made when Slack first asks for it. */
export async function workspaceIdOf(world: World, slackTeamId = 'T0SANDBOX'): Promise<string> {
  const find = 'SELECT id FROM workspaces WHERE slack_team_id = $1';
  const [row] = await world.database.query(find, [slackTeamId]);
  if (row) return String(row.id);
  if (slackTeamId !== 'T0SANDBOX') throw new Error(`no workspace of ${slackTeamId}`);
  await openHome(world);
  return await workspaceIdOf(world);
}

/** Another team's workspace with an invitation and a member, as this server could have. */
export async function insertOtherWorkspace(
  world: World,
): Promise<{ workspaceId: string; invitationId: string; memberId: string }> {
  const [workspaceId, memberId] = [randomUUID(), randomUUID()];
  await world.database.query(
    "INSERT INTO workspaces (id, slack_team_id, name, created_at) VALUES ($1, 'T0OTHER', 'Other', now())",
    [workspaceId],
  );
  const [invitationId = ''] = await insertInvitations(world, ['theirs@other.example'], {
    workspaceId,
  });
  await world.database.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     VALUES ($1, $2, 'olli@other.example', 'olli@other.example', 'Olli', 'admin', 'none', now())`,
    [memberId, workspaceId],
  );
  return { workspaceId, invitationId, memberId };
}

/** Changes the settings past the screens. */
export async function setSettings(world: World, columns: Json): Promise<void> {
  const names = Object.keys(columns);
  const assignments = names.map((name, index) => `${name} = $${index + 1}`).join(', ');
  const where = `WHERE slack_team_id = $${names.length + 1}`;
  await workspaceIdOf(world);
  const statement = `UPDATE workspaces SET ${assignments} ${where}`;
  await world.database.query(statement, [...Object.values(columns), 'T0SANDBOX']);
}

/**
 * A second process of the app on the same database, which Slack's requests go to from now on. Gives how to
 * stop it; then they go to the first one again.
 */
export async function secondProcess(world: World): Promise<() => Promise<void>> {
  const { stop } = await secondApp(world, world.config);
  return stop;
}

/** The same, told something else; gives where it is, too. */
export async function secondApp(
  world: World,
  told: Config,
  more: Partial<AppOptions> = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  const log = createLogger({ level: 'silent' });
  const { url, database } = world.database;
  const config = { ...told, databaseUrl: url };
  // The embedded database has one process only; there the second app shares it.
  const shared = Object.create(database, { close: { value: async () => undefined } });
  const app = await startApp(config, {
    log,
    clock: world.clock,
    paces: world.paces,
    lookEveryMs: lookEveryMs(world.paces),
    remindEveryMs: Number.POSITIVE_INFINITY,
    installationLooks: 'never',
    ...more,
    host: '127.0.0.1',
    ...(!url && { database: shared }),
  });
  const here = `http://127.0.0.1:${app.port}`;
  world.slack.connect(here);
  return {
    url: here,
    async stop() {
      world.slack.connect(world.url);
      await app.stop();
    },
  };
}
