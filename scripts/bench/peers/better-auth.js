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
 * @returns {Promise<Peer>}
 */
export async function openBetterAuth(databaseUrl, workspaces, callers) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const options = {
    database: pool,
    baseURL: 'http://127.0.0.1',
    secret: 'bench-bench-bench-bench-bench-bench',
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    plugins: [
      organization({
        invitationLimit: manyInvitations,
        membershipLimit: manyInvitations,
        sendInvitationEmail: async () => undefined,
      }),
    ],
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);

  /** @type {{ organizationId: string, headers: Headers }[]} */
  const owners = [];
  /** @type {string[]} */
  const organizations = [];
  for (let caller = 0; caller < callers; caller += 1) {
    const { headers, response } = await auth.api.signUpEmail({
      body: { email: `owner${caller}@example.com`, password, name: 'Adam' },
      returnHeaders: true,
    });
    const cookie = new Headers({ cookie: cookiesOf(headers) });
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
        body: { userId: response.user.id, organizationId, role: 'owner' },
      });
    }
    owners.push({ organizationId, headers: cookie });
  }
  return {
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
