import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { openTerminal } from '../../scripts/slack/terminal.js';

// How `npm run slack` asks at a terminal, which shows what is typed only where it may.

function open() {
  const modes: boolean[] = [];
  const setRawMode = (isRaw: boolean) => modes.push(isRaw);
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const output = new PassThrough();
  let all = '';
  const shown = () => {
    all += String(output.read() ?? '');
    return all;
  };
  const interrupt = vi.fn();
  return { input, shown, modes, interrupt, terminal: openTerminal(input, output, interrupt) };
}

const token = 'xoxe.xoxp-1-secret';

it('shows nothing of a secret, and is as before afterwards', async () => {
  const { input, shown, modes, terminal } = open();
  const asked = terminal.askSecret('Token');
  input.write('\u001B[200~xoxe.pasted\u001B[201~x\u007F\r');

  expect(await asked).toBe('xoxe.pasted');
  expect(shown()).toBe('Token (not shown): \n');
  terminal.close();
  expect(modes).toEqual([true, false]);
});

it.each([
  ['arrows and other keys', `\u001B[D\u001BOA\u001B[1;5C\u001B[3~\u001B[[A${token}`],
  ['Ctrl-U', `garbage\u0015${token}`],
  ['Ctrl-W', `garbage\u0017${token}`],
  ['a key that comes in pieces', ['\u001B', `[D${token}`]],
  ['Escape', ['\u001B', token]],
  ['a sign of two halves', ['😀', '\u007F', token]],
  [
    'a sign whose bytes come in pieces',
    [Buffer.from([0xf0, 0x9f]), Buffer.from([0x98, 0x80]), '\u007F', token],
  ],
])('takes a secret as it is in spite of %s', async (_what, typed) => {
  const { input, terminal } = open();
  const asked = terminal.askSecret('Token');
  for (const chunk of [typed].flat()) input.write(chunk);
  input.write('\r');

  expect(await asked).toBe(token);
  terminal.close();
});

it.each(['\r', '\n', '\r\n'])(
  'takes lines pasted at once for the next questions: %j',
  async (end) => {
    const { input, shown, terminal } = open();
    const first = terminal.ask('Where');
    input.write(['https://a', token, 'none', ''].join(end));

    expect(await first).toBe('https://a');
    expect(await terminal.askSecret('Token')).toBe(token);
    expect(await terminal.ask('Mail')).toBe('none');
    expect(shown()).not.toContain('xoxe');
    expect(shown()).toContain('none');
    terminal.close();
  },
);

it('shows nothing of a secret that was typed before it was asked for', async () => {
  const { input, shown, terminal } = open();
  const arrived = once(input, 'data');
  input.write(`${token}\r`);
  await arrived;

  expect(await terminal.askSecret('Token')).toBe(token);
  expect(shown()).toBe('Token (not shown): \n');
  terminal.close();
});

it('takes what was pasted behind a refused answer for no other answer to the same question', async () => {
  const { input, shown, terminal } = open();
  const first = terminal.ask('Where');
  input.write(`nowhere\r${token}\r`);
  await first;
  const again = terminal.ask('Where');
  input.write('https://a\r');

  expect(await again).toBe('https://a');
  expect(shown()).not.toContain('xoxe');
  terminal.close();
});

it('lets what is shown be edited', async () => {
  const { input, terminal } = open();
  const asked = terminal.ask('Where');
  input.write('htps://a');
  input.write('\u001B[D'.repeat(6));
  input.write('t\r');

  expect(await asked).toBe('https://a');
  terminal.close();
});

it.each([
  ['\u0003', 'Stopped.', 'ask'],
  ['\u0004', 'Nobody answered', 'ask'],
  ['half\u0003', 'Stopped.', 'ask'],
  ['half\u0003', 'Stopped.', 'askSecret'],
  ['half\u0004', 'Nobody answered', 'askSecret'],
] as const)('ends at %j with “%s”, on a line of its own', async (typed, said, kind) => {
  const { input, shown, terminal } = open();
  const asked = terminal[kind]('Token');
  input.write(typed);

  await expect(asked).rejects.toThrow(said);
  expect(shown()).toMatch(/\n$/);
  terminal.close();
});

it('ends when the terminal is closed', async () => {
  const { input, terminal } = open();
  const asked = terminal.ask('Where');
  input.end();

  await expect(asked).rejects.toThrow('Nobody answered');
  await expect(terminal.ask('Mail')).rejects.toThrow('Nobody answered');
  terminal.close();
});

it('is stopped by Ctrl-C while nothing is asked, too', async () => {
  const { input, interrupt, terminal } = open();
  input.write('\u0003');

  await vi.waitFor(() => expect(interrupt).toHaveBeenCalled());
  terminal.close();
});

it('takes nothing that was pasted ahead for a yes, and shows none of it', async () => {
  const { input, shown, terminal } = open();
  const first = terminal.ask('Where');
  input.write(`https://a\r${token}\ry\r`);
  expect(await first).toBe('https://a');

  const confirmed = terminal.confirm('Replace?');
  input.write('n\r');
  expect(await confirmed).toBe(false);
  expect(shown()).not.toContain('secret');
  terminal.close();
});

it('asks for one line after the other', async () => {
  const { input, terminal } = open();
  const first = terminal.ask('Where', 'here');
  input.write('\r');
  expect(await first).toBe('here');
  const second = terminal.confirm('Sure?');
  input.write('yes\r');
  expect(await second).toBe(true);
  terminal.close();
});
