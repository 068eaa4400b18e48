import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import { goodPassword, joinAs } from './acts.ts';
import { readable, Visitor } from './browser-acts.ts';
import type { World } from './world.ts';

/** What people do with their second step in the stories. */

const page = '/account/second-step';

/** Somebody's authenticator app, whose clock is the world's. */
export class AuthenticatorApp {
  readonly #world: World;
  readonly #totp: TOTP;

  constructor(world: World, key: string) {
    this.#world = world;
    this.#totp = new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) });
  }

  /** The code that it shows, or showed and will show so many half minutes from now. */
  code(halfMinutes = 0): string {
    const timestamp = Date.now() + this.#world.clock.shiftMs + halfMinutes * 30_000;
    return this.#totp.generate({ timestamp });
  }

  /** A code that wasn't shown before. */
  nextCode(): string {
    this.#world.clock.shiftMs += 30_000;
    return this.code();
  }
}

/** A second step that was set up. */
export interface SetUp {
  readonly app: AuthenticatorApp;
  readonly codes: readonly string[];
}

/** What the page gives the app, and what its form brings back. */
export function offerIn(html: string): { key: string; sealed: string; action: string } {
  const [, key] = /<p class="key">([^<]+)</.exec(html) ?? [];
  const [, sealed] = /name="sealed" value="([^"]+)"/.exec(html) ?? [];
  const [, action] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  if (!key || !sealed || !action) throw new Error(`no second step is offered: ${readable(html)}`);
  return { key, sealed, action: action.replaceAll('&amp;', '&') };
}

/** The recovery codes that a page shows. */
export function codesIn(html: string): string[] {
  return [...html.matchAll(/<li>([0-9a-z-]{27})<\/li>/g)].map(([, code]) => code ?? '');
}

/** Sets a second step up as whoever is signed in. */
export async function setUpSecondStep(world: World, who: Visitor, path = page): Promise<SetUp> {
  const { key, sealed, action } = offerIn(await (await who.get(path)).text());
  const app = new AuthenticatorApp(world, key);
  const answer = await who.post(action, { act: 'on', sealed, code: app.code() });
  expect(answer.status).toBe(200);
  const codes = codesIn(await answer.text());
  expect(codes).toHaveLength(10);
  return { app, codes };
}

/** Signs in by a password, and gives the answer to the code that is asked for then. */
export async function signInWithCode(who: Visitor, email: string, code: string): Promise<Response> {
  const answer = await who.signIn(email, goodPassword);
  expect(answer.headers.get('location')).toMatch(/^\/sign-in\/code/);
  return await who.post('/sign-in/code', { code });
}

/** Browsers and members of one story file: each comes from an address of its own. */
export function secondStepPeople(world: () => World) {
  let visitors = 0;
  let members = 0;
  const visitor = (headers: Record<string, string> = {}) => {
    visitors += 1;
    return new Visitor(world(), { 'x-forwarded-for': `203.0.113.${visitors}`, ...headers });
  };
  return {
    visitor,
    /** Somebody with a second step, in the browser in which they set it up. */
    async withSecondStep(): Promise<SetUp & { email: string; home: Visitor }> {
      members += 1;
      const email = `step${members}@example.com`;
      await joinAs(world(), email);
      const home = visitor();
      await home.signIn(email, goodPassword);
      return { email, home, ...(await setUpSecondStep(world(), home)) };
    },
    /** How often that was recorded about this address. */
    async audited(act: string, email: string): Promise<number> {
      const rows = await world().database.query(
        'SELECT id FROM audit_entries WHERE act = $1 AND subject = $2',
        [act, email],
      );
      return rows.length;
    },
  };
}
