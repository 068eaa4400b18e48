import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import {
  actions,
  button,
  inputOf,
  modalOf,
  multi,
  option,
  options,
} from '../support/block-kit-samples.ts';

const secrets = { signingSecret: 'shhh', botToken: 'xoxb-test' };

/** An app that opens one modal for every command, and takes any submission. */
let server: Server;
let slack: PretendSlack;
let blocks: unknown[];
let payloads: Record<string, unknown>[];
let answersCommands: boolean;

async function call(method: string, args: Record<string, unknown>): Promise<{ ok: boolean }> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ token: secrets.botToken, ...args }),
  });
  return (await response.json()) as { ok: boolean };
}

async function received(body: string): Promise<void> {
  const form = new URLSearchParams(body);
  payloads.push(JSON.parse(form.get('payload') ?? '{}'));
  const trigger_id = form.get('trigger_id');
  if (trigger_id) await call('views.open', { trigger_id, view: modalOf(blocks) });
}

async function listen(): Promise<string> {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (!answersCommands) return;
    await received(body);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeEach(async () => {
  payloads = [];
  answersCommands = true;
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 2000 });
  slack.connect(await listen());
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await slack.stop();
});

async function open(...some: unknown[]): Promise<void> {
  blocks = some;
  await slack.command({ user: 'U0MIA', command: '/open' });
  expect(slack.refusals).toEqual([]);
}
function submit(values: Record<string, unknown>) {
  return slack.submit({ user: 'U0MIA', values });
}

const refusedByClient: [string, Record<string, unknown>, unknown, unknown, string][] = [
  ['a web address', { type: 'url_text_input' }, 'https://a.b', 'a.b', 'Enter a valid URL.'],
  [
    'a whole number',
    { type: 'number_input', is_decimal_allowed: false },
    '3',
    '3.5',
    'Enter a valid number.',
  ],
  [
    'a number not too small',
    { type: 'number_input', is_decimal_allowed: true, min_value: '1' },
    '1.5',
    '0',
    'This number is too small.',
  ],
  [
    'a number not too large',
    { type: 'number_input', is_decimal_allowed: true, max_value: '5' },
    '5',
    '6',
    'This number is too large.',
  ],
  [
    'enough characters',
    { type: 'plain_text_input', min_length: 3 },
    'abc',
    'ab',
    'Enter at least 3 characters.',
  ],
  [
    'not too many characters',
    { type: 'plain_text_input', max_length: 3 },
    'abc',
    'abcd',
    'Enter no more than 3 characters.',
  ],
  ['an address', { type: 'email_text_input' }, ' a@b.co ', 'a@b', 'Enter a valid email address.'],
  [
    'not too many choices',
    multi({ max_selected_items: 1 }),
    ['o0'],
    ['o0', 'o1'],
    'Choose no more than 1.',
  ],
  ['a choice', multi({}), ['o0'], [], 'Complete this required field.'],
];

describe('the client before it sends', () => {
  it.each(refusedByClient)('wants %s', async (_name, element, good, bad, said) => {
    await open(inputOf({ action_id: 'a', ...element }, { block_id: 'b' }));
    expect(await submit({ b: bad })).toMatchObject({ refusedByClient: { b: said } });
    expect(payloads).toHaveLength(1);
    const reply = await submit({ b: good });
    expect(reply.refusedByClient).toBeUndefined();
    expect(payloads).toHaveLength(2);
    expect(slack.modal('U0MIA')).toBeUndefined();
  });

  it('sends optional inputs empty', async () => {
    await open(
      inputOf({ type: 'plain_text_input', action_id: 'a' }, { block_id: 'b', optional: true }),
    );
    await submit({ b: '' });
    expect(payloads[1]).toMatchObject({
      type: 'view_submission',
      view: { state: { values: { b: { a: { type: 'plain_text_input', value: null } } } } },
    });
  });
});

describe('what a submission carries', () => {
  it('has every kind of choice as Slack writes it', async () => {
    const input = (type: string, more = {}) =>
      inputOf({ type, action_id: 'a', ...more }, { block_id: type });
    await open(
      input('static_select', { options: options(2) }),
      input('checkboxes', { options: options(2) }),
      input('users_select'),
      input('multi_channels_select'),
      input('datepicker', { initial_date: '2026-11-22' }),
      input('timepicker', { timezone: 'Europe/Berlin' }),
      input('conversations_select', { response_url_enabled: true }),
      {
        ...actions({ type: 'radio_buttons', action_id: 'r', options: options(2) }, button()),
        block_id: 'row',
      },
    );
    await submit({
      static_select: 'o1',
      checkboxes: ['o0', 'o1'],
      users_select: 'U0OLGA',
      multi_channels_select: ['C0RANDOM'],
      timepicker: '10:30',
      conversations_select: 'C0GENERAL',
      row: { r: 'o1' },
    });
    const view = payloads[1]?.view as { state: { values: Record<string, unknown> } };
    expect(view.state.values).toEqual({
      static_select: { a: { type: 'static_select', selected_option: option('o1') } },
      checkboxes: { a: { type: 'checkboxes', selected_options: options(2) } },
      users_select: { a: { type: 'users_select', selected_user: 'U0OLGA' } },
      multi_channels_select: {
        a: { type: 'multi_channels_select', selected_channels: ['C0RANDOM'] },
      },
      datepicker: { a: { type: 'datepicker', selected_date: '2026-11-22' } },
      timepicker: { a: { type: 'timepicker', selected_time: '10:30', timezone: 'Europe/Berlin' } },
      conversations_select: {
        a: { type: 'conversations_select', selected_conversation: 'C0GENERAL' },
      },
      row: { r: { type: 'radio_buttons', selected_option: option('o1') } },
    });
    expect(payloads[1]).toMatchObject({
      team: { id: 'T0SANDBOX', domain: 'sandbox' },
      user: { id: 'U0MIA', username: 'mia', name: 'mia', team_id: 'T0SANDBOX' },
      response_urls: [{ channel_id: 'C0GENERAL', action_id: 'a' }],
    });
  });
});

describe('an app that does not answer', () => {
  it('makes a command fail, and a press be marked', async () => {
    await slack.stop();
    slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 50 });
    slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    answersCommands = false;
    const reply = await slack.command({ user: 'U0MIA', command: '/open' });
    expect(reply.status).toBe(0);
    expect(slack.ephemerals('U0MIA')).toMatchObject([
      { from: 'slack', text: '/open failed with the error "operation_timeout"' },
    ]);
  });
});

describe('the state', () => {
  it('is plain data from which another pretend Slack goes on', async () => {
    await open(inputOf({ type: 'plain_text_input', action_id: 'a' }, { block_id: 'b' }));
    await call('chat.postMessage', { channel: 'U0MIA', text: 'Hello' });
    const kept = JSON.parse(JSON.stringify(slack.state));
    const next = await startPretendSlack({ ...secrets, state: kept });
    expect(next.modal('U0MIA')).toEqual(slack.modal('U0MIA'));
    expect(next.dms('U0MIA')).toMatchObject([{ text: 'Hello' }]);
    await next.stop();
  });
});
