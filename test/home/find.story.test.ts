import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { invite, joinAs, linkIn, signUpForm } from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import {
  chooseAndConfirm,
  homeAfter,
  insertInvitations,
  modalAfter,
  openHome,
  removeMember,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Find takes names and addresses as people write them and as the app shows them, and offers everybody once.

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

/** The card of the first whom the field offers. */
async function cardOf(query: string): Promise<string> {
  await openHome(world, adam, 'Invite people');
  const [first] = await world.slack.suggest({ ...find, query });
  const press = () => world.slack.press({ ...find, value: String(first?.value) });
  const { view } = await modalAfter(world, adam, press);
  await world.slack.close({ user: adam, all: true });
  return linesOf(view).join('\n');
}

async function move(from: string, to: string): Promise<void> {
  await choose(world, from, 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, to), 'now goes to');
}

/** Joins by a link. */
async function join(path: string, displayName: string): Promise<void> {
  expect((await world.post(path, signUpForm({ displayName }))).status).toBe(303);
}

/** The link that works, of those that were sent to an address. */
async function latestLink(email: string): Promise<string> {
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const { path } = linkIn(parsed.text ?? '');
    if ((await world.get(path)).status === 200) return path;
  }
}

test.each([
  ['Élodie Dœ', ['élodie', 'ÉLODIE', 'Élodie dŒ']],
  ['İlker Şahin', ['İlker Şahin', 'ilker şahin', 'ŞAHİN']],
  ['ΟΔΥΣΣΕΥΣ ΠΑΠΑΣ', ['ΠΑΠΑΣ', 'παπας', 'Οδυσσευς Παπας']],
  ['Łukasz Żak', ['łukasz', 'ŻAK']],
  ['Юрий Ёлкин', ['ЮРИЙ', 'юрий ёлкин']],
  ['Նարե Պետրոսյան', ['նարե', 'ՊԵՏՐՈՍՅԱՆ']],
  ['Anna GROẞE', ['große', 'Große anna']],
  ['Işık Yılmaz', ['ışık', 'IŞIK', 'yılmaz', 'YILMAZ', 'Işık Yılmaz']],
  ['AYDIN ÇELİK', ['aydın', 'AYDIN', 'çelik', 'Aydın Çelik']],
])('finds %s in capitals and small letters', async (displayName, typed) => {
  const email = `u${Buffer.from(displayName).toString('hex').slice(0, 12)}@letters.example`;
  await joinAs(world, email, { displayName });
  for (const text of typed) {
    expect(await offered(text)).toEqual([`${displayName} (${email}) · Member`]);
  }
});

test.each([
  ['葛\u{E0100}城 花子', ['葛\u{E0100}城', '葛城', '花子']],
  ['Mong\u180Bol Bat', ['mong\u180Bol', 'mongol bat']],
  ['한\u115F글 Kim', ['한\u115F글', '한글']],
  ['Filler\u3164Sign', ['filler\u3164sign', 'FillerSign']],
  ['Comb\u034Fined Na\u061Cme', ['comb\u034Fined', 'combined name']],
  ['🏴\u{E0067}\u{E0062}\u{E007F} Tom', ['🏴\u{E0067}\u{E0062}\u{E007F} tom', '🏴 Tom']],
])('finds %j with and without the signs in it that nobody sees', async (displayName, typed) => {
  const email = `u${Buffer.from(displayName).toString('hex').slice(0, 14)}@unseen.example`;
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
    expect(await offered(text)).toEqual(['jörg@bücher.example · Waiting']);
  }
  for (const text of ['σας@', 'ΣΑΣ@KAFE.example']) {
    expect(await offered(text)).toEqual(['ΣΑΣ@kafe.example · Waiting']);
  }

  await join(path, 'Jay');
  for (const text of typed) {
    expect(await offered(text)).toEqual(['Jay (jörg@bücher.example) · Member']);
  }
});

test('finds by how a domain is written in full who was invited by its plain form', async () => {
  await insertInvitations(world, ['ute@xn--mller-kva.example']);
  expect(await offered('UTE@MÜLLER.EXAMPLE')).toEqual(['ute@xn--mller-kva.example · Waiting']);
});

