import { linesOf, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invitationsOf, invite, linkIn } from '../support/acts.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { homeAfter, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What an older version of the app left open in Slack, and that doesn't tell all that is needed today.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const menu = 'home.invitation_menu';

test.each([
  { type: 'button', value: 'revoke:x' },
  { type: 'multi_static_select', selected_options: [{ value: 'revoke:x' }] },
  { type: 'plain_text_input', value: 'revoke:x' },
  { type: 'datepicker', selected_date: '2026-11-26' },
])(
  'says that it is out of date when another element had the id of one of today: $type',
  async (element) => {
    await openHome(world);
    await pressHome(world, adam, 'home.tab_invitations', { words: '● Invitations' });
    const pressed = lastSent<object>(world, 'block_actions');
    const press = (action_id: string) =>
      sendPayload(world, 'interactive', {
        ...pressed,
        actions: [{ ...element, action_id, block_id: 'x', action_ts: '1.2' }],
      });
    const { view } = await modalAfter(world, adam, () => press(menu));
    expect(linesOf(view).join()).toContain('out of date');
    await world.slack.close({ user: adam });
    await homeAfter(world, adam, () => press('home.filter'), '● Invitations');
  },
);

test('replaces nothing when it is unclear which link is meant, and does not say so', async () => {
  const email = 'unclear@example.com';
  const { path } = await invite(world, email);
  const entry = menuOf(await openHome(world, adam, email), email)['Replace link…'] ?? '';
  const [, id = '', generation = ''] = entry.split(':');
  const toTab = { words: '● Invitations' };
  for (const value of [`replace:${id}`, `replace:${id}:`, `replace:${id}:x`, `frob:${id}`]) {
    // A press that opens nothing: its trigger can still open something.
    await pressHome(world, adam, 'home.tab_invitations', toTab);
    const pressed = lastSent<object>(world, 'block_actions');
    const chosen = { type: 'overflow', action_id: menu, selected_option: { value } };
    const actions = [{ ...chosen, block_id: 'x', action_ts: '1.2' }];
    const { view } = await modalAfter(world, adam, () =>
      sendPayload(world, 'interactive', { ...pressed, actions }),
    );
    expect(linesOf(view).join()).toContain('out of date');
    expect(view.submit).toBeUndefined();
    await world.slack.close({ user: adam });
  }
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: menu, value: entry }),
  );
  await world.slack.submit({ user: adam });
  const sent = lastSent<{ view: { private_metadata: string } }>(world, 'view_submission');
  const fresh = linkIn((await world.letterTo(email)).parsed.text ?? '').path;
  expect((await world.get(path)).status).toBe(410);
  const odd = [undefined, null, '', 'x', 0, -1, 1.5, true, [], 3];
  for (const [index, asked] of odd.entries()) {
    const metadata = JSON.stringify({ invitationId: id, generation: asked });
    const view = { ...sent.view, private_metadata: metadata };
    const again = { ...sent, trigger_id: `1.2.again${index}`, view };
    await homeAfter(world, adam, () => sendPayload(world, 'interactive', again), 'out of date');
    expect((await world.get(fresh)).status).toBe(200);
  }
  await deliveriesAtRest(world);
  expect(await invitationsOf(world, email)).toMatchObject([{ generation: Number(generation) + 1 }]);
  expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(2);
});
