import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { type ConnectedTool, connectTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let tool: ConnectedTool;
beforeAll(async () => {
  world = await startWorld();
  tool = await connectTool(world);
  await joinAs(world, 'ana@example.com');
});
afterAll(() => world.stop());

test('while the database has no room, whoever is on the way to a tool is asked to come back', async () => {
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  await world.database.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$`);
  await world.database.query(`CREATE TRIGGER full_disk BEFORE INSERT ON oidc_entries
    FOR EACH ROW EXECUTE FUNCTION full_disk()`);

  const query = new URLSearchParams({
    client_id: tool.id,
    redirect_uri: tool.redirectUri,
    response_type: 'code',
    scope: 'openid',
  });
  const answer = await ana.get(`/oidc/auth?${query}`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('30');
  expect(await answer.text()).toContain('Try again');
});
