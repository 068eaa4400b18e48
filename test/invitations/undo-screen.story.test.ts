import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invitationsOf, openDialog, sendDialog } from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import { adam, olga } from '../support/request-acts.ts';
import { forge, lastSent, sendPayload } from '../support/sent-payloads.ts';
import { homeAfter, setSettings } from '../support/slack-acts.ts';
import { closeDialogs, hold, pressUndo, undoValues } from '../support/undo-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What the dialog says is true, however slow Slack is, and however often it sends a form.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await setSettings(world, { undo_sends: true });
});
afterEach(async () => {
  for (const user of [adam, olga]) await closeDialogs(world, user);
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

const shown = () => linesOf(world.slack.modal(adam)?.view).join('\n');

/** How often Slack was asked to show something else in a dialog. */
const updates = () => world.slack.calls.filter(({ method }) => method === 'views.update').length;

test('an invitation that was moved to the address of another one, which was undone, is not called undone', async () => {
  await hold(world, 'a@moved.example, b@moved.example');
  const [a, b] = undoValues(world);
  await pressUndo(world, b);
  await expect.poll(shown, { timeout: 15_000 }).toContain('Nothing was sent to b@moved.example');
  await choose(world, 'a@moved.example', 'Change address…', olga);
  const type = () => typeAddress(world, 'b@moved.example', olga);
  await homeAfter(world, olga, type, 'now goes to');
  await world.letterTo('b@moved.example');
  await pressUndo(world, a);
  await expect.poll(shown, { timeout: 15_000 }).toContain("so there's nothing to undo");
  expect(shown()).not.toContain('is as it was before');
});

test('whoever undid two and has gone on to the next form keeps it', async () => {
  await hold(world, 'a@slow.example, b@slow.example');
  const values = undoValues(world);
  expect(values).toHaveLength(2);
  const before = updates();
  world.slack.fail('views.update', { delayMs: 1500, times: 10 });
  await Promise.all(values.map((value) => pressUndo(world, value)));
  await world.slack.submit({ user: adam });
  expect(JSON.stringify(world.slack.modal(adam)?.view)).toContain('Email address');
  await vi.waitFor(async () => {
    const all = await invitationsOf(world, 'b@slow.example');
    expect(all[0]?.revoked_at).not.toBeNull();
    expect(updates()).toBeGreaterThanOrEqual(before + 2);
  }, 15_000);
  expect(JSON.stringify(world.slack.modal(adam)?.view)).toContain('Email address');
});

test('what is undone is said to be, when Slack asks to wait before it shows that', async () => {
  await hold(world, 'paused@slow.example');
  const [value] = undoValues(world);
  world.slack.fail('views.update', { retryAfter: 1, times: 1 });
  await pressUndo(world, value);
  await expect
    .poll(shown, { timeout: 15_000 })
    .toContain('Nothing was sent to paused@slow.example');
});

test('nobody is offered to undo what has gone out by the time the form comes once more', async () => {
  await hold(world, 'late@lost.example');
  world.clock.shiftMs += 15_000;
  await world.letterTo('late@lost.example');
  await deliveriesAtRest(world);
  const reply = (await forge(world, 'view_submission', {})) as { body: string };
  const said = linesOf(JSON.parse(reply.body).view).join('\n');
  expect(said).toContain('Invitation sent to late@lost.example');
  expect(said).not.toMatch(/undo it|gets an invitation/);
});

test('a role that was chosen before the form was sent once more is given', async () => {
  interface Submission {
    view: { state: { values: { role: Record<string, { selected_option: { value: string } }> } } };
  }
  await openDialog(world);
  await sendDialog(world, adam, { email: 'role@lost.example', role: 'member' });
  const again = structuredClone(lastSent<Submission>(world, 'view_submission'));
  const [input] = Object.values(again.view.state.values.role);
  if (input) input.selected_option.value = 'admin';
  const reply = (await sendPayload(world, 'interactive', again)) as { body: string };
  expect(linesOf(JSON.parse(reply.body).view).join('\n')).toContain('It has another role now');
  expect(await invitationsOf(world, 'role@lost.example')).toMatchObject([{ role: 'admin' }]);
});
