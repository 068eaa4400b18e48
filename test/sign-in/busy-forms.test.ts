import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword, isPassword } from '../../src/platform/crypto/password-hash.ts';
import { goodPassword, invite, joinAs, signUpForm } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { held } from '../support/quick-argon2.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const newPassword = 'quite another set of words';

test('while too many passwords wait, every form that needs one says when to come back', async () => {
  const email = 'ana@example.com';
  await joinAs(world, email);
  const ana = new Visitor(world);
  await ana.signIn(email, goodPassword);
  const { path } = await invite(world, 'bo@example.com');
  const page = await (await ana.get('/account/leave')).text();
  const member = /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await new Visitor(world).post('/forgot', { email });
  let reset = '';
  while (reset === '') {
    const { parsed } = await world.letterTo(email);
    [, reset = ''] = /http:\/\/localhost:3000(\/reset\/\S+)/.exec(parsed.text ?? '') ?? [];
  }

  let release = () => {};
  held.until = new Promise((resolve) => {
    release = resolve;
  });
  // As many of either kind as wait and are done at once.
  const crowd = Array.from({ length: 44 }, () => [
    hashPassword(newPassword),
    isPassword('', undefined, 'stranger'),
  ]).flat();
  const settled = Promise.allSettled(crowd);
  try {
    const answers = {
      'sign-in': await new Visitor(world).signIn('nobody@example.com', goodPassword),
      'sign-in, known': await ana.signIn(email, goodPassword),
      join: await world.post(path, signUpForm()),
      reset: await world.post(reset, signUpForm({ password: newPassword })),
      change: await ana.post('/account', {
        act: 'password',
        current: goodPassword,
        password: newPassword,
      }),
      leave: await ana.post('/account/leave', { member, password: goodPassword }),
    };
    for (const [form, answer] of Object.entries(answers)) {
      expect([answer.status, answer.headers.get('retry-after')], form).toEqual([503, '20']);
      expect(await textOf(answer), form).toContain('try again in half a minute');
    }
  } finally {
    held.until = undefined;
    release();
    await settled;
  }

  expect((await ana.get('/account')).status).toBe(200);
  expect((await world.post(path, signUpForm())).status).toBe(303);
});
