import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';

// The provider's library by itself, over a Map and without any rule of ours: what we are compared with. Its arguments are
// a port, and a client as JSON.

const [port, client] = [Number(process.argv[2]), JSON.parse(process.argv[3] ?? '')];

/** @import { AdapterPayload } from 'oidc-provider' */

/** @type {Map<string, AdapterPayload>} */
const entries = new Map();

/** @param {string} kind */
function adapter(kind) {
  /** @param {string} id */
  const key = (id) => `${kind}:${id}`;
  return {
    /**
     * @param {string} id
     * @param {AdapterPayload} payload
     */
    async upsert(id, payload) {
      entries.set(key(id), payload);
      if (kind === 'Session' && payload.uid) entries.set(`uid:${payload.uid}`, payload);
    },
    /** @param {string} id */
    find: async (id) => entries.get(key(id)),
    /** @param {string} uid */
    findByUid: async (uid) => entries.get(`uid:${uid}`),
    findByUserCode: async () => undefined,
    /** @param {string} id */
    async consume(id) {
      Object.assign(entries.get(key(id)) ?? {}, { consumed: Math.floor(Date.now() / 1000) });
    },
    /** @param {string} id */
    destroy: async (id) => void entries.delete(key(id)),
    revokeByGrantId: async () => undefined,
  };
}

const policy = interactionPolicy.base();
policy.remove('consent');

// Signed like ours, and the ID token says as much of somebody.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'a-key', alg: 'RS256', use: 'sig' };
const ana = {
  name: 'Ana Example',
  preferred_username: 'ana@example.com',
  email: 'ana@example.com',
  email_verified: true,
  groups: ['members'],
  workspace: 'Example',
  updated_at: 1_795_000_000,
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter,
  clients: [client],
  cookies: { keys: ['a-key-of-the-peer'] },
  jwks: { keys: [key] },
  claims: {
    openid: ['sub', 'workspace'],
    profile: ['name', 'preferred_username', 'groups', 'updated_at'],
    email: ['email', 'email_verified'],
  },
  conformIdTokenClaims: false,
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...ana }) }),
  async loadExistingGrant({ oidc }) {
    const accountId = oidc.session?.accountId;
    if (!accountId || !oidc.client) return undefined;
    const known = oidc.session?.grantIdFor(oidc.client.clientId);
    const found = known && (await oidc.provider.Grant.find(known));
    if (found) return found;
    const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
});
const answer = provider.callback();

createServer(async (request, response) => {
  if (!request.url?.startsWith('/interaction/')) return await answer(request, response);
  await provider.interactionFinished(request, response, { login: { accountId: 'ana' } });
}).listen(port, '127.0.0.1', () => console.log('ready'));
