import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, invite, joinAs, signUpForm } from '../support/acts.ts';
import { formOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Signs that nobody sees come along with what is pasted. Those that are refused don't come back in the field: nobody
// could find them there.

let world: World;
let path: string;
let cookie: string;
beforeAll(async () => {
  world = await startWorld();
  path = (await invite(world, 'open@example.com')).path;
  cookie = (await joinAs(world, 'ana@example.com')).cookie;
});
afterAll(() => world.stop());

/** The value that a page has in a field, and what it says is wrong with it. */
function fieldIn(html: string, name: string) {
  const [, value] = new RegExp(`<input id="${name}"[^>]*? value="([^"]*)"`).exec(html) ?? [];
  const [, problem] = new RegExp(`id="${name}-problem">([^<]*)`).exec(html) ?? [];
  return { value, problem };
}

const nameDoors: [string, (displayName: string) => Promise<Response>][] = [
  [
    'the account page',
    (displayName) => world.post('/account', formOf({ act: 'name', displayName }), { cookie }),
  ],
  [
    'the sign-up page',
    (displayName) => world.post(path, signUpForm({ displayName, password: 'short' })),
  ],
];

test.each(
  nameDoors.flatMap(([door, send]) =>
    ['An\u0002a Lee', 'Ana L\u009bee', 'An\u202Ea Lee\u202C', 'Ana\u2066 Lee'].map(
      (typed) => [door, typed, send] as const,
    ),
  ),
)('%s takes out what nobody sees of the name %j, says so, and takes it then', async (...row) => {
  const [, typed, send] = row;

  const answer = await send(typed);

  expect(answer.status).toBe(400);
  const { value, problem } = fieldIn(await answer.text(), 'displayName');
  expect(value).toBe('Ana Lee');
  expect(problem).toContain('We took them out');
  const again = await (await send('Ana Lee')).text();
  expect(again).not.toContain('id="displayName-problem"');
});

test.each(nameDoors)('%s asks for a name where nothing of one is seen', async (_door, send) => {
  for (const typed of ['\u0002', '\u0301\u0007']) {
    const { value, problem } = fieldIn(await (await send(typed)).text(), 'displayName');
    expect(value).toBe('');
    expect(problem).toBe('Enter your name.');
  }
});

const addressDoors = ['/sign-in', '/forgot'];

test.each(['an\u0002a@example.com', 'ana@\ufff9example.com', '\u2800ana@exam\u2800ple.com'])(
  'an address comes back as it is seen of %j, which is said, and is taken then',
  async (email) => {
    for (const door of addressDoors) {
      const visitor = new Visitor(world);
      const answer = await visitor.post(door, { email, password: goodPassword });
      expect(answer.status, door).toBe(400);
      const html = await answer.text();
      const { value, problem } = fieldIn(html, 'email');
      expect(value, door).toBe('ana@example.com');
      expect(problem, door).toContain('We took them out');
      expect(html).not.toContain(goodPassword);
    }
    expect((await new Visitor(world).signIn('ana@example.com', goodPassword)).status).toBe(303);
  },
);

test('an address comes back as it is seen, whatever else is wrong', async () => {
  for (const door of addressDoors) {
    const visitor = new Visitor(world);
    const html = await (
      await visitor.post(door, { email: 'no\u0002\u200bpe', password: 'x' })
    ).text();
    const { value, problem } = fieldIn(html, 'email');
    expect(value, door).toBe('nope');
    expect(problem, door).toContain('Enter a valid email address');
  }
  const wrong = await new Visitor(world).signIn('an\u200ba@example.com', 'wrong');
  expect(fieldIn(await wrong.text(), 'email').value).toBe('ana@example.com');
});