test('offers once who has an address that contains their former one', async () => {
  await invite(world, 'na@once.example');
  await move('na@once.example', 'anna@once.example');
  await join(await latestLink('anna@once.example'), 'Anna Once');

  expect(await offered('na@once.example')).toEqual(['Anna Once (anna@once.example) · Member']);
});

test('shows who waits, and who has joined, at an address whose later invitation was revoked', async () => {
  await invite(world, 'older@moved.example');
  world.clock.shiftMs += 60_000;
  await invite(world, 'newer@moved.example');
  const revoke = { user: adam, of: 'newer@moved.example', entry: 'Revoke…' } as const;
  await chooseAndConfirm(world, revoke, 'is revoked');
  await move('older@moved.example', 'newer@moved.example');
  expect(await offered('newer@moved')).toEqual(['newer@moved.example · Waiting']);

  await join(await latestLink('newer@moved.example'), 'Newt');
  expect(await offered('newer@moved')).toEqual(['Newt (newer@moved.example) · Member']);
});

test('finds whoever was removed by the name that they had', async () => {
  await joinAs(world, 'gone@removed.example', { displayName: 'Otto Weg' });
  await removeMember(world, adam, 'Otto Weg');

  expect(await offered('weg otto')).toEqual(['gone@removed.example · Removed']);
  expect(await offered('gone@removed')).toEqual(['gone@removed.example · Removed']);
  expect(await cardOf('otto weg')).toContain('Otto Weg');

  await invite(world, 'gone@removed.example');
  expect(await offered('otto weg')).toEqual(['gone@removed.example · Waiting']);
});

test('offers as a member who came back under another name, by either name', async () => {
  await joinAs(world, 'rita@back.example', { displayName: 'Rita Rückkehr' });
  await removeMember(world, adam, 'Rita Rückkehr');
  await joinAs(world, 'rita@back.example', { displayName: 'Rita Neu' });

  for (const text of ['rückkehr', 'Rita Neu', 'rita@back']) {
    expect(await offered(text)).toEqual(['Rita Neu (rita@back.example) · Member']);
  }
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
  'Ana Ruiz · Member',
  'Ana Ruiz · Member · Joined today',
])('finds whoever was pasted as %s', async (pasted) => {
  expect(await offered(pasted)).toEqual(['Ana Ruiz (ana@paste.example) · Member']);
});

test('finds a name of many words as it is offered, also where that is cut', async () => {
  const displayName = 'João Pedro da Silva dos Santos';
  await joinAs(world, 'joao@long.example', { displayName });
  await joinAs(world, 'maria.aparecida@long.example', {
    displayName: 'Maria Aparecida da Conceição dos Reis e Albuquerque',
  });

  const option = `${displayName} (joao@long.example)`;
  for (const text of [option, `${option} · Member`, displayName]) {
    expect(await offered(text)).toEqual([`${option} · Member`]);
  }
  const [cut = ''] = await offered('albuquerque');
  const [text = ''] = cut.split(' · ');
  expect(text).toMatch(/@.*…$/);
  expect(await offered(text)).toEqual([cut]);
});

test('finds a name that has the sign in it which stands between facts', async () => {
  await joinAs(world, 'ops@sign.example', { displayName: 'Ana · Ops' });

  for (const text of ['Ana · Ops', 'Ana · Ops · Member', 'ops · ana']) {
    expect(await offered(text)).toEqual(['Ana · Ops (ops@sign.example) · Member']);
  }
});

test('finds two letters as the beginning of a word among however many', async () => {
  await joinAs(world, 'xu@short.example', { displayName: 'Wei Xu' });
  await invite(world, 'xu.b@short.example');
  await world.database.query(
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at)
     SELECT gen_random_uuid(), workspace_id, 'n' || i || '@many.example', 'n' || i || '@many.example', role,
       invited_by_slack_user, invited_by_name, created_at + interval '1 second', sent_at, expires_at
     FROM invitations, generate_series(1, 5100) AS i WHERE address = 'xu.b@short.example'`,
    [],
  );

  const found = ['Wei Xu (xu@short.example) · Member', 'xu.b@short.example · Waiting'];
  expect(await offered('Xu')).toEqual(found);
  expect(await offered('xu we')).toEqual(found.slice(0, 1));
  expect(await offered('qz')).toEqual([]);
});
