import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { organization } from 'better-auth/plugins';
import pg from 'pg';

/** @import { Peer } from './peer.js' */

const password = 'correct horse battery staple';
/** Its own limit is 100 of an organization. */
const manyInvitations = 1_000_000;

/**
 * better-auth with its organization plugin, as its documentation sets it up: an organization per workspace, and an owner
 * per caller who invites.
 * @param {string} databaseUrl
 * @param {number} workspaces
 * @param {number} callers
 * @param {(to: string, id: string) => void} send An email.
 */
export async function openBetterAuth(databaseUrl, workspaces, callers, send = () => undefined) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const options = optionsOf(pool, send);
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);

  /** @param {string} email */
  async function signUp(email) {
    const { headers, response } = await auth.api.signUpEmail({
      body: { email, password, name: 'Adam' },
      returnHeaders: true,
    });
    return { cookie: new Headers({ cookie: cookiesOf(headers) }), userId: response.user.id };
  }

  /** @type {{ organizationId: string, headers: Headers }[]} */
  const owners = [];
  /** @type {string[]} */
  const organizations = [];
  for (let caller = 0; caller < callers; caller += 1) {
    const { cookie, userId } = await signUp(`owner${caller}@example.com`);
    const index = caller % workspaces;
    let organizationId = organizations[index];
    if (organizationId === undefined) {
      const made = await auth.api.createOrganization({
        body: { name: 'Bench', slug: `bench${index}` },
        headers: cookie,
      });
      organizationId = made?.id ?? '';
      organizations[index] = organizationId;
    } else {
      await auth.api.addMember({
        body: { userId, organizationId, role: 'owner' },
      });
    }
    owners.push({ organizationId, headers: cookie });
  }
  /**
   * Invites people, who have their account already or make it when they join; gives what each needs to accept.
   * @param {number} count
   * @param {{ haveAccounts: boolean }} who
   */
  async function invite(count, { haveAccounts }) {
    const [owner] = owners;
    if (!owner) throw new Error('no owner');
    const { organizationId, headers } = owner;
    const all = [];
    for (let i = 0; i < count; i += 1) {
      invited += 1;
      const email = `ben${invited}@example.com`;
      const cookie = haveAccounts ? (await signUp(email)).cookie.get('cookie') : null;
      const body = { email, role: /** @type {const} */ ('member'), organizationId };
      const { id } = await auth.api.createInvitation({ body, headers });
      all.push({ invitationId: id, email, cookie: cookie ?? '' });
    }
    return all;
  }
  let invited = 0;

  return {
    auth,
    invite,
    signUp,
    owners: owners.map(({ organizationId, headers }) => ({
      organizationId,
      cookie: headers.get('cookie') ?? '',
    })),
    /** @type {Peer['create']} */
    async create(caller, email) {
      const owner = owners[caller];
      if (!owner) throw new Error(`no owner ${caller}`);
      const { organizationId, headers } = owner;
      await auth.api.createInvitation({ body: { email, role: 'member', organizationId }, headers });
    },
    clear: async () => void (await pool.query('TRUNCATE invitation')),
    stop: () => pool.end(),
  };
}

/** @param {Headers} headers */
function cookiesOf(headers) {
  return headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

/**
 * @param {pg.Pool} pool
 * @param {(to: string, id: string) => void} send
 */
function optionsOf(pool, send) {
  return {
    database: pool,
    baseURL: 'http://127.0.0.1',
    secret: 'bench-bench-bench-bench-bench-bench',
    // No real hash: here nobody's password is what is measured.
    emailAndPassword: {
      enabled: true,
      password: { hash: async () => 'hash', verify: async () => true },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    plugins: [
      organization({
        invitationLimit: manyInvitations,
        membershipLimit: manyInvitations,
        sendInvitationEmail: async ({ email, id }) => send(email, id),
      }),
    ],
  };
}
