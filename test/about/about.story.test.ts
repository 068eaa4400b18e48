import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, joinAs } from '../support/acts.ts';
import { formOf } from '../support/browser-acts.ts';
import { openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What every page, email and Home tab leads to: what is kept about people, and where help is found.

let world: World;
let plain: World;
beforeAll(async () => {
  world = await startWorld({
    SUPPORT_CONTACT: 'help@acme.org',
    PRIVACY_URL: 'https://acme.org/privacy?a=1&b=2',
  });
});
beforeAll(async () => {
  plain = await startWorld({ SUPPORT_CONTACT: '', PRIVACY_URL: '' });
});
afterAll(async () => {
  await world.stop();
  await plain.stop();
});

async function page(path: string, of = world): Promise<string> {
  const response = await of.get(path);
  expect(response.status).toBe(200);
  return (await response.text()).replaceAll('&#39;', "'");
}

test('/privacy says what is kept and for how long, and leads to whoever runs the app', async () => {
  const html = await page('/privacy');
  expect(html).toContain('14 days without use');
  expect(html).toContain('up to whoever runs it to delete the database');
  expect(html).toContain('<a href="mailto:help@acme.org">help@acme.org</a>');
  expect(html).toContain(
    '<a href="https://acme.org/privacy?a=1&amp;b=2">acme.org/privacy?a=1&amp;b=2</a>',
  );
});

test('/support says where help is, and what to type', async () => {
  const html = await page('/support');
  expect(html).toContain('<strong>/invite-member help</strong>');
  expect(html).toContain('<a href="/forgot">');
  expect(html).toContain('<a href="mailto:help@acme.org">help@acme.org</a>');
});

test('where nobody is named, people are sent to an admin of their team', async () => {
  expect(await page('/privacy', plain)).toContain('ask an admin of your team.</p>');
  expect(await page('/privacy', plain)).not.toContain('privacy policy of their own');
  expect(await page('/support', plain)).toContain('Ask an admin of your team.');
});

test('the front page says what this is, and leads to where people sign in', async () => {
  const html = await page('/');
  expect(html).toContain("One account for your team's tools");
  expect(html).toContain('<a class="button" href="/sign-in">Sign in</a>');
});

test.each(['/', '/sign-in', '/forgot', '/privacy', '/support'])(
  '%s leads to both',
  async (path) => {
    const html = await page(path);
    expect(html).toContain('<a href="/privacy">Privacy</a>');
    expect(html).toContain('<a href="/support">Help</a>');
  },
);

test('pages that refuse lead to both, too', async () => {
  const html = await (await world.get('/nowhere')).text();
  expect(html).toContain('<a href="/support">Help</a>');
});

test('emails lead to both, in both parts', async () => {
  await invite(world, 'ana@example.com');
  await joinAs(world, 'bo@example.com');
  await world.post('/forgot', formOf({ email: 'bo@example.com' }));
  const letters = [world.mailbox.letters[0], await world.letterTo('bo@example.com')];
  for (const letter of letters) {
    expect(letter?.parsed.text).toMatch(
      /\nPrivacy: http:\/\/localhost:3000\/privacy\nHelp: http:\/\/localhost:3000\/support\n$/,
    );
    expect(letter?.parsed.html).toContain('href="http://localhost:3000/privacy"');
    expect(letter?.parsed.html).toContain('href="http://localhost:3000/support"');
  }
});

test.each(['U0ADAM', 'U0MIA'])('the Home tab of %s leads to both', async (user) => {
  const home = await openHome(world, user);
  expect(home.blocks.at(-1)).toMatchObject({
    type: 'context',
    elements: [
      {
        text: '<http://localhost:3000/privacy|Privacy> · <http://localhost:3000/support|Help>',
      },
    ],
  });
});
