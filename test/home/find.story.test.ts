import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { invite, joinAs, signUpForm } from '../support/acts.ts';
import { insertInvitations, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Find takes names and addresses as people write them and as the app shows them.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@paste.example', { displayName: 'Ana Ruiz' });
});
afterEach(async () => {
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const find = { user: adam, in: 'home', actionId: 'home.find_person' } as const;

/** Whom the field offers for what was typed, each with what stands below. */
async function offered(query: string): Promise<string[]> {
  await openHome(world, adam, 'Invite people');
  const options = await world.slack.suggest({ ...find, query });
  return options.map(
    ({ text, description }) => `${linesOf(text).join()} · ${linesOf(description).join()}`,
  );
}

/** Joins by a link. */
async function join(path: string, displayName: string): Promise<void> {
  expect((await world.post(path, signUpForm({ displayName }))).status).toBe(303);
}

test.each([
  ['Élodie Dœ', ['élodie', 'ÉLODIE', 'Élodie dŒ']],
  ['İlker Şahin', ['İlker Şahin', 'ilker şahin', 'ŞAHİN']],
  ['ΟΔΥΣΣΕΥΣ ΠΑΠΑΣ', ['ΠΑΠΑΣ', 'παπας', 'Οδυσσευς Παπας']],
  ['Łukasz Żak', ['łukasz', 'ŻAK']],
  ['Юрий Ёлкин', ['ЮРИЙ', 'юрий ёлкин']],
  ['Նարե Պետրոսյան', ['նարե', 'ՊԵՏՐՈՍՅԱՆ']],
  ['Anna GROẞE', ['große', 'Große anna']],
])('finds %s in capitals and small letters', async (displayName, typed) => {
  const email = `u${Buffer.from(displayName).toString('hex').slice(0, 12)}@letters.example`;
  await joinAs(world, email, { displayName });
  for (const text of typed) {
    expect(await offered(text)).toEqual([`${displayName} (${email}) · Member`]);
  }
});

test('finds an address beyond ASCII, of invited people and of members', async () => {
  const { path } = await invite(world, 'jörg@bücher.example');
  await invite(world, 'ΣΑΣ@kafe.example');
  const typed = [
    'JÖRG@BÜCHER.example',
    'jörg',
    'BÜCHER',
    'xn--bcher',
    'jörg@xn--bcher-kva.example',
  ];
  for (const text of typed) {
    expect(await offered(text)).toEqual(['jörg@bücher.example · Pending']);
  }
  for (const text of ['σας@', 'ΣΑΣ@KAFE.example']) {
    expect(await offered(text)).toEqual(['ΣΑΣ@kafe.example · Pending']);
  }

  await join(path, 'Jay');
  for (const text of typed) {
    expect(await offered(text)).toEqual(['Jay (jörg@bücher.example) · Member']);
  }
});

test('finds by how a domain is written in full who was invited by its plain form', async () => {
  await insertInvitations(world, ['ute@xn--mller-kva.example']);
  expect(await offered('UTE@MÜLLER.EXAMPLE')).toEqual(['ute@xn--mller-kva.example · Pending']);
});

test.each([
  'Ana Ruiz (ana@paste.example)',
  'ana@paste.example (Ana Ruiz)',
  'ana@paste.example · Member',
  'Ana Ruiz · Member · ana@paste.example',
  'Ana Ruiz (ana@paste.example) · Member',
  'Ruiz, Ana',
  '@Ana Ruiz',
  '“Ana” Ruiz;',
  '(ana@paste.example)',
])('finds whoever was pasted as %s', async (pasted) => {
  expect(await offered(pasted)).toEqual(['Ana Ruiz (ana@paste.example) · Member']);
});
