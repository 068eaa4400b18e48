import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
  await addWorkspace('T0OTHER', 'Ünder_score 100%');
  await addWorkspace('T0TWIN', 'sandbox');
});
afterAll(() => world.stop());

/** Another team on this server, whose only member is eva@example.com with the same password as Ana. */
async function addWorkspace(slackTeamId: string, name: string): Promise<void> {
  await world.database.query(
    `WITH w AS (
       INSERT INTO workspaces (id, slack_team_id, name, created_at)
       VALUES (gen_random_uuid(), $1, $2, now()) RETURNING id)
     INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     SELECT gen_random_uuid(), w.id, 'eva@example.com', 'eva@example.com', $2, 'member',
       (SELECT password_hash FROM members LIMIT 1), now() FROM w`,
    [slackTeamId, name],
  );
}

test('who comes without a link or cookie is asked for the workspace by its name', async () => {
  const visitor = new Visitor(world);
  const page = await (await visitor.get('/sign-in')).text();
  expect(page).toMatch(/<input id="workspaceName"[^>]*autocomplete="organization"/);

  const answer = await visitor.post('/sign-in', {
    workspaceName: ' SANDBOX ',
    email: 'ana@example.com',
    password: goodPassword,
  });

  expect(answer.status).toBe(303);
  expect(await textOf(await visitor.get('/account'))).toContain('Ana');
});

test('of two workspaces with the same name, each member gets into their own', async () => {
  const visitor = new Visitor(world);
  await visitor.post('/sign-in', {
    workspaceName: 'Sandbox',
    email: 'eva@example.com',
    password: goodPassword,
  });

  expect(await textOf(await visitor.get('/account'))).toContain('This is how sandbox knows you');
});

test.each([
  ['Ünder_score 100%', 303],
  ['ÜNDER_SCORE 100%', 303],
  ['Ünderxscore 100%', 400],
  ['%', 400],
  ['_______', 400],
  ['', 400],
])('the name %s leads in with %i', async (workspaceName, status) => {
  const fields = { workspaceName, email: 'eva@example.com', password: goodPassword };

  expect((await new Visitor(world).post('/sign-in', fields)).status).toBe(status);
});

test('an unknown workspace, address and password are one answer', async () => {
  const wrong = { workspaceName: 'Sandbox', email: 'ana@example.com', password: 'wrong' };
  const answers = await Promise.all(
    [wrong, { ...wrong, email: 'ona@example.com' }, { ...wrong, workspaceName: 'Nowhere' }].map(
      async (fields) => {
        const answer = await new Visitor(world).post('/sign-in', fields);
        return (await answer.text()).replace('ona@', 'ana@').replace('Nowhere', 'Sandbox');
      },
    ),
  );

  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('do not belong together');
});

test('a browser that was signed in is not asked again, but may choose another workspace', async () => {
  const visitor = new Visitor(world);
  await visitor.post('/sign-in', {
    workspaceName: 'Sandbox',
    email: 'ana@example.com',
    password: goodPassword,
  });
  await visitor.post('/sign-out', {});

  const page = await (await visitor.get('/sign-in')).text();
  expect(page).toContain('<title>Sign in to Sandbox</title>');
  expect(page).toContain('href="/sign-in?workspace=other"');
  const other = await (await visitor.get('/sign-in?workspace=other')).text();
  expect(other).toContain('id="workspaceName"');
  const [, id = ''] = /name="workspace" value="([^"]+)"/.exec(page) ?? [];
  const fields = { workspace: id, email: 'ana@example.com', password: goodPassword };
  expect((await new Visitor(world).post('/sign-in', fields)).status).toBe(303);
});

test('a session of one workspace opens nothing of another', async () => {
  const visitor = new Visitor(world);
  await visitor.post('/sign-in', {
    workspaceName: 'Ünder_score 100%',
    email: 'eva@example.com',
    password: goodPassword,
  });

  const account = await textOf(await visitor.get('/account'));

  expect(account).toContain('Ünder_score 100%');
  expect(account).not.toContain('Sandbox');
});
