import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { payloadsIn } from '../../scripts/check-slack/payloads.js';
import { joinAs, openDialog, sendDialog } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import {
  askToRemove,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Every screen at its largest, of people who are called what is hardest on it. The pretend Slack refuses what is too much;
// `npm run check:slack` asks the real one.

const olga = 'U0OLGA';
const lively = '<!channel> & <@U0MIA> *b* _i_ ~s~ `c` <https://evil.example|x> \u202Egpj 👩‍👩‍👧 ';
/** As long as Slack lets people call themselves. */
const longName = lively.repeat(2).slice(0, 80);
const domain = `${'d'.repeat(63)}.${'o'.repeat(63)}.${'m'.repeat(57)}.com`;
/** As long as an address may be, of signs that mean something to Slack. */
const addressOf = (index: number) => `${`${index}*_~\`&'`.repeat(16).slice(0, 64)}@${domain}`;

let world: World;
beforeAll(async () => {
  const people = [olga, 'U0ADAM', 'U0MIA'].map((id, index) => ({
    id,
    name: id.toLowerCase(),
    realName: longName,
    displayName: longName,
    email: `${id.toLowerCase()}@example.com`,
    isAdmin: index < 2,
    isOwner: index === 0,
    tz: 'Etc/UTC',
  }));
  world = await startWorld(
    { BILLING_URL: `https://billing.example/${'b'.repeat(200)}` },
    {
      ...secrets,
      users: people,
      team: { id: 'T0SANDBOX', name: longName, domain: 'sandbox' },
    },
  );
});
afterAll(() => world.stop());

test('everything that the app shows fits into Slack at its largest', async () => {
  await joinAs(world, 'kay@example.com', { by: olga, role: 'admin', displayName: 'Kay' });
  await world.database.query('UPDATE members SET display_name = $1', [longName]);
  const count = 400;
  await insertInvitations(
    world,
    Array.from({ length: count }, (_, index) => addressOf(index)),
  );
  await setSettings(world, {
    allowed_domains: Array.from(
      { length: 60 },
      (_, index) => `${index}.${domain.slice(0, 45)}.com`,
    ),
    seat_limit: 100_000,
  });

  // Up to the backtick, which Slack can't show.
  const home = await openHome(world, olga, addressOf(count - 1).slice(0, 6));
  expect(linesOf(home).join('\n')).toContain('Older');
  await pressHome(world, olga, 'home.next', { words: 'Newer' });
  await pressHome(world, olga, 'home.tab_activity', { words: '● Activity' });
  await pressHome(world, olga, 'home.tab_settings', { words: 'Team settings' });
  const settings = { user: olga, in: 'home', actionId: 'home.edit_settings' };
  await modalAfter(world, olga, () => world.slack.press(settings));
  await world.slack.close({ user: olga, all: true });
  await askToRemove(world, olga, '&lt;!channel&gt;');
  await world.slack.close({ user: olga, all: true });
  await openDialog(world, olga);
  await sendDialog(world, olga, { email: addressOf(1) });
  await world.slack.close({ user: olga, all: true });
  const addresses = Array.from({ length: 25 }, (_, index) => addressOf(index)).join(' ');
  await typeCommand(world, addresses, { user: olga });
  await typeCommand(world, 'links', { user: olga });
  await typeCommand(world, `link ${addressOf(3)}`, { user: olga });
  await typeCommand(world, `foo ${lively.repeat(30)}`, { user: olga });
  await modalAfter(world, olga, () => world.slack.command({ user: olga, command: '/invite-link' }));

  const shown = payloadsIn(world.slack.calls, world.slack.requests);
  expect(new Set(shown.map(({ surface }) => surface))).toEqual(
    new Set(['home', 'modal', 'message']),
  );
  expect(world.slack.refusals).toEqual([]);
  expect(Math.max(...shown.map((one) => JSON.stringify(one).length))).toBeGreaterThan(10_000);
});
