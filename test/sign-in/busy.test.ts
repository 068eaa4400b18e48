import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { formOf, textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

test('too many who sign in at once are told so, and those who hang up cost nobody anything', async () => {
  const { email } = await joinAs(world, 'member@example.com');
  const patience = new AbortController();
  const crowd = Array.from({ length: 120 }, (_, index) =>
    fetch(`${world.url}/sign-in`, {
      method: 'POST',
      body: formOf({ email: `nobody${index}@example.com`, password: goodPassword }),
      headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': `203.0.113.${index}` },
      signal: patience.signal,
    }),
  );
  const answers = Promise.allSettled(crowd);

  const refused = await Promise.any(
    crowd.map(async (each) => {
      const answer = await each;
      if (answer.status !== 503) throw new Error('it was its turn');
      return answer;
    }),
  );
  expect(refused.headers.get('retry-after')).toBe('20');
  expect(await textOf(refused)).toContain('try again in half a minute');
  patience.abort();
  await answers;

  // The server hears of each hang-up a moment later.
  const signIn = async () => {
    const signedIn = await new Visitor(world).signIn(email, goodPassword);
    expect(signedIn.status).toBe(303);
  };
  await vi.waitFor(signIn, { timeout: 14_000, interval: 2000 });
  expect(world.logs.filter(({ msg }) => msg === 'fault')).toEqual([]);
});
