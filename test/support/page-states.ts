import type { Page } from 'playwright-core';
import { openAccountStates } from './account-states.ts';
import { activityStates } from './activity-states.ts';
import { goodPassword, invite, joinAs } from './acts.ts';
import { formOf } from './browser-acts.ts';
import { leaveStates } from './leave-states.ts';
import { notMeStates } from './not-me-states.ts';
import type { PageState } from './page-state.ts';
import { choosePassword } from './password-way.ts';
import { secondStepStates } from './second-step-states.ts';
import { slackStates } from './slack-states.ts';
import { toolPageStates } from './tool-page-states.ts';
import type { World } from './world.ts';

let people = 0;
function nextEmail(): string {
  people += 1;
  return `page${people}@example.com`;
}

/** Every page that the web side shows. */
export function pageStates(world: World): readonly PageState[] {
  const all = [signUpStates, deadLinkStates, signInStates, slackStates, accountStates];
  const ofTools = toolPageStates(world, (page, role) => signInAs(world, page, role));
  return [...all.flatMap((states) => states(world)), ...ofTools];
}

function signUpStates(world: World): PageState[] {
  const open = async (page: Page) => {
    await page.goto(world.url + (await invite(world, nextEmail())).path);
  };
  return [
    { name: 'join', status: 200, open },
    {
      name: 'join with a message',
      status: 200,
      async open(page) {
        const { path, email } = await invite(world, nextEmail());
        await world.database.query(
          'UPDATE invitations SET message = $1, suggested_name = $2 WHERE address = $3',
          [`Hi Mia,\n\nwelcome! 🎉\n${'W'.repeat(250)}`, 'Mia Müller', email],
        );
        await page.goto(world.url + path);
      },
    },
    {
      name: 'decline',
      status: 200,
      async open(page) {
        await page.goto(`${world.url}${(await invite(world, nextEmail())).path}/no`);
      },
    },
    {
      name: 'join with problems',
      status: 400,
      async open(page) {
        await open(page);
        await choosePassword(page);
        await page.getByLabel('Your name').fill('\u202Eevil');
        await page.getByLabel('Password', { exact: true }).fill('password12345678');
        await page.getByRole('button', { name: /^Join/ }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'signed in already',
      status: 200,
      async open(page) {
        await signInAs(world, page, 'member');
        await open(page);
      },
    },
  ];
}

function deadLinkStates(world: World): PageState[] {
  const changes = [
    ['accepted', 'accepted_at = now()', 410],
    ['expired', "expires_at = now() - interval '1 hour'", 410],
    ['revoked', 'revoked_at = now()', 410],
    ['declined', 'declined_at = now(), revoked_at = now()', 410],
    ['replaced', 'generation = generation + 1', 410],
    ['moved', 'generation = generation + 1, address_since = generation + 1', 410],
  ] as const;
  const dead = async (change: string) => {
    const { path, email } = await invite(world, nextEmail());
    await world.database.query(`UPDATE invitations SET ${change} WHERE address = $1`, [email]);
    return path;
  };
  return [
    ...changes.map(([name, change, status]) => ({
      name: `${name} link`,
      status,
      open: async (page: Page) => void (await page.goto(world.url + (await dead(change)))),
    })),
    {
      name: 'asked for a new invitation',
      status: 410,
      async open(page) {
        await page.goto(world.url + (await dead('revoked_at = now()')));
        await page.getByRole('button', { name: 'Ask for a new invitation' }).click();
        await page.getByRole('status').waitFor();
      },
    },
    fixed(world, 'unknown link', 404, `/join/${'A'.repeat(43)}`),
  ];
}

function signInStates(world: World): PageState[] {
  return [
    fixed(world, 'front', 200, '/'),
    fixed(world, 'privacy', 200, '/privacy'),
    fixed(world, 'help', 200, '/support'),
    fixed(world, 'sign-in', 200, '/sign-in'),
    fixed(world, 'signed out', 200, '/sign-in?signed-out'),
    {
      name: 'sign-in with a problem',
      status: 400,
      async open(page) {
        await page.goto(`${world.url}/sign-in`);
        await page.getByLabel('Email address').fill(nextEmail());
        await page.getByLabel('Password', { exact: true }).fill('wrong');
        await page.getByRole('button', { name: /^Sign in$/ }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    fixed(world, 'forgot', 200, '/forgot'),
    {
      name: 'forgot, sent',
      status: 200,
      async open(page) {
        await page.goto(`${world.url}/forgot`);
        await page.getByLabel('Email address').fill(nextEmail());
        await page.getByRole('button', { name: 'Email me a link' }).click();
        await page.getByRole('heading', { name: 'Check your email' }).waitFor();
      },
    },
    {
      name: 'reset',
      status: 200,
      open: async (page) => void (await page.goto(world.url + (await resetPath(world)))),
    },
    fixed(world, 'reset, ended', 410, `/reset/${'A'.repeat(51)}`),
    fixed(world, 'reset, unknown', 404, '/reset/x'),
    ...notMeStates(world, (page) => signInAs(world, page, 'member')),
    ...secondStepStates(world, (page) => signInAs(world, page, 'member')),
    fixed(world, 'no such page', 404, '/nowhere'),
    fixed(world, 'not allowed', 405, '/sign-out'),
    {
      name: 'too many tries',
      status: 429,
      async open(page) {
        const email = nextEmail();
        await page.goto(`${world.url}/sign-in`);
        const team = page.getByLabel("Your team's Slack address");
        if ((await team.count()) > 0) await team.fill('corp.slack.com');
        await page.getByLabel('Email address').fill(email);
        // All from the browser, since what is counted is its network.
        for (let round = 0; round <= 10; round += 1) {
          await page.getByLabel('Password', { exact: true }).fill('wrong');
          const loaded = page.waitForEvent('load');
          await page.getByRole('button', { name: /^Sign in$/ }).click();
          await loaded;
        }
        await page.getByRole('heading', { name: 'Too many attempts' }).waitFor();
      },
    },
  ];
}

function accountStates(world: World): PageState[] {
  const open = async (page: Page, role: 'member' | 'admin', query = '') => {
    await signInAs(world, page, role);
    await page.goto(`${world.url}/account${query}`);
  };
  return [
    ...openAccountStates(world, open),
    ...leaveStates((page) => open(page, 'member', '/leave'), world.url),
    {
      name: 'account with a problem',
      status: 400,
      async open(page) {
        await open(page, 'member');
        await page.getByLabel('Current password', { exact: true }).fill('wrong');
        await page.getByLabel('New password', { exact: true }).fill(goodPassword);
        await page.getByRole('button', { name: 'Change password' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'account, sent from a page of another one',
      status: 409,
      async open(page) {
        await open(page, 'member');
        await page.context().clearCookies();
        const another = await page.context().newPage();
        await signInAs(world, another, 'member');
        await page.getByLabel('Your name').fill('Bertrand Okonkwo-Lindqvist');
        await page.getByRole('button', { name: 'Save name' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    fixed(world, 'account, signed out', 401, '/account'),
    ...activityStates(world, (page, role) => signInAs(world, page, role)),
  ];
}

function fixed(world: World, name: string, status: number, path: string): PageState {
  return { name, status, open: async (page) => void (await page.goto(world.url + path)) };
}

/** The path of a reset link for a new member. */
export async function resetPath(world: World, known?: string): Promise<string> {
  const email = known ?? nextEmail();
  if (!known) await joinAs(world, email);
  await world.post('/forgot', formOf({ email }));
  const letter = await world.letterTo(email);
  const [, path] = /https?:\/\/[^/\s]+(\/reset\/\S+)/.exec(letter.parsed.text ?? '') ?? [];
  if (!path) throw new Error('no reset link');
  return path;
}

/** Signs a browser in as a new member with a long name. */
async function signInAs(world: World, page: Page, role: 'member' | 'admin'): Promise<string> {
  const email = nextEmail();
  await joinAs(world, email, { role, displayName: 'Ana Lucía Fernández' });
  await page.goto(`${world.url}/sign-in`);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByRole('button', { name: /^Sign in$/ }).click();
  await page.waitForURL('**/account');
  return email;
}
