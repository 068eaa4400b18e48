import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { actions, button, chars, homeOf, marked, modalOf } from '../support/block-kit-samples.ts';

let slack: PretendSlack;
beforeEach(async () => {
  slack = await startPretendSlack({ signingSecret: 'shhh' });
});
afterEach(() => slack.stop());

/** Asks blocks.validate, without a token. */
async function check(args: Record<string, unknown>): Promise<{ errors?: unknown }> {
  const fields = Object.entries(args).map(([name, value]) => [name, JSON.stringify(value)]);
  const response = await fetch(new URL('blocks.validate', slack.apiUrl), {
    method: 'POST',
    body: new URLSearchParams(Object.fromEntries(fields)),
  });
  return (await response.json()) as { errors?: unknown };
}

const section = { type: 'section', text: marked('Hi') };
const tooLong = { type: 'section', text: marked(chars(3001)) };

it('takes what fits, of anybody', async () => {
  expect(await check({ view: modalOf([section]) })).toEqual({ ok: true });
  expect(await check({ view: homeOf([section]) })).toEqual({ ok: true });
  expect(await check({ message: { text: 'Hi', blocks: [section] } })).toEqual({ ok: true });
  expect(await check({ message: { blocks: [] } })).toEqual({ ok: true });
  expect(await check({ blocks: [section] })).toEqual({ ok: true });
});

it.each([
  ['invalid_view', '/blocks/0/text/text', { view: modalOf([tooLong]) }],
  ['invalid_view', '/blocks/0/text/text', { view: homeOf([tooLong]) }],
  ['invalid_message', '/blocks/0/text/text', { message: { blocks: [tooLong] } }],
  ['invalid_blocks', '/0/text/text', { blocks: [tooLong] }],
])('says %s with its place', async (error, pointer, args) => {
  expect(await check(args)).toEqual({
    ok: false,
    error,
    errors: [{ code: 'failed_constraint', message: 'must be less than 3001 characters', pointer }],
  });
});

it('lists what would have fitted', async () => {
  const { errors } = await check({ blocks: [actions(button({ style: 'big' }))] });

  expect(errors).toContainEqual(
    expect.objectContaining({ constraint: { type: 'enum', expected: ['primary', 'danger'] } }),
  );
});

it.each([{}, { blocks: [], view: {} }])('wants one thing to look at, not %j', async (args) => {
  expect(await check(args)).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: {
      messages: ['must provide exactly one of `blocks`, `view`, or `message`'],
    },
  });
});
