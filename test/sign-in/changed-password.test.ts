import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const password = 'quite another set of words';

async function resetLinksTo(email: string): Promise<number> {
  const rows = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = $1 AND notice = 'sessions.reset_email'",
    [email],
  );
  return rows.length;
}

async function byLink(email: string): Promise<void> {
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = /http:\/\/localhost:3000(\/reset\/\S+)/.exec(parsed.text ?? '') ?? [];
    if (!path) continue;
    const saved = await new Visitor(world).post(path, { password });
    expect(saved.headers.get('location')).toBe('/account?done=reset');
    return;
  }
}

async function byAccountPage(email: string): Promise<void> {
  const somebody = new Visitor(world);
  await somebody.signIn(email, goodPassword);
  const saved = await somebody.post('/account', {
    act: 'password',
    current: goodPassword,
    password,
  });
  expect(saved.headers.get('location')).toBe('/account?done=password');
}

test.each([
  ['a link', byLink],
  ['the account page', byAccountPage],
])(
  'once a password is changed by %s, who forgets it gets a link however many were sent before',
  async (way, change) => {
    const { email } = await joinAs(world, `${way.replaceAll(' ', '-')}@example.com`);
    for (let round = 0; round < 4; round += 1) await new Visitor(world).post('/forgot', { email });
    expect(await resetLinksTo(email)).toBe(3);
    await change(email);

    await new Visitor(world).post('/forgot', { email });

    expect(await resetLinksTo(email)).toBe(4);
  },
);
