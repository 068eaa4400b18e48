import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chars, divider, modalOf, options, plain } from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';
import { email, form, role } from '../support/sample-form.ts';

let team: BoltTeam;
let nowMs: number;
/** What the app answers to the next submission. */
let answer: Record<string, unknown> | undefined;
let submitted: Record<string, unknown>[];
let triggers: string[];

function register(app: App): void {
  app.command('/invite', async ({ ack, body, client }) => {
    await ack();
    triggers.push(body.trigger_id);
    await client.views.open({ trigger_id: body.trigger_id, view: form() });
  });
  app.view('form', async ({ ack, body, view }) => {
    submitted.push(view.state.values);
    triggers.push((body as unknown as { trigger_id: string }).trigger_id);
    await (answer ? ack(answer as never) : ack());
  });
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
    await ack();
    submitted.push({ cleared: 'is_cleared' in body && body.is_cleared });
  });
  app.action('again', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.view) return;
    submitted.push(body.view.state.values);
    const { id, hash } = body.view;
    await client.views.update({ view_id: id, hash, view: form({ private_metadata: 'again' }) });
  });
}

beforeEach(async () => {
  nowMs = Date.parse('2026-11-22T10:00:00Z');
  answer = undefined;
  submitted = [];
  triggers = [];
  team = await startBoltTeam(register, { now: () => nowMs });
  await team.slack.command({ user: 'U0ADAM', command: '/invite' });
  await team.slack.until(() => team.slack.modal('U0ADAM'));
});
afterEach(() => team.stop());

function submit(values: Record<string, unknown> = { email: 'ana@example.com' }) {
  return team.slack.submit({ user: 'U0ADAM', values });
}
function modal() {
  return team.slack.modal('U0ADAM');
}

describe('submitting a modal', () => {
  it('sends what was typed and chosen, and closes on an empty answer', async () => {
    const reply = await submit({ email: 'ana@example.com', role: 'o1', people: ['U0MIA'] });
    expect(reply.status).toBe(200);
    expect(submitted).toEqual([
      {
        email: { email: { type: 'email_text_input', value: 'ana@example.com' } },
        role: { role: { type: 'radio_buttons', selected_option: options(2)[1] } },
        people: { people: { type: 'multi_users_select', selected_users: ['U0MIA'] } },
      },
    ]);
    expect(modal()).toBeUndefined();
  });

  it('sends initial values and nulls for what nobody touched', async () => {
    await submit();
    expect(submitted).toMatchObject([
      {
        role: { role: { selected_option: options(2)[0] } },
        people: { people: { selected_users: [] } },
      },
    ]);
  });

  it.each([
    ['an empty required input', { email: '' }, 'Complete this required field.'],
    ['no address', { email: 'ana' }, 'Enter a valid email address.'],
  ])('keeps %s in the client', async (_name, values, said) => {
    const reply = await submit(values);
    expect(reply.refusedByClient).toEqual({ email: said });
    expect(submitted).toEqual([]);
    expect(modal()?.errors).toEqual({ email: said });
  });

  it('throws for what can not be chosen or is not there', async () => {
    await expect(submit({ role: 'o9' })).rejects.toThrow('offers no option "o9", only: o0, o1');
    await expect(submit({ people: ['U404'] })).rejects.toThrow('There is no U404');
    await expect(submit({ phone: '1' })).rejects.toThrow('no input phone');
    await expect(team.slack.submit({ user: 'U0MIA' })).rejects.toThrow('no open modal');
  });
});

