import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, signUpForm } from '../support/acts.ts';
import { Authenticator } from '../support/authenticator.ts';
import { textOf } from '../support/browser-acts.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { forgetLimits, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { askToRemove, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

const adam = 'U0ADAM';

async function count(sql: string, value: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS n ${sql}`, [value]);
  return Number(row?.n);
}

/** A browser somewhere else in the world. */
const browserAt = (index: number) => ({ 'x-forwarded-for': `10.1.${index >> 8}.${index & 255}` });

test.each(rounds())(
  'of forty who send one link at once, half with a passkey, one becomes a member (round %i)',
  async (round) => {
    const email = `half-${round}@example.com`;
    const { path } = await openInvitation(world, email);
    const sends = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const headers = browserAt(index);
        if (index % 2 === 0) return () => world.post(path, signUpForm(), headers);
        const visitor = new PasskeyVisitor(world, headers);
        const passkey = visitor.device.create(await visitor.asked(`${path}/passkey-options`));
        return () => visitor.post(path, { displayName: 'Ana', passkey });
      }),
    );
    const answers = await Promise.all(sends.map((send) => send()));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 39 }, () => 410)]);
    expect(await count('FROM members WHERE address = $1', email)).toBe(1);
    const ofMember = 'm ON m.id = member_id WHERE m.address = $1';
    expect(await count(`FROM sessions JOIN members ${ofMember}`, email)).toBe(1);
    const hasPasskey = (answers.findIndex(({ status }) => status === 303) ?? 0) % 2;
    expect(await count(`FROM passkeys JOIN members ${ofMember}`, email)).toBe(hasPasskey);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'one answer that is sent many times at once opens one session (round %i)',
  async (round) => {
    const email = `once-${round}@example.com`;
    const ana = await joinByPasskey(world, email);
    const passkey = ana.device.sign(await ana.asked('/sign-in/passkey/options'));
    const headers = { cookie: `invitations-passkey=${ana.jar.get('invitations-passkey')}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        new PasskeyVisitor(world, headers).post('/sign-in/passkey', { passkey }),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'of two who use a passkey and its copy at once one gets in (round %i)',
  async (round) => {
    const ana = await joinByPasskey(world, `copy-${round}@example.com`);
    const sends = await Promise.all(
      [1, 2].map(async (index) => {
        const visitor = new PasskeyVisitor(world, browserAt(index), ana.device);
        const asked = await visitor.asked('/sign-in/passkey/options');
        const passkey = ana.device.sign(asked, { counter: 5 });
        return () => visitor.post('/sign-in/passkey', { passkey });
      }),
    );
    const answers = await Promise.all(sends.map((send) => send()));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'whoever is removed while they sign in is not signed in afterwards (round %i)',
  async (round) => {
    const name = `dan${round}`;
    const id = addPerson(world, { id: `U0${name.toUpperCase()}`, name });
    const dan = await joinByPasskey(world, `u0${name}@people.example`);
    await world.database.query('UPDATE members SET display_name = $1 WHERE address = $2', [
      name,
      `u0${name}@people.example`,
    ]);
    await openHome(world, id);
    const elsewhere = new PasskeyVisitor(world, {}, dan.device);
    const passkey = dan.device.sign(await elsewhere.asked('/sign-in/passkey/options'));
    await askToRemove(world, adam, name);
    const [answer] = await Promise.all([
      elsewhere.post('/sign-in/passkey', { passkey }),
      world.slack.submit({ user: adam }),
    ]);
    expect([303, 400]).toContain(answer.status);
    await world.slack.until(() => !JSON.stringify(world.slack.modal(adam)).includes('Removing…'));
    await world.slack.close({ user: adam });
    expect((await elsewhere.get('/account')).status).toBe(401);
    const left = 'JOIN members m ON m.id = member_id WHERE m.display_name = $1';
    expect(await count(`FROM sessions ${left}`, name)).toBe(0);
    expect(await count(`FROM passkeys ${left}`, name)).toBe(0);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'of the last two passkeys one stays, whoever removes both at once (round %i)',
  async (round) => {
    const email = `two-${round}@example.com`;
    const ana = await joinByPasskey(world, email);
    await ana.add(new Authenticator(world.config.publicUrl));
    const rows = await world.database.query(
      'SELECT p.id FROM passkeys p JOIN members m ON m.id = p.member_id WHERE m.address = $1',
      [email],
    );
    const answers = await Promise.all(
      rows.map(({ id }) => ana.post('/account', { act: 'remove_passkey', passkeyId: String(id) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
  },
  roundsTimeout(),
);

/** The same passkey once more, as the answer to another challenge: authenticators that are programs can do that. */
function answeredAnew(made: string, { challenge }: { challenge: string }): string {
  const { id, type, response } = JSON.parse(made);
  const client = { type: 'webauthn.create', challenge, origin: world.config.publicUrl };
  const clientDataJSON = Buffer.from(JSON.stringify(client)).toString('base64url');
  return JSON.stringify({ id, type, response: { ...response, clientDataJSON } });
}

test.each(rounds())(
  'of many who bring one passkey at once, to add it or to join, one gets it (round %i)',
  async (round) => {
    const ana = await joinByPasskey(world, `brings-${round}@example.com`);
    const sends: (() => Promise<Response>)[] = [];
    const made = ana.device.create(await ana.asked('/account/passkey-options'));
    for (let index = 0; index < 4; index += 1) {
      const added = answeredAnew(made, await ana.asked('/account/passkey-options'));
      sends.push(() => ana.post('/account', { act: 'add_passkey', passkey: added }));
      const { path } = await openInvitation(world, `joins-${round}-${index}@example.com`);
      const bo = new PasskeyVisitor(world, browserAt(index));
      const passkey = answeredAnew(made, await bo.asked(`${path}/passkey-options`));
      sends.push(() => bo.post(path, { displayName: 'Bo', passkey }));
    }

    const answers = await Promise.all(sends.map((send) => send()));

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 7 }, () => 400)]);
    for (const answer of answers.filter(({ status }) => status === 400)) {
      expect(await textOf(answer)).toContain("We couldn't use that passkey. Nothing was changed");
    }
  },
  roundsTimeout(),
);
