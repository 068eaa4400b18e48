import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { goodPassword, openDialog, sendDialog } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ SMTP_URL: 'none' });
});
afterAll(() => world.stop());

test('a server without email says whom to ask, and offers no form', async () => {
  const page = await world.get('/forgot');

  expect(page.status).toBe(200);
  const words = await textOf(page);
  expect(words).toContain('Ask an admin of your workspace');
  expect(words).not.toContain('Email me a link');
});

test('a changed password waits to be told to nobody', async () => {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'ana@example.com' });
  const [{ id } = {}] = await world.database.query('SELECT id::text FROM invitations');
  const invitation = { id: id as InvitationId, generation: 1 };
  const token = inviteToken(createSecrets(world.config.appSecrets), invitation);
  const visitor = new Visitor(world);
  const form = { displayName: 'Ana', password: goodPassword };
  expect((await visitor.post(`/join/${token}`, form)).status).toBe(303);
  const change = { act: 'password', current: goodPassword, password: 'quite another set of words' };
  expect((await visitor.post('/account', change)).status).toBe(303);

  const rows = await world.database.query("SELECT notice FROM deliveries WHERE channel = 'email'");
  expect(rows).toEqual([{ notice: 'invitations.invite_email' }]);
});