describe("the app's answer to a submission", () => {
  it('shows errors on the inputs and clears them on the next try', async () => {
    answer = { response_action: 'errors', errors: { email: 'Already a member' } };
    await submit();
    expect(modal()?.errors).toEqual({ email: 'Already a member' });
    answer = undefined;
    await submit({});
    expect(submitted[1]).toEqual(submitted[0]);
    expect(modal()).toBeUndefined();
  });

  it('updates in place, keeps what was typed under the same ids', async () => {
    const before = modal();
    answer = { response_action: 'update', view: form({ private_metadata: 'second' }) };
    await submit({ email: 'ana@example.com', role: 'o1' });
    const after = modal();
    expect(after).toMatchObject({ id: before?.id, view: { private_metadata: 'second' } });
    expect(after?.hash).not.toBe(before?.hash);
    expect(after?.state).toMatchObject({
      email: { email: { value: 'ana@example.com' } },
      role: { role: { selected_option: options(2)[1] } },
    });
    answer = {
      response_action: 'update',
      view: modalOf([{ ...email, block_id: 'email_2' }, role], { callback_id: 'form' }),
    };
    await submit({});
    expect(modal()?.state).toMatchObject({
      email_2: { email: { value: null } },
      role: { role: { selected_option: options(2)[1] } },
    });
  });

  it('pushes up to three views, closes one at a time, or all', async () => {
    answer = { response_action: 'push', view: form({ notify_on_close: true }) };
    await submit();
    await submit();
    expect(team.slack.modals('U0ADAM')).toHaveLength(3);
    await submit();
    expect(modal()?.trouble).toBe('We had some trouble connecting. Try again?');
    expect(team.slack.refusals).toMatchObject([{ problems: ['push_limit_reached'] }]);
    await team.slack.close({ user: 'U0ADAM' });
    expect(team.slack.modals('U0ADAM')).toHaveLength(2);
    expect(submitted.at(-1)).toEqual({ cleared: false });
    await team.slack.close({ user: 'U0ADAM', all: true });
    expect(modal()).toBeUndefined();
    expect(submitted.at(-1)).toEqual({ cleared: true });
  });

  it('clears the stack', async () => {
    answer = { response_action: 'push', view: form() };
    await submit();
    answer = { response_action: 'clear' };
    await submit();
    expect(team.slack.modals('U0ADAM')).toEqual([]);
  });

  it.each([
    [
      'a view that Block Kit refuses',
      { response_action: 'update', view: form({ title: plain(chars(25)) }) },
    ],
    ['errors for no input', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['no errors at all', { response_action: 'errors', errors: {} }],
    ['an unknown action', { response_action: 'dance' }],
  ])('shows trouble on %s', async (_name, given) => {
    answer = given;
    await submit();
    expect(modal()?.trouble).toBe('We had some trouble connecting. Try again?');
    expect(team.slack.refusals).toMatchObject([{ where: 'response_action' }]);
  });
});

describe('pressing in a modal', () => {
  it('sends view, hash and what is typed; an update keeps it', async () => {
    const reply = await team.slack.press({
      user: 'U0ADAM',
      actionId: 'again',
      values: { email: 'half' },
    });
    expect(reply.status).toBe(200);
    await team.slack.until(() => modal()?.view.private_metadata === 'again');
    expect(submitted).toMatchObject([{ email: { email: { value: 'half' } } }]);
    expect(modal()?.state).toMatchObject({ email: { email: { value: 'half' } } });
  });

  it('refuses a stale hash', async () => {
    const { client } = team.app;
    const { id = '', hash = '' } = modal() ?? {};
    await client.views.update({ view_id: id, hash, view: form() });
    await expect(client.views.update({ view_id: id, hash, view: form() })).rejects.toMatchObject({
      data: { error: 'hash_conflict' },
    });
    await expect(client.views.update({ view_id: 'V404', view: form() })).rejects.toMatchObject({
      data: { error: 'not_found' },
    });
  });

  it('throws for an element that is not there', async () => {
    await expect(team.slack.press({ user: 'U0ADAM', actionId: 'nope' })).rejects.toThrow(
      'sees nothing to press: nope. There is: email, role, people, again',
    );
    // An input without dispatch_action sends nothing.
    await expect(
      team.slack.press({ user: 'U0ADAM', actionId: 'role', value: 'o1' }),
    ).rejects.toThrow('nothing to press');
  });
});

describe('trigger ids', () => {
  it('work once, within three seconds, for modals that Block Kit allows', async () => {
    const { client } = team.app;
    const open = (trigger_id: string, view = form()) =>
      client.views.open({ trigger_id, view }).then(
        () => 'ok',
        (error: { data: { error: string } }) => error.data.error,
      );
    expect(await open(triggers[0] ?? '')).toBe('exchanged_trigger_id');
    expect(await open('1.2.3')).toBe('invalid_trigger_id');
    answer = { response_action: 'update', view: form() };
    await submit();
    const [, second = ''] = triggers;
    expect(await open(second, modalOf([], {}) as never)).toBe('invalid_arguments');
    nowMs += 3001;
    expect(await open(second)).toBe('expired_trigger_id');
    await submit();
    nowMs += 3000;
    expect(await open(triggers[2] ?? '')).toBe('ok');
  });

  it('keep external ids unique and push no more than three views', async () => {
    const { client } = team.app;
    answer = { response_action: 'update', view: form({ external_id: 'one' }) };
    await submit();
    const push = (view: ModalView) =>
      client.views.push({ trigger_id: triggers.at(-1) ?? '', view }).then(
        ({ view: pushed }) => pushed?.previous_view_id,
        (error: { data: { error: string } }) => error.data.error,
      );
    expect(await push(form({ external_id: 'one' }))).toBe('duplicate_external_id');
    const root = modal()?.id;
    expect(await push(form())).toBe(root);
    answer = { response_action: 'push', view: modalOf([divider]) };
    await submit();
    expect(await push(form())).toBe('push_limit_reached');
    const updated = await client.views.update({ external_id: 'one', view: form() });
    expect(updated.view?.root_view_id).toBe(root);
  });
});
