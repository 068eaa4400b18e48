import { expect } from 'vitest';
import { invite } from './acts.ts';
import { type AskedFor, Authenticator, type Odd } from './authenticator.ts';
import { Visitor } from './browser-acts.ts';
import type { World } from './world.ts';

/** Somebody at a browser with a device that has passkeys. */
export class PasskeyVisitor extends Visitor {
  readonly device: Authenticator;

  constructor(
    world: World,
    headers: Record<string, string> = {},
    device = new Authenticator(world.config.publicUrl),
  ) {
    super(world, headers);
    this.device = device;
  }

  /** What the site gives the page's script. */
  async asked(path: string): Promise<AskedFor> {
    const answer = await this.post(path, {});
    expect(answer.status).toBe(200);
    return (await answer.json()) as AskedFor;
  }

  /** Accepts an invitation with a passkey. */
  async join(path: string, fields: Record<string, string | File> = {}, odd: Odd = {}) {
    const passkey = this.device.create(await this.asked(`${path}/passkey-options`), odd);
    return await this.post(path, { displayName: 'Ana', passkey, ...fields });
  }

  /** Signs in with the passkey that was made last. */
  async signInByPasskey(odd: Odd = {}): Promise<Response> {
    const passkey = this.device.sign(await this.asked('/sign-in/passkey/options'), odd);
    return await this.post('/sign-in/passkey', { passkey });
  }

  /** Adds a passkey on the account page, made by the same device or by another. */
  async add(device = this.device, odd: Odd = {}): Promise<Response> {
    const passkey = device.create(await this.asked('/account/passkey-options'), odd);
    return await this.post('/account', { act: 'add_passkey', passkey });
  }
}

/** Invites somebody who joins with a passkey at once. */
export async function joinByPasskey(
  world: World,
  email: string,
  { role, headers = {} }: { role?: 'member' | 'admin'; headers?: Record<string, string> } = {},
): Promise<PasskeyVisitor> {
  const { path } = await invite(world, email, role && { role });
  const visitor = new PasskeyVisitor(world, headers);
  const joined = await visitor.join(path);
  expect(joined.status).toBe(303);
  return visitor;
}
