import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Person, personIn } from '../../src/driver/person.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';
import { registerSample, sampleManifest, type Told } from '../support/sample-app.ts';

let team: BoltTeam;
let told: Told;
let mia: Person;
beforeEach(async () => {
  told = [];
  team = await startBoltTeam((app) => registerSample(app, told, {}), { manifest: sampleManifest });
  mia = personIn(team.slack, 'U0MIA');
});
afterEach(() => team.stop());

it('types a command, and fills in what it opens by the words on it', async () => {
  await mia.types('/invite somebody');
  await mia.waitsFor('modal', ['Sample', 'Label of email']);
  expect(await mia.searches('Label of fruit', 'ap')).toEqual(['A fine apple', 'A fine apricot']);
  const refused = await mia.submits({ 'Label of email': 'nonsense' });
  expect(refused.refusedByClient).toEqual({ email: 'Enter a valid email address.' });
  await mia.submits({
    'Label of email': 'ana@example.com',
    'Label of role': 'A fine banana',
    'Label of people': ['Adam Admin', 'U0MIA'],
    'Label of fruit': 'apricot',
  });
  expect(told).toMatchObject([
    { command: '/invite', text: 'somebody', channel: 'C0GENERAL' },
    {
      submitted: {
        email: { it: { value: 'ana@example.com' } },
        role: { it: { selected_option: { value: 'banana' } } },
        people: { it: { selected_users: ['U0ADAM', 'U0MIA'] } },
        fruit: { it: { selected_option: { value: 'apricot' } } },
      },
    },
  ]);
  expect(mia.reads('modal')).toEqual([]);
});

it('gives files, by the label of their field', async () => {
  await mia.types('/import');
  await mia.waitsFor('modal', 'A list');
  await mia.submits({ 'A list': [{ name: 'new.csv', bytes: 'ana@example.com' }] });
  expect(told).toMatchObject([{ submitted: { list: { it: { files: [{ name: 'new.csv' }] } } } }]);
});

it('opens Home, reads it, and presses what it names', async () => {
  await mia.opensHome();
  expect(mia.reads('home')[0]).toBe('Welcome *home*');
  await mia.presses('Revoke');
  expect(told).toMatchObject([
    { action: { action_id: 'menu', selected_option: { value: 'revoke 1' } } },
  ]);
  await expect(async () => mia.presses('Nope')).rejects.toThrow(
    'U0MIA sees no Nope to press, only: Resend, Revoke',
  );
});

it('uses a shortcut, and closes what is open', async () => {
  expect((await mia.uses('invite_member')).status).toBe(200);
  await mia.types('/invite');
  await mia.waitsFor('modal', 'Sample');
  await mia.closes();
  await expect(async () => mia.submits()).rejects.toThrow('U0MIA has no modal open');
});

it('posts, and reads what the app says below', async () => {
  await mia.types('Look: http://localhost/1', { channel: 'C0RANDOM' });
  expect((await mia.waitsFor('messages', 'It works once'))[0]).toContain('<http://localhost/1>');
  const gus = personIn(team.slack, 'U0GUS');
  expect(gus.reads('messages')).toEqual([]);
  await expect(gus.types('Hi')).rejects.toThrow('U0GUS is in no channel');
});

it('presses in the row of somebody, in what is newest', async () => {
  const row = (name: string) => [
    { type: 'section', text: { type: 'mrkdwn', text: name } },
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, value: name },
      ],
    },
  ];
  const blocks = [...row('*Ana*'), ...row('*Bo*')] as never;
  await team.app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
  await mia.presses('Go', { in: 'messages', of: 'Bo' });
  expect(told).toMatchObject([{ action: { value: '*Bo*' } }]);
});

it('says what there was when it waited in vain', async () => {
  await mia.opensHome();
  team.slack.until = async () => {
    throw new Error('late');
  };
  await expect(mia.waitsFor('home', 'Goodbye')).rejects.toThrow(
    /U0MIA waited for Goodbye in: Welcome \*home\*/,
  );
});
