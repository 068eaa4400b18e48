import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, joinAs } from '../support/acts.ts';
import { installIn, seenFrom, startInstallWorld } from '../support/install-acts.ts';
import { connectProxied, showTools } from '../support/tool-acts.ts';
import type { World } from '../support/world.ts';

// Tools behind a proxy on a server of several teams: two that the operator named, and a stranger who calls his Corp, too.

let corp: World;
let sister: World;
let strangers: World;
let vic: string;
let sue: string;
let mal: string;
/** Mal's colleague, a member like Vic. */
let mo: string;

async function shown(world: World, email: string, role: 'member' | 'admin'): Promise<string> {
  const { cookie } = await joinAs(world, email, { displayName: email, role });
  return await forwardCookie(world, cookie);
}

beforeAll(async () => {
  corp = await startInstallWorld({
    PUBLIC_URL: 'https://team.example.com',
    AUTH_TEAMS: 'T0SANDBOX, T0SISTER',
    AUTH_RETURN_HOSTS: 'wiki.example.com, board.example.com, both.example.com',
    AUTH_COOKIE_DOMAIN: 'example.com',
    TRUST_PROXY: '1',
  });
  const team = (id: string, domain: string) =>
    corp.slack.addTeam({ team: { id, name: domain, domain } });
  sister = seenFrom(corp, team('T0SISTER', 'sister'));
  strangers = seenFrom(corp, team('T0EVIL', 'evil'));
  for (const { slack } of [corp, sister, strangers]) await installIn(corp, slack);
  await corp.database.query("UPDATE workspaces SET name = 'Corp'");
  vic = await shown(corp, 'vic@corp.test', 'member');
  sue = await shown(sister, 'vic@corp.test', 'member');
  mal = await shown(strangers, 'vic@corp.test', 'admin');
  mo = await shown(strangers, 'mo@corp.test', 'member');
});
afterAll(() => corp.stop());

async function asked(cookie: string, host: string): Promise<number> {
  const headers = { cookie, 'x-original-url': `https://${host}/` };
  return (await corp.get('/auth/verify', headers)).status;
}

/** A row as if the stranger's team had been let in once. */
async function listAsStranger(host: string, access: string): Promise<void> {
  await corp.database.query(
    `INSERT INTO tools (id, workspace_id, name, address, preset, access, host, created_at)
     SELECT gen_random_uuid(), id, 'Wiki', $1, 'forward', $2::tool_access, $3, now()
     FROM workspaces WHERE slack_team_id = 'T0EVIL'`,
    [`https://${host}`, access, host],
  );
}

test('a team that tools are not open to can list none', async () => {
  const adam = personIn(strangers.slack, 'U0ADAM');
  await showTools(strangers);
  await adam.presses('Connect a tool…');
  await adam.waitsFor('modal', 'What is it?');
  await adam.submits({
    Name: 'Wiki',
    Address: 'https://wiki.example.com',
    'What is it?': 'Behind your proxy (forward auth)',
  });
  expect(strangers.slack.modal('U0ADAM')?.errors).toEqual({
    address: expect.stringContaining('AUTH_TEAMS'),
  });
  await adam.closes();
});

test('what a stranger has listed opens nothing to strangers, and closes nothing to others', async () => {
  await listAsStranger('wiki.example.com', 'admins');

  expect(await asked(vic, 'wiki.example.com')).toBe(200);
  expect(await asked(sue, 'wiki.example.com')).toBe(200);
  expect([await asked(mal, 'wiki.example.com'), await asked(mo, 'wiki.example.com')]).toEqual([
    403, 403,
  ]);
  expect(await asked(mal, 'anything.example.com')).toBe(403);
});

test('a tool that one team has listed is for its own members only', async () => {
  await connectProxied(corp, { Address: 'https://board.example.com' });
  await listAsStranger('board.example.com', 'everybody');

  expect(await asked(vic, 'board.example.com')).toBe(200);
  for (const other of [sue, mal, mo]) expect(await asked(other, 'board.example.com')).toBe(403);
});

test('each of two teams says for its own members who may use it', async () => {
  await connectProxied(corp, { Address: 'https://both.example.com', 'Who can use it?': 'Admins' });
  await connectProxied(sister, { Address: 'https://both.example.com' });

  expect(await asked(vic, 'both.example.com')).toBe(403);
  expect(await asked(sue, 'both.example.com')).toBe(200);
  for (const stranger of [mal, mo]) expect(await asked(stranger, 'both.example.com')).toBe(403);
  const uses = await corp.database.query(
    'SELECT w.slack_team_id AS team FROM tool_sign_ins s JOIN workspaces w ON w.id = s.workspace_id ORDER BY 1',
  );
  expect(uses).toEqual([{ team: 'T0SANDBOX' }, { team: 'T0SISTER' }]);
});
